import { createHash } from 'node:crypto'
import type { Message, Update } from 'grammy/types'
import { z } from 'zod'
import { type Inbound, type InboundMedia, NOBODY } from '../../domain/base/message.ts'

/** The kinds of updates we ask Telegram for; the rest is never sent to us. */
export const ALLOWED_UPDATES = ['message', 'edited_message', 'callback_query', 'my_chat_member'] as const

/** Telegram's limit for `callback_data`, in bytes. */
const CALLBACK_BYTES = 64

/**
 * The data a button sends back. A value that does not fit is sent as its number in the list, which a resident could
 * also type.
 */
export const callbackData = (value: string, number: number): string =>
  Buffer.byteLength(value) <= CALLBACK_BYTES && !value.startsWith('#') ? value : `#${number}`

// Only the fields that we read: the Bot API keeps adding fields and types.
const whole = z.number().int()
const seconds = whole.min(0).max(9_999_999_999)
const chat = z.looseObject({ id: whole, type: z.string() })
const file = z.looseObject({
  file_id: z.string(),
  mime_type: z.string().optional(),
  file_name: z.string().optional(),
})
const point = z.looseObject({ latitude: z.number(), longitude: z.number() })
const message = z.looseObject({
  message_id: whole,
  date: seconds,
  edit_date: seconds.optional(),
  chat,
  from: z.looseObject({ is_bot: z.boolean().optional() }).optional(),
  media_group_id: z.string().max(64).optional(),
  text: z.string().optional(),
  caption: z.string().optional(),
  photo: z.array(file).min(1).optional(),
  voice: file.optional(),
  audio: file.optional(),
  video: file.optional(),
  animation: file.optional(),
  video_note: file.optional(),
  document: file.optional(),
  location: point.optional(),
  venue: z.looseObject({ title: z.string(), address: z.string(), location: point }).optional(),
  contact: z.looseObject({ phone_number: z.string() }).optional(),
})
const updateSchema = z.looseObject({
  update_id: whole,
  message: message.optional(),
  edited_message: message.optional(),
  callback_query: z
    .looseObject({ id: z.string(), from: z.looseObject({ id: whole }), data: z.string().optional() })
    .optional(),
  my_chat_member: z
    .looseObject({ date: seconds, chat, new_chat_member: z.looseObject({ status: z.string() }) })
    .optional(),
})

/**
 * Reads an update. Undefined for anything but a private chat with a resident (groups, channels, other bots). An
 * update of unknown shape is still genuine, so it is read as far as possible.
 */
export function toInbound(given: unknown, now: Date): Inbound | undefined {
  const parsed = updateSchema.safeParse(given)
  const update = parsed.success ? (parsed.data as unknown as Update) : undefined
  const known = update && ALLOWED_UPDATES.some(kind => update[kind] !== undefined)
  return known ? read(update, now) : unread(given, now)
}

