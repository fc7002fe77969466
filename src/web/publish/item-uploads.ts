import type { ErrorRequestHandler, Request, RequestHandler } from 'express'
import multer from 'multer'
import { Refusal } from '../../domain/base/errors.ts'
import { ITEM_FILE_BYTES, MOST_FILES } from '../../usecases/publish/files/store-file.ts'
import { filesIn, type Uploads } from '../shell/body/uploads.ts'
import { maybeOfficer } from '../shell/session.ts'

/** The form of an item has some fifteen fields, and a box for each file. */
const FIELDS = 40
/** A text of 50,000 Chinese characters. */
const FIELD_BYTES = 200_000

const FORM = /^\/items\/(?:new|[\d-]+\/edit)(?:\/preview)?$/
const PREVIEW = /\/preview$/

/** What was wrong with the files of a form; its fields were read. */
const refused = new WeakMap<Request, string>()

const WORDS: Partial<Record<multer.ErrorCode, string>> = {
  LIMIT_FILE_SIZE: `有一个文件太大，一个文件最多 ${ITEM_FILE_BYTES / 1024 / 1024} MB。请压缩，或分成几个`,
  LIMIT_FILE_COUNT: `附件最多 ${MOST_FILES} 个`,
  LIMIT_UNEXPECTED_FILE: `附件最多 ${MOST_FILES} 个`,
}

/**
 * Reads the form of an item, with its files. A file that is refused does not cost what was typed: the files come last in the form,
 * so the fields are there, and the page says beside the files what is wrong. A preview needs no files.
 */
export function readItemUploads(uploads: Uploads): RequestHandler {
  const read = uploads.form({
    field: 'files',
    fileBytes: ITEM_FILE_BYTES,
    files: MOST_FILES,
    fields: FIELDS,
    fieldBytes: FIELD_BYTES,
    withoutFiles: req => maybeOfficer(req) === undefined || PREVIEW.test(req.path),
  })
  return (req, res, next) => {
    if (!req.is('multipart/form-data') || !FORM.test(req.path)) return next()
    void Promise.resolve(
      read(req, res, (error: unknown) => {
        const words = error instanceof multer.MulterError ? WORDS[error.code] : undefined
        if (words === undefined) return next(error)
        refused.set(req, words)
        next()
      }),
    ).catch(next)
  }
}

/** Why the files of this form were not taken, in Chinese. */
export const filesRefused = (req: Request): string | undefined => refused.get(req)

/** Files of the form, each read when its turn comes. */
export const uploadedFiles = (req: Request): { name: string; read: () => Promise<Uint8Array> }[] =>
  filesIn(req).map(({ incoming, name }) => ({ name, read: incoming.read }))

/** What is too large in a form with files and is no file. */
export const itemUploadRefusals: ErrorRequestHandler = (error, req, _res, next) => {
  if (!(error instanceof multer.MulterError) || !FORM.test(req.path)) return next(error)
  next(new Refusal('too_large', '内容太大。正文最多 50000 字，再长请存成 PDF 作附件。'))
}
