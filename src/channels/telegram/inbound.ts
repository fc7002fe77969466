import type { Message, Update } from 'grammy/types'
import type { Inbound, InboundMedia } from '../../domain/message.ts'

/** The kinds of updates we ask Telegram for; the rest is never sent to us. */
export const ALLOWED_UPDATES = ['message', 'callback_query', 'my_chat_member'] as const

/** Telegram's limit for `callback_data`, in bytes. */
const CALLBACK_BYTES = 64

/**
 * What a button carries back. A value that does not fit goes as its number in the list, which a resident
 * could have typed as well.
 */
export const callbackData = (value: string, number: number): string =>
  Buffer.byteLength(value) <= CALLBACK_BYTES && !value.startsWith('#') ? value : `#${number}`

/** Reads an update. Undefined for what is not a private chat with a resident (groups, channels, other bots). */
export function toInbound(update: Update, now: Date): Inbound | undefined {
  const known = (...more: (string | number)[]) =>
    ({ channel: 'telegram', externalId: [update.update_id, ...more].join(':') }) as const
  const pressed = update.callback_query
  if (pressed) {
    const data = pressed.data ?? ''
    return {
      ...known(pressed.id),
      from: String(pressed.from.id),
      // A button has no time of its own; the message it hangs on may be old.
      at: now,
      kind: 'text',
      ...(/^#\d+$/.test(data) ? { text: data.slice(1) } : { choice: data }),
    }
  }
  const member = update.my_chat_member
  if (member) {
    if (member.chat.type !== 'private') return undefined
    // Blocking the bot is no wish to be forgotten: cases stay joined to the contact, and what is sent meanwhile
    // comes back as undeliverable (403), where officers see it. Coming back is followed by /start.
    const raw = member.new_chat_member.status === 'kicked' ? 'blocked' : 'unblocked'
    const at = new Date(member.date * 1000)
    return {
      ...known(member.date),
      from: String(member.chat.id),
      at,
      kind: 'event',
      event: { name: 'other' },
      raw,
    }
  }
  const message = update.message
  if (message?.chat.type !== 'private' || message.from?.is_bot) return undefined
  return {
    ...known(message.message_id, message.date),
    from: String(message.chat.id),
    at: new Date(message.date * 1000),
    ...content(message),
  }
}

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
