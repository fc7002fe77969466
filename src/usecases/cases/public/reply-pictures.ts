import { Refusal } from '../../../domain/base/errors.ts'
import { mediaTypeOf } from '../../../domain/base/media/media-type.ts'
import type { Db } from '../../../store/base/database.ts'
import type { CaseRow } from '../../../store/cases/cases.ts'
import type { Context } from '../../base/context.ts'
import { redraw } from '../../base/media/redraw.ts'

/** With its text a reply fits into WeChat's window of five messages. */
export const MAX_PICTURES = 3
export const PICTURE_BYTES = 10 * 1024 * 1024
/** Wide enough to read a form in a photo, small enough for a village's network. */
const WIDEST = 2000

/** Pictures that a draft gets or loses. */
export interface PictureChange {
  add: readonly { hash: string; bytes: number }[]
  /** Ids of the draft's own. */
  drop: readonly number[]
}

const refuse = (message: string) =>
  new Refusal('invalid_field', message, { errors: [{ path: 'pictures', message }] })

/**
 * Puts an officer's photos into the files, drawn anew as residents' are: no place, no camera, nothing hidden in them.
 * @throws Refusal `invalid_field` (path `pictures`) for what is no picture, or too many.
 */
export async function storePictures(
  ctx: Context,
  files: readonly (Uint8Array | (() => Promise<Uint8Array>))[],
): Promise<PictureChange['add']> {
  if (files.length > MAX_PICTURES) throw refuse(`照片最多 ${MAX_PICTURES} 张`)
  const stored: { hash: string; bytes: number }[] = []
  for (const given of files) {
    const file = typeof given === 'function' ? await given() : given
    const type = mediaTypeOf(file)
    const by = type?.clean === 'redraw' || type?.clean === 'heif' ? type.clean : undefined
    const bytes = by && (await redraw(file, { longest: WIDEST, by }))
    if (!bytes) throw refuse('有一张照片打不开，请换成 JPG 或 PNG')
    stored.push({ hash: await ctx.files.put(bytes), bytes: bytes.length })
  }
  return stored
}

/** What a draft has from now on. @throws Refusal `invalid_field` when they are too many. */
export async function changePictures(
  tx: Db,
  { caseId, replyId }: { caseId: number; replyId: number },
  { add, drop }: PictureChange,
  now: Date,
): Promise<void> {
  if (drop.length > 0) await tx.attachment.deleteMany({ where: { replyId, id: { in: [...drop] } } })
  const left = await tx.attachment.count({ where: { replyId } })
  if (left + add.length > MAX_PICTURES) throw refuse(`照片最多 ${MAX_PICTURES} 张`)
  for (const { hash, bytes } of add) await addPicture(tx, { caseId, replyId, hash, bytes }, now)
}

const addPicture = (
  tx: Db,
  row: { caseId: number; replyId: number; hash: string | null; bytes: number | null },
  now: Date,
) =>
  tx.attachment.create({
    data: { ...row, kind: 'photo', status: 'stored', mime: 'image/jpeg', cleaned: true, createdAt: now },
  })

/** The content hashes of a reply's pictures, in order. */
export const picturesOf = async (tx: Db, replyId: number): Promise<string[]> =>
  (await tx.attachment.findMany({ where: { replyId }, orderBy: { id: 'asc' } })).flatMap(a => a.hash ?? [])

/** The same pictures for the copy of a reply that a merged case gets. */
export async function copyPictures(tx: Db, from: number, to: { caseId: number; replyId: number }, now: Date) {
  const pictures = await tx.attachment.findMany({ where: { replyId: from }, orderBy: { id: 'asc' } })
  for (const { hash, bytes } of pictures) await addPicture(tx, { ...to, hash, bytes }, now)
}

/** They belong to what was said to the resident, so that a conversation shows them where the text stands. */
export const joinPictures = (tx: Db, replyId: number, messageId: number, row: Pick<CaseRow, 'contactId'>) =>
  tx.attachment.updateMany({ where: { replyId }, data: { messageId, contactId: row.contactId } })
