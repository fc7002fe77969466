import { Converter } from 'opencc-js/t2cn'

let table: { characters: RegExp; simple: Map<string, string> } | undefined

/** Traditional characters and what each is in simplified; made once, from OpenCC, on the first text that is not plain. */
function traditional() {
  if (table !== undefined) return table
  const convert = Converter({ from: 't', to: 'cn' })
  const all = Array.from({ length: 0x9fff - 0x4e00 + 1 }, (_, i) => String.fromCharCode(0x4e00 + i))
  // Blanks keep OpenCC from reading neighbours as a phrase.
  const simple = convert(all.join(' ')).split(' ')
  const map = new Map<string, string>()
  for (const [i, from] of all.entries()) {
    const to = simple[i]
    if (to !== undefined && to !== from && to.length === 1) map.set(from, to)
  }
  table = { characters: new RegExp(`[${[...map.keys()].join('')}]`, 'g'), simple: map }
  return table
}

/** 低保戶怎麼辦理 → 低保户怎么办理. Character by character, which is all that searching needs. */
export function toSimplified(text: string): string {
  const { characters, simple } = traditional()
  return text.replace(characters, character => simple.get(character) ?? character)
}
