import { invalidField } from '../../../domain/base/errors.ts'
import { mediaTypeOf } from '../../../domain/base/media/media-type.ts'
import type { Db } from '../../../store/base/database.ts'
import { addPicture, countPictures, dropPictures, picturesOf } from '../../../store/cases/replies/pictures.ts'
import type { Context } from '../../base/context.ts'
import { redraw } from '../../base/media/redraw.ts'

/** With its text a reply fits into WeChat's window of five messages. */
export const MAX_PICTURES = 3
export const PICTURE_BYTES = 10 * 1024 * 1024
/** Wide enough to read a form in a photo, small enough for a village's network. */
const WIDEST = 2000

/** A file from a form: its bytes, or what reads them when their turn comes. */
export type GivenFile = Uint8Array | (() => Promise<Uint8Array>)

/** Pictures that a draft gets or loses. */
export interface PictureChange {
  add: readonly { hash: string; bytes: number }[]
  /** Ids of the draft's own. */
  drop: readonly number[]
}

const refuse = (message: string) => invalidField('pictures', message)

/**
 * Stores an officer's photos, redrawn like residents' photos, so without metadata.
 * @param most how many there may be
 * @throws Refusal `invalid_field` (path `pictures`) for files that are not pictures, or too many.
 */
export async function storePictures(
  ctx: Context,
  files: readonly GivenFile[],
  most = MAX_PICTURES,
): Promise<PictureChange['add']> {
  if (files.length > most) throw refuse(`照片最多 ${most} 张`)
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

/**
 * Checks the number of pictures, before anything of the draft is stored.
 * @param replyId of the draft; none while it is new
 * @throws Refusal `invalid_field` when there are too many.
 */
export async function refuseTooMany(
  tx: Db,
  replyId: number | undefined,
  { add, drop }: PictureChange,
): Promise<void> {
  const left = replyId === undefined ? 0 : await countPictures(tx, replyId, drop)
  if (left + add.length > MAX_PICTURES) throw refuse(`照片最多 ${MAX_PICTURES} 张`)
}

/** Adds and removes pictures of a draft. */
export async function changePictures(
  tx: Db,
  to: { caseId: number; replyId: number },
  { add, drop }: PictureChange,
  now: Date,
): Promise<void> {
  await dropPictures(tx, to.replyId, drop)
  for (const picture of add) await addPicture(tx, { ...to, ...picture }, now)
}

/** The content hashes of a reply's pictures, in order. */
export const pictureHashes = async (tx: Db, replyId: number): Promise<string[]> =>
  (await picturesOf(tx, replyId)).flatMap(picture => picture.hash ?? [])

/** Copies the pictures to the copy of a reply for a merged case. */
export async function copyPictures(tx: Db, from: number, to: { caseId: number; replyId: number }, now: Date) {
  for (const { hash, bytes } of await picturesOf(tx, from)) await addPicture(tx, { ...to, hash, bytes }, now)
}
