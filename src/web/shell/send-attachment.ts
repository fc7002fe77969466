import type { Request, Response } from 'express'
import { contentDisposition } from '../../domain/base/media/file-name.ts'
import type { AttachmentBytes, AttachmentForm } from '../../usecases/cases/shown/read-attachment.ts'
import { queryOf } from './form.ts'

/** The form of an attachment that a URL requests by its `size`. */
export const formOf = (req: Request): AttachmentForm => {
  const size = queryOf(req, 'size')
  return size === 'thumb' || size === 'play' ? size : 'full'
}

/**
 * Answers with a resident's file: shown or played where that is safe, else as a download, with a policy that grants
 * no rights in case a browser treats the bytes as a page. Answers a single range (RFC 9110 §14), because players seek
 * by it.
 */
export function sendAttachment(
  req: Request,
  res: Response,
  { bytes, mime, name, inline }: AttachmentBytes,
): void {
  res.set({
    'Content-Type': mime,
    'Content-Disposition': contentDisposition(inline ? 'inline' : 'attachment', name),
    'Content-Security-Policy': "default-src 'none'; sandbox",
    'X-Content-Type-Options': 'nosniff',
    'Accept-Ranges': 'bytes',
  })
  const ranges = req.range(bytes.length, { combine: true })
  if (ranges === -1) {
    res.status(416).set('Content-Range', `bytes */${bytes.length}`).removeHeader('Content-Disposition')
    res.end()
    return
  }
  const [range] = Array.isArray(ranges) && ranges.type === 'bytes' && ranges.length === 1 ? ranges : []
  if (!range) {
    res.send(bytes)
    return
  }
  res.status(206).set('Content-Range', `bytes ${range.start}-${range.end}/${bytes.length}`)
  res.send(bytes.subarray(range.start, range.end + 1))
}
