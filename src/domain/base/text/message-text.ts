import type { Outbound } from '../message.ts'

/**
 * One message as text alone, for channels without buttons: choices the text does not already name are listed by
 * number, words to send back are quoted, and a link stands on its own line.
 */
export function renderPlain({ text, choices = [], link }: Outbound): string {
  const unnamed = choices
    .map((choice, i) => ({ ...choice, number: i + 1 }))
    .filter(c => !text.includes(c.label))
  // The choices that the text names come first, then the others.
  const also = unnamed.length < choices.length ? '也可以' : ''
  const lines = unnamed.map(({ label, value, number }) =>
    label === value ? `${also}回复“${label}”` : `${number}. ${label}`,
  )
  if (link && !text.includes(link.url)) lines.push(`${link.label}：${link.url}`)
  return lines.length === 0 ? text : `${text}\n\n${lines.join('\n')}`
}

const encoder = new TextEncoder()

/** Length as channels count it that count bytes of UTF-8. */
export const byteLength = (text: string): number => encoder.encode(text).byteLength

const bytesOf = (codePoint: number) =>
  codePoint < 0x80 ? 1 : codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4

/**
 * Splits into parts of at most `maxBytes` of UTF-8 (at least 4), never inside a code point; at a line end or the end of a sentence
 * where there is one in the last third. Nothing is lost but the line breaks at the seams.
 */
export function splitBytes(text: string, maxBytes: number): string[] {
  const parts: string[] = []
  let part = ''
  let size = 0
  for (const char of text) {
    const width = bytesOf(char.codePointAt(0)!)
    // What is left after a cut may again be too long for the next character.
    while (size + width > maxBytes) {
      const at = seam(part)
      parts.push(part.slice(0, at).replace(/\n$/, ''))
      part = part.slice(at)
      size = byteLength(part)
    }
    part += char
    size += width
  }
  parts.push(part)
  return parts.filter((p, i) => p !== '' || (i === 0 && parts.length === 1))
}

/** Where a full part is best cut: after the last line end or full stop of its last third, else at its end. */
function seam(part: string): number {
  const from = Math.floor((part.length * 2) / 3)
  for (const stop of ['\n', '。', '！', '？', '；']) {
    const at = part.lastIndexOf(stop)
    if (at >= from) return at + 1
  }
  return part.length
}

/** At most `maxBytes` of UTF-8, ending with `…` when something was left out. */
export function clipBytes(text: string, maxBytes: number): string {
  if (byteLength(text) <= maxBytes) return text
  return `${splitBytes(text, Math.max(4, maxBytes - 3))[0]}…`
}
