import type { ErrorRequestHandler, Request, RequestHandler } from 'express'
import multer from 'multer'
import { Refusal } from '../../domain/errors.ts'
import { MAX_PICTURES, PICTURE_BYTES } from '../../usecases/reply-pictures.ts'
import { maybeOfficer } from './session.ts'

const FIELDS = 20

/** A form with photos, in memory. Of somebody who is not signed in only the fields are read, so that typed text is not lost. */
const upload = multer({
  storage: multer.memoryStorage(),
  // One more than is allowed: too many get a word of their own, below.
  limits: {
    fileSize: PICTURE_BYTES,
    files: MAX_PICTURES * 2,
    fields: FIELDS,
    fieldSize: 100_000,
    parts: FIELDS + MAX_PICTURES * 2,
  },
  fileFilter: (req, _file, take) => take(null, maybeOfficer(req) !== undefined),
}).array('pictures')

/** Reads the one kind of desk form that carries files: the reply's. */
export const readUploads: RequestHandler = (req, res, next) =>
  req.is('multipart/form-data') && /^\/cases\/[\w-]+\/moves\/draft$/.test(req.path)
    ? upload(req, res, next)
    : next()

/** The photos of a form; a field that was left empty sends one file of no bytes. */
export const picturesIn = (req: Request): Uint8Array[] =>
  ((req.files ?? []) as Express.Multer.File[]).filter(file => file.size > 0).map(file => file.buffer)

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
