import { createRequire } from 'node:module'
import { MAX_QUERY_CHARACTERS } from './text.ts'

/** A syllable of a text: its sound (pinyin without tone, similar sounds merged), and the character or letters as written. */
export interface Sound {
  sound: string
  written: string
}

/**
 * Sounds that southern dialects, voice input and pinyin keyboards confuse. The replacements are applied in this order to
 * a syllable of pinyin without tone.
 */
const CONFUSIONS: readonly (readonly [RegExp, string])[] = [
  [/^zh/, 'z'],
  [/^ch/, 'c'],
  [/^sh/, 's'],
  [/^n/, 'l'],
  [/ü|v/, 'u'],
  // 飞 and 灰, 方 and 荒, 分 and 昏, 福 and 湖.
  [/^hui$/, 'hei'],
  [/^hun$/, 'hen'],
  [/^hua(?=n)/, 'ha'],
  [/^f/, 'h'],
  [/ang$/, 'an'],
  [/eng$/, 'en'],
  [/ing$/, 'in'],
]

const SYLLABLE = new RegExp(
  '^(?:[bpm](?:a|o|ai|ei|ao|ou|an|en|ang|eng|i|ie|iao|iu|ian|in|ing|u)|f(?:a|o|ei|ou|an|en|ang|eng|u)' +
    '|[dtnl](?:a|e|ai|ei|ao|ou|an|en|ang|eng|ong|i|ia|ie|iao|iu|ian|in|iang|ing|u|uo|ui|uan|un|v|ve|ue)' +
    '|(?:[gkh]|[zcs]h?|r)(?:a|e|ai|ei|ao|ou|an|en|ang|eng|ong|i|u|ua|uo|uai|ui|uan|un|uang)' +
    '|[jqx](?:i|ia|ie|iao|iu|ian|in|iang|ing|iong|u|ue|uan|un)' +
    '|y(?:a|ao|e|i|in|ing|an|ang|o|ong|ou|u|ue|uan|un)|w(?:a|o|ai|ei|an|en|ang|eng|u)' +
    '|a|o|e|ai|ei|ao|ou|an|en|ang|er)$',
)
const LONGEST_SYLLABLE = 6

const PARTS = /\p{Script=Han}+|[a-z]+/gu
/** Blanks and hyphens do not end a run: pinyin is typed `di bao` and `shen-fen-zheng`. */
const BETWEEN_RUNS = /[^\p{Script=Han}a-z\s'’-]+/u

type Pinyin = (text: string, options: { toneType: 'none'; type: 'array'; v: true }) => string[]
let pinyin: Pinyin | undefined

/** Loaded with the first text that needs it, not at the start: the table of readings takes a tenth of a second. */
function readingsOf(han: string): string[] {
  pinyin ??= (createRequire(import.meta.url)('pinyin-pro') as { pinyin: Pinyin }).pinyin
  return pinyin(han, { toneType: 'none', type: 'array', v: true })
}

/** The syllables of a normalised text by run: syllables on two sides of a comma are not neighbours. */
export function soundsOf(plain: string): Sound[][] {
  return plain
    .slice(0, MAX_QUERY_CHARACTERS)
    .split(BETWEEN_RUNS)
    .map(run =>
      (run.match(PARTS) ?? []).flatMap(part => (/^[a-z]/.test(part) ? fromLetters(part) : fromHan(part))),
    )
    .filter(run => run.length > 0)
}

function fromHan(part: string): Sound[] {
  const characters = [...part]
  const readings = readingsOf(part)
  return readings.length === characters.length
    ? characters.map((written, i) => ({ sound: folded(readings[i]!), written }))
    : []
}

/** Splits letters into the fewest pinyin syllables: `dibao` → di bao. Empty for a word of another language. */
function fromLetters(letters: string): Sound[] {
  const fewest: (number | undefined)[] = [0]
  const begins: number[] = []
  for (let end = 1; end <= letters.length; end++) {
    for (let from = Math.max(0, end - LONGEST_SYLLABLE); from < end; from++) {
      const count = fewest[from]
      if (count === undefined || !SYLLABLE.test(letters.slice(from, end))) continue
      if (fewest[end] === undefined || count + 1 <= fewest[end]!) {
        fewest[end] = count + 1
        begins[end] = from
      }
    }
  }
  if (fewest[letters.length] === undefined) return []
  const sounds: Sound[] = []
  for (let end = letters.length; end > 0; end = begins[end]!) {
    const written = letters.slice(begins[end]!, end)
    sounds.unshift({ sound: folded(written), written })
  }
  return sounds
}

/** Cache of folded syllables. It stays small: Chinese has some four hundred syllables, pinyin keyboards type a few more. */
const FOLDED = new Map<string, string>()

const LETTER = /^[a-zü]/

function folded(syllable: string): string {
  // For a rare character without a reading the library returns the character itself.
  if (!LETTER.test(syllable)) return syllable
  const known = FOLDED.get(syllable)
  if (known !== undefined) return known
  const sound = CONFUSIONS.reduce((made, [from, to]) => made.replace(from, to), syllable)
  FOLDED.set(syllable, sound)
  return sound
}
