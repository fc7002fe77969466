import type { ErrorRequestHandler, Request, RequestHandler } from 'express'
import multer from 'multer'
import { Refusal } from '../../domain/base/errors.ts'
import { MAX_PICTURES, PICTURE_BYTES } from '../../usecases/cases/public/reply-pictures.ts'
import { filesIn, type Uploads } from '../shell/body/uploads.ts'
import { maybeOfficer } from '../shell/session.ts'

const FIELDS = 20

/**
 * Reads the one kind of desk form that carries files: the reply's. For an officer whose session has ended only the
 * fields are read, so that typed text is not lost.
 */
export function readUploads(uploads: Uploads): RequestHandler {
  const read = uploads.form({
    field: 'pictures',
    fileBytes: PICTURE_BYTES,
    // Reads one more than allowed; too many get their own message below.
    files: MAX_PICTURES * 2,
    fields: FIELDS,
    fieldBytes: 100_000,
    withoutFiles: req => maybeOfficer(req) === undefined,
  })
  return (req, res, next) =>
    req.is('multipart/form-data') && /^\/cases\/[\w-]+\/moves\/draft$/.test(req.path)
      ? read(req, res, next)
      : next()
}

/** The photos of a form, each read when its turn comes. */
export const picturesIn = (req: Request): (() => Promise<Uint8Array>)[] =>
  filesIn(req).map(({ incoming }) => incoming.read)

const TOO_MANY = `照片最多 ${MAX_PICTURES} 张。`
const WORDS: Partial<Record<multer.ErrorCode, string>> = {
  LIMIT_FILE_SIZE: '照片太大，每张不超过 10 MB。',
  LIMIT_FILE_COUNT: TOO_MANY,
  LIMIT_UNEXPECTED_FILE: TOO_MANY,
}

export const uploadRefusals: ErrorRequestHandler = (error, _req, _res, next) => {
  if (!(error instanceof multer.MulterError)) return next(error)
  next(new Refusal('too_large', WORDS[error.code] ?? '内容太大。'))
}
