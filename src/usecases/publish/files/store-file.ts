import { invalidField } from '../../../domain/base/errors.ts'
import { safeName } from '../../../domain/base/media/file-name.ts'
import { mediaTypeOf } from '../../../domain/base/media/media-type.ts'
import type { ItemFile } from '../../../store/publish/item-files.ts'
import type { Context } from '../../base/context.ts'
import { redraw } from '../../base/media/redraw.ts'
import { partsOf, textOfTable } from './table-text.ts'

/** A file of an item, stored and not yet part of a version. */
export type StoredItemFile = Omit<ItemFile, 'id'>

export const MOST_FILES = 10
const MB = 1024 * 1024
/** The most bytes of any file of an item. */
export const ITEM_FILE_BYTES = 20 * MB
const TABLE_BYTES = 5 * MB
const WIDEST = 2000

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

const refuse = (name: string, message: string) =>
  invalidField('files', `${name ? `“${name}”` : '有一个文件'}${message}`)

const startsWith = (bytes: Uint8Array, text: string) =>
  Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 1024))
    .toString('latin1')
    .startsWith(text)

/** What makes a PDF act: scripts, programs to start, files inside it. */
const ACTIVE_PDF = /\/(?:JavaScript|Launch|EmbeddedFile|RichMedia)\b/

/**
 * Stores a file of an item: PDF, a table without macros (XLSX, CSV), or a photo, which is redrawn. What it is is seen from its
 * bytes, never from its name.
 * @throws Refusal `invalid_field` (path `files`), saying what to do instead
 */
export async function storeItemFile(
  ctx: Pick<Context, 'files'>,
  given: { name: string; bytes: Uint8Array },
): Promise<StoredItemFile> {
  const name = safeName(given.name) || '附件'
  const { bytes } = given
  if (bytes.length === 0) throw refuse(name, '是空的')
  if (bytes.length > ITEM_FILE_BYTES)
    throw refuse(name, `太大，一个文件最多 ${ITEM_FILE_BYTES / MB} MB。请压缩，或分成几个`)
  const put = async (kind: ItemFile['kind'], mime: string, stored: Uint8Array, as = name) => ({
    kind,
    mime,
    hash: await ctx.files.put(stored),
    bytes: stored.length,
    name: as,
  })
  if (startsWith(bytes, '%PDF-')) {
    if (ACTIVE_PDF.test(Buffer.from(bytes).toString('latin1')))
      throw refuse(name, '里面有脚本或别的文件。请用“打印成 PDF”重新做一份')
    return put('document', 'application/pdf', bytes)
  }
  if (startsWith(bytes, 'PK\u0003\u0004')) return put('table', XLSX, checkedWorkbook(name, bytes))
  if (startsWith(bytes, '\u00d0\u00cf\u0011\u00e0'))
    throw refuse(name, '是旧版 Word 或 Excel，可能带宏。文件请存成 PDF，表格请另存为 XLSX')
  const type = mediaTypeOf(bytes)
  if (type?.kind === 'photo') {
    const drawn = await redraw(bytes, { longest: WIDEST, by: type.clean === 'heif' ? 'heif' : 'redraw' })
    if (!drawn) throw refuse(name, '打不开，请换成 JPG 或 PNG')
    return put('photo', 'image/jpeg', drawn)
  }
  if (/\.csv$/i.test(name) && isPlainTable(bytes)) {
    if (bytes.length > TABLE_BYTES) throw refuse(name, '太大，表格最多 5 MB')
    return put('table', 'text/csv', bytes)
  }
  throw refuse(name, '不能传。能传的有：PDF、XLSX 或 CSV 表格、照片。网页和 Word 文件请存成 PDF')
}

/** @throws Refusal for what is no workbook, has macros, or unpacks to too much */
function checkedWorkbook(name: string, bytes: Uint8Array): Uint8Array {
  let parts: { name: string }[]
  try {
    parts = partsOf(bytes)
  } catch {
    throw refuse(name, '打不开。请重新保存再传')
  }
  const has = (part: RegExp) => parts.some(p => part.test(p.name))
  if (has(/vbaProject|activeX|macrosheets/i))
    throw refuse(name, '里面有宏。请另存为不带宏的 XLSX，或存成 PDF')
  if (has(/^word\//)) throw refuse(name, '是 Word 文件。请存成 PDF 再传')
  if (!has(/^xl\/workbook\.xml$/)) throw refuse(name, '不能传。能传的有：PDF、XLSX 或 CSV 表格、照片')
  if (bytes.length > TABLE_BYTES) throw refuse(name, '太大，表格最多 5 MB')
  // Read once now, so that what cannot be looked through is refused before it is stored.
  textOfTable(bytes, XLSX)
  return bytes
}

/** Text without control characters, which does not begin like a page or a script. */
function isPlainTable(bytes: Uint8Array): boolean {
  const start = Buffer.from(bytes.subarray(0, 4096)).toString('latin1')
  return (
    !/[\u0000-\u0008\u000e-\u001f]/.test(start) &&
    !/^\s*(?:\u00ef\u00bb\u00bf)?\s*<|<script|<html/i.test(start)
  )
}
