import { toSimplified } from './traditional.ts'

/** A text normalised for comparison, with the position of each character in the original. */
export interface Folded {
  text: string
  /** For each UTF-16 unit of `text`: where its character begins and ends in the original. */
  from: readonly number[]
  to: readonly number[]
}

const UNSEEN = /[\p{Default_Ignorable_Code_Point}\p{Cf}]/u
const EVERYDAY = /^[\u4e00-\u9fff\n a-zA-Z0-9]$/

/**
 * Normalises a text: half width, simplified characters, one kind of blank, no invisible characters. Two spellings of
 * one thing become the same.
 */
export function folded(original: string): Folded {
  const [from, to]: [number[], number[]] = [[], []]
  let text = ''
  let at = 0
  for (const c of original) {
    const end = at + c.length
    const plain = EVERYDAY.test(c)
      ? c
      : UNSEEN.test(c)
        ? ''
        : c.normalize('NFKC').replace(/[\p{Zs}\t]/gu, ' ')
    for (let unit = 0; unit < plain.length; unit++) {
      from.push(at)
      to.push(end)
    }
    text += plain
    at = end
  }
  return { text: toSimplified(text), from, to }
}

const VALUES: Readonly<Record<string, number>> = Object.fromEntries(
  ['零〇', '一幺壹', '二两贰', '三叁', '四肆', '五伍', '六陆', '七柒', '八捌', '九玖'].flatMap((signs, n) =>
    [...signs].map(sign => [sign, n]),
  ),
)
/** Characters that say a digit. */
export const DIGIT_SIGNS = Object.keys(VALUES).join('')
const SAID = new RegExp(`[${DIGIT_SIGNS}]`, 'gu')

/** Chinese digits as digits, one for one: 幺三八 → 138. */
export const digitsOf = (text: string): string => text.replace(SAID, c => String(VALUES[c]))

/** Only letters and digits, small: 张 三 → 张三, 138-0013 → 1380013. */
export function compact({ text, from, to }: Folded): Folded {
  const kept: Folded & { from: number[]; to: number[] } = { text: '', from: [], to: [] }
  let at = 0
  for (const c of text) {
    if (/[\p{L}\p{N}\p{M}\p{Co}]/u.test(c)) {
      const small = c.toLowerCase()
      for (let unit = 0; unit < small.length; unit++) {
        kept.from.push(from[at]!)
        kept.to.push(to[at]!)
      }
      kept.text += small
    }
    at += c.length
  }
  return kept
}
