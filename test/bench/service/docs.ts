import { readFileSync, writeFileSync } from 'node:fs'

/**
 * Puts new text between two marks of a document, `<!-- name -->` and `<!-- /name -->`; the rest stays as it was written.
 * @throws when a mark is missing: nothing is written then
 */
export function between(document: string, name: string, text: string): string {
  const [open, close] = [`<!-- ${name} -->`, `<!-- /${name} -->`]
  const from = document.indexOf(open)
  const to = document.indexOf(close)
  if (from < 0 || to < from) throw new Error(`there is no ${open} … ${close}`)
  return `${document.slice(0, from + open.length)}\n${text}\n${document.slice(to)}`
}

export function writeBetween(file: string, texts: Readonly<Record<string, string>>): void {
  let document = readFileSync(file, 'utf8')
  for (const [name, text] of Object.entries(texts)) document = between(document, name, text)
  writeFileSync(file, document)
}