function read(update: Update, now: Date): Inbound | undefined {
  const known = (...more: (string | number)[]) =>
    ({ channel: 'telegram', externalId: [update.update_id, ...more].join(':') }) as const
  const pressed = update.callback_query
  if (pressed) {
    const data = pressed.data ?? ''
    return {
      ...known(pressed.id),
      from: String(pressed.from.id),
      // A button press has no time; the message with the button may be old.
      at: now,
      kind: 'text',
      ...(/^#\d+$/.test(data) ? { text: data.slice(1) } : { choice: data }),
    }
  }
  const member = update.my_chat_member
  if (member) {
    if (member.chat.type !== 'private') return undefined
    // Blocking the bot ends the contact, as unfollowing does on WeChat: a resident who returns is a new contact.
    const left = member.new_chat_member.status === 'kicked'
    const at = new Date(member.date * 1000)
    return {
      ...known(member.date),
      from: String(member.chat.id),
      at,
      kind: 'event',
      event: { name: left ? 'unfollow' : 'other' },
      raw: left ? 'blocked' : 'unblocked',
    }
  }
  const edited = update.edited_message
  const message = edited ?? update.message
  if (message?.chat.type !== 'private' || message.from?.is_bot) return undefined
  // A live location sends edits every few seconds for hours.
  if (edited?.location) return undefined
  const date = edited?.edit_date ?? message.date
  const held = content(message)
  return {
    ...known(message.message_id, date),
    from: String(message.chat.id),
    at: new Date(date * 1000),
    sourceId: String(message.message_id),
    ...(message.media_group_id !== undefined && { album: message.media_group_id }),
    ...held,
    ...(edited && { edited: true as const }),
    // A command counts once, when it is sent; edits of it do not.
    ...(edited && held.kind === 'event' && { event: { name: 'other' as const }, raw: 'edited command' }),
  }
}

/**
 * How much is stored of an update that could not be read, for an officer: its beginning, without fields that may
 * identify the sender.
 */
const EXCERPT = 1000

/** Reads the sender and the text of an update of unknown shape, where they can be found. */
function unread(given: unknown, now: Date): Inbound | undefined {
  const whole = typeof given === 'string' ? given : written(given)
  const update = recordOf(given)
  const [kind = 'nothing', holder] =
    Object.entries(update).find(
      ([key, value]) => key !== 'update_id' && Object.keys(recordOf(value)).length > 0,
    ) ?? []
  // It contains nothing that could be stored.
  if (holder === undefined && Number.isSafeInteger(update['update_id'])) return undefined
  const { chat, from, text, caption, user } = recordOf(holder)
  if (typeof recordOf(chat)['type'] === 'string' && recordOf(chat)['type'] !== 'private') return undefined
  const id = [chat, from, user].map(who => recordOf(who)['id']).find(Number.isSafeInteger)
  const said = [text, caption].find(words => typeof words === 'string' && words !== '') as string | undefined
  // Reactions, and edits of unreadable messages, need no answer.
  const asks = kind === 'message' || kind === 'callback_query'
  const number = update['update_id']
  return {
    channel: 'telegram',
    externalId: [
      Number.isSafeInteger(number) ? number : '?',
      createHash('sha256').update(whole).digest('base64url').slice(0, 24),
    ].join(':'),
    from: id === undefined ? NOBODY : String(id),
    at: now,
    ...(!asks
      ? { kind: 'event', event: { name: 'other' } }
      : said === undefined
        ? { kind: 'unknown' }
        : { kind: 'text', text: said }),
    raw: kind.slice(0, 100),
    unread: whole
      .slice(0, 4 * EXCERPT)
      .replace(/[\w@.-]{20,}|\d{6,}|"(?:first_name|last_name|username)":"[^"]*"/g, '…')
      .slice(0, EXCERPT),
  }
}

/** Data nested too deeply to serialise is dropped. */
function written(given: unknown): string {
  try {
    return JSON.stringify(given) ?? ''
  } catch {
    return ''
  }
}

const recordOf = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {}

type Content = Pick<Inbound, 'kind'> & Partial<Inbound>

function content(message: Message): Content {
  if (message.text !== undefined) return typed(message.text)
  const media = mediaOf(message)
  if (media) return { kind: 'media', media: [media], ...(message.caption && { text: message.caption }) }
  // A venue also carries a plain location: the venue says more.
  const place = message.venue?.location ?? message.location
  if (place) {
    const label = message.venue && [message.venue.title, message.venue.address].filter(Boolean).join('，')
    return {
      kind: 'location',
      location: { latitude: place.latitude, longitude: place.longitude, ...(label && { label }) },
    }
  }
  // Sharing one's number answers the question for a phone number like typing it.
  if (message.contact)
    return { kind: 'text', text: message.contact.phone_number.replace(/^\+?86(?=1\d{10}$)/, '') }
  return { kind: 'unknown', raw: unknownType(message) }
}

function typed(text: string): Content {
  const start = /^\/start(?:@\w+)?(?:\s+(\S+))?\s*$/.exec(text)
  if (!start) return { kind: 'text', text }
  return { kind: 'event', event: { name: 'follow', ...(start[1] && { key: start[1] }) } }
}

/** Photos come in several sizes, smallest first: the last is the one to keep. */
function mediaOf(message: Message): InboundMedia | undefined {
  const photo = message.photo?.at(-1)
  if (photo) return { kind: 'photo', ref: photo.file_id, mime: 'image/jpeg' }
  const voice = message.voice ?? message.audio
  if (voice) return { kind: 'voice', ref: voice.file_id, mime: voice.mime_type ?? 'audio/ogg' }
  const video = message.video ?? message.animation
  if (video) return { kind: 'video', ref: video.file_id, mime: video.mime_type ?? 'video/mp4' }
  if (message.video_note) return { kind: 'video', ref: message.video_note.file_id, mime: 'video/mp4' }
  const file = message.document
  if (!file) return undefined
  return {
    kind: file.mime_type?.startsWith('image/') ? 'photo' : 'file',
    ref: file.file_id,
    ...(file.mime_type && { mime: file.mime_type }),
    ...(file.file_name && { name: file.file_name }),
  }
}

const COMMON = new Set([
  'message_id',
  'from',
  'chat',
  'date',
  'message_thread_id',
  'reply_to_message',
  'entities',
])
const unknownType = (message: Message) => Object.keys(message).find(key => !COMMON.has(key)) ?? 'message'
