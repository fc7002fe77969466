import { randomUUID } from 'node:crypto'
import type { Request } from 'express'
import { z } from 'zod'
import { Refusal } from '../../domain/base/errors.ts'
import { mediaTypeOf } from '../../domain/base/media/media-type.ts'
import type { Inbound, InboundMedia } from '../../domain/base/message.ts'
import { sayField } from '../../domain/base/text/field-words.ts'
import { hasVisibleText, tidyText } from '../../domain/base/text/visible-text.ts'
import { checked } from '../../usecases/base/checked.ts'
import { filesIn, type UploadForm } from '../shell/body/uploads.ts'

/** The largest photo, in bytes. */
const PHOTO_BYTES = 10 * 1024 * 1024
const PHOTOS = 6

const messageId = z.string().regex(/^[\w-]{8,64}$/, '应是 8–64 个字母、数字、_ 或 -')

/** Body of `POST /channels/web/messages`. */
const messageInput = z.strictObject({
  text: z.string().overwrite(tidyText).max(20_000, '最多 20000 字').optional(),
  choice: z.string().max(200).optional(),
  attachments: z
    .array(z.strictObject({ data: z.base64('应是 base64'), name: z.string().max(200).optional() }))
    .max(PHOTOS, `一次最多 ${PHOTOS} 张`)
    .optional(),
  /** The sender's own id of this message; sent twice with the same id, it counts once. */
  id: messageId.optional(),
  /** Opens the conversation without saying anything: the office greets. */
  start: z.literal(true).optional(),
})
export type MessageInput = Omit<z.infer<typeof messageInput>, 'attachments'> & { photos: InboundMedia[] }

/** The page's form with photos. */
export const PHOTO_FORM = {
  field: 'photos',
  files: PHOTOS,
  fileBytes: PHOTO_BYTES,
  fields: 10,
  fieldBytes: 100_000,
} as const satisfies UploadForm

/** Reads a JSON message. @throws Refusal `invalid_field`, `unsupported_type`, `too_large`. */
export function readJsonMessage(req: Request): MessageInput {
  const { attachments = [], ...body } = check(req.body)
  return complete(
    req,
    body,
    attachments.map(a => {
      const bytes = Buffer.from(a.data, 'base64')
      return photo(bytes, bytes, a.name)
    }),
  )
}

/** Reads a form's message; the page's own fields only. */
export function readFormMessage(req: Request): MessageInput {
  const form = (req.body ?? {}) as Record<string, unknown>
  const given = (name: string) =>
    typeof form[name] === 'string' && form[name] !== '' ? form[name] : undefined
  const choice = given('choice')
  const body = check({
    // A pressed button also submits the text field; only the button counts.
    text: choice === undefined ? given('text') : undefined,
    choice,
    id: given('id'),
    start: given('start') ? true : undefined,
  })
  return complete(
    req,
    body,
    filesIn(req).map(({ incoming, name }) => photo(incoming.head, incoming.read, name)),
  )
}

const check = (body: unknown) =>
  checked(
    messageInput,
    body,
    errors => new Refusal('invalid_field', `消息的内容不对：${errors.map(sayField).join('；')}`, { errors }),
  )

function complete(
  req: Request,
  { attachments: _, ...body }: z.infer<typeof messageInput>,
  photos: InboundMedia[],
): MessageInput {
  const header = req.get('idempotency-key')
  const id = header === undefined ? body.id : messageId.safeParse(header).data
  if (header !== undefined && !id) throw new Refusal('invalid_field', 'Idempotency-Key 的格式不对。')
  const { text, ...rest } = body
  const words = text !== undefined && hasVisibleText(text)
  if (!words && !rest.choice && !rest.start && photos.length === 0) {
    throw new Refusal('invalid_field', '请先写点什么，或选一张照片。')
  }
  return { ...rest, ...(words && { text }), ...(id && { id }), photos }
}

/** @param head its first bytes */
function photo(head: Uint8Array, bytes: NonNullable<InboundMedia['bytes']>, name?: string): InboundMedia {
  const type = mediaTypeOf(head)
  if (!type) throw new Refusal('unsupported_type', '这个文件打不开，请发照片。')
  return { kind: type.kind, mime: type.mime, bytes, ...(name && { name }) }
}

/**
 * Converts the input to a channel's message. The id is chosen by the sender, so it counts only within one browser's
 * conversation.
 */
export const toInbound = (input: MessageInput, visitor: string, now: Date): Inbound => ({
  channel: 'web',
  externalId: input.id ?? randomUUID(),
  from: visitor,
  at: now,
  kind: input.start ? 'event' : input.photos.length > 0 ? 'media' : 'text',
  ...(input.text !== undefined && { text: input.text }),
  ...(input.choice !== undefined && { choice: input.choice }),
  ...(input.photos.length > 0 && { media: input.photos }),
  ...(input.start && { event: { name: 'follow' } }),
})
