import { strFromU8, unzipSync } from 'fflate'
import { Refusal } from '../../../domain/base/errors.ts'

/** The words in a table file, to look for what may not be published. No formula is computed and no link followed. */

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

/** The most bytes a workbook's parts may have unpacked: a zip of some kilobytes can hold gigabytes. */
const MOST_UNPACKED = 60 * 1024 * 1024
const MOST_PARTS = 2000

const PARTS = /^xl\/(?:sharedStrings|worksheets\/[^/]+|comments[^/]*|drawings\/[^/]+)\.xml$/

/** What a workbook holds, by its own list of contents: nothing is unpacked. @throws Error when it is no zip */
export function partsOf(bytes: Uint8Array): { name: string; size: number }[] {
  const parts: { name: string; size: number }[] = []
  unzipSync(bytes, {
    filter: ({ name, originalSize }) => {
      if (parts.length >= MOST_PARTS) throw new Error('too many parts')
      parts.push({ name, size: originalSize })
      return false
    },
  })
  return parts
}

/** @throws Refusal `unsupported_type` for what is no workbook or unpacks to too much */
export function textOfTable(bytes: Uint8Array, mime: string): string {
  if (mime !== XLSX) return textOfCsv(bytes)
  try {
    const total = partsOf(bytes).reduce((sum, { size }) => sum + size, 0)
    if (total > MOST_UNPACKED) throw new Error('unpacks to too much')
    const parts = unzipSync(bytes, { filter: ({ name }) => PARTS.test(name) })
    return Object.values(parts)
      .map(part => textOfXml(strFromU8(part)))
      .join('\n')
  } catch {
    throw new Refusal('unsupported_type', '这个表格打不开，或者太大。请另存为 XLSX 再传。')
  }
}

/** A cell may be made of several runs: only the end of a cell, a row or a shared text ends a word. */
const textOfXml = (xml: string): string =>
  xml
    .replace(/<\/(?:si|c|row|comment|p|a:p)>/g, '\n')
    .replace(/<[^>]*>/g, '')
    .replace(/&#(?:x([\da-f]+)|(\d+));/gi, (_, hex?: string, dec?: string) =>
      String.fromCodePoint(Math.min(0x10ffff, hex ? Number.parseInt(hex, 16) : Number(dec))),
    )
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&apos;', "'")
    .replaceAll('&amp;', '&')

/** Tables of Chinese offices are in UTF-8 or in the encoding of Excel on a Chinese Windows. */
function textOfCsv(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return new TextDecoder('gb18030').decode(bytes)
  }
}
