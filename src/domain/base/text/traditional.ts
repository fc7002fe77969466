import { Converter } from 'opencc-js/t2cn'

const FIRST = 0x4e00
const LAST = 0x9fff

let table: Uint16Array | undefined

/** The simplified form of each character from FIRST to LAST; made once, from OpenCC, on the first text. */
function simplified(): Uint16Array {
  if (table !== undefined) return table
  const convert = Converter({ from: 't', to: 'cn' })
  const all = Array.from({ length: LAST - FIRST + 1 }, (_, i) => String.fromCharCode(FIRST + i))
  // Blanks keep OpenCC from reading neighbours as a phrase.
  const simple = convert(all.join(' ')).split(' ')
  table = Uint16Array.from(all, (from, i) => {
    const to = simple[i]
    return (to?.length === 1 ? to : from).charCodeAt(0)
  })
  return table
}

/** 低保戶怎麼辦理 → 低保户怎么办理. Character by character, which is all that searching needs. */
export function toSimplified(text: string): string {
  const simple = simplified()
  let done = ''
  let kept = 0
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code < FIRST || code > LAST) continue
    const to = simple[code - FIRST]!
    if (to === code) continue
    done += text.slice(kept, at) + String.fromCharCode(to)
    kept = at + 1
  }
  return kept === 0 ? text : done + text.slice(kept)
}
