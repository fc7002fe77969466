import type { ErrorRequestHandler, Request, RequestHandler } from 'express'
import multer from 'multer'
import { Refusal } from '../../domain/base/errors.ts'
import { MAX_PICTURES, PICTURE_BYTES } from '../../usecases/cases/public/reply-pictures.ts'
import { filesIn, type Uploads } from '../shell/body/uploads.ts'
import { maybeOfficer } from '../shell/session.ts'

const FIELDS = 20

/** A kind of desk form that carries photos, by its path below /desk. */
export interface PhotoForm {
  path: RegExp
  most: number
}

/** The reply's. */
export const REPLY_PHOTOS: PhotoForm = { path: /^\/cases\/[\w-]+\/moves\/draft$/, most: MAX_PICTURES }

/**
 * Reads one kind of desk form that carries photos. For an officer whose session has ended only the fields are read, so
 * that typed text is not lost.
 */
export function readUploads(uploads: Uploads, { path, most }: PhotoForm): RequestHandler {
  const read = uploads.form({
    field: 'pictures',
    fileBytes: PICTURE_BYTES,
    // Reads more than allowed; too many get their own message below.
    files: most * 2,
    fields: FIELDS,
    fieldBytes: 100_000,
    withoutFiles: req => maybeOfficer(req) === undefined,
  })
  return (req, res, next) => {
    if (!req.is('multipart/form-data') || !path.test(req.path)) return next()
    res.locals['mostPictures'] = most
    read(req, res, next)
  }
}

/** The photos of a form, each read when its turn comes. */
export const picturesIn = (req: Request): (() => Promise<Uint8Array>)[] =>
  filesIn(req).map(({ incoming }) => incoming.read)

const tooMany = (most: unknown) => `照片最多 ${most} 张。`
const WORDS: Partial<Record<multer.ErrorCode, (most: unknown) => string>> = {
  LIMIT_FILE_SIZE: () => '照片太大，每张不超过 10 MB。',
  LIMIT_FILE_COUNT: tooMany,
  LIMIT_UNEXPECTED_FILE: tooMany,
}

export const uploadRefusals: ErrorRequestHandler = (error, _req, res, next) => {
  if (!(error instanceof multer.MulterError)) return next(error)
  next(new Refusal('too_large', WORDS[error.code]?.(res.locals['mostPictures']) ?? '内容太大。'))
}
