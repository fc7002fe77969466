import { mediaTypeOf } from '../../domain/base/media/media-type.ts'
import type { SendContext } from '../../domain/base/message.ts'
import type { MediaIds } from '../../domain/talk/media-ids.ts'
import type { WeChatApi } from './api.ts'
import { WeChatError } from './errors.ts'

/** Temporary media (新增临时素材): what each kind may be. Voice also at most 60 s. */
export const UPLOADS = {
  image: { bytes: 10 * 1024 * 1024, mimes: ['image/png', 'image/jpeg', 'image/gif'], tooLarge: 40009 },
  voice: { bytes: 2 * 1024 * 1024, mimes: ['audio/amr', 'audio/mpeg'], tooLarge: 40010 },
  video: { bytes: 10 * 1024 * 1024, mimes: ['video/mp4'], tooLarge: 40011 },
  thumb: { bytes: 64 * 1024, mimes: ['image/jpeg'], tooLarge: 40012 },
} as const satisfies Record<string, { bytes: number; mimes: readonly string[]; tooLarge: number }>

export type UploadKind = keyof typeof UPLOADS

const PATH = '/cgi-bin/media/upload'
/** WeChat keeps it three days from `created_at`; an hour less, so that none expires while it is being sent. */
const LIFE_MS = 3 * 24 * 3600_000 - 3600_000

const ENDINGS: Record<string, string> = {
  'image/png': 'png',
  'image/jpeg': 'jpg',
  'image/gif': 'gif',
  'audio/amr': 'amr',
  'audio/mpeg': 'mp3',
  'video/mp4': 'mp4',
}

/**
 * Uploads a file. What WeChat would refuse is refused here with the same code, without a call.
 * @returns WeChat's id of it, and until when it is valid.
 * @throws WeChatError
 */
export async function upload(
  api: WeChatApi,
  kind: UploadKind,
  bytes: Uint8Array,
  now: Date,
): Promise<{ mediaId: string; expiresAt: Date }> {
  const { mimes, bytes: most, tooLarge } = UPLOADS[kind]
  const mime = mediaTypeOf(bytes)?.mime ?? ''
  if (!(mimes as readonly string[]).includes(mime)) throw new WeChatError(PATH, 40005)
  if (bytes.length > most) throw new WeChatError(PATH, tooLarge)
  const answer = await api.upload(PATH, { type: kind }, { bytes, mime, name: `${kind}.${ENDINGS[mime]}` })
  const mediaId = answer[kind === 'thumb' ? 'thumb_media_id' : 'media_id']
  if (typeof mediaId !== 'string' || mediaId === '') throw new WeChatError(PATH, 'malformed')
  return { mediaId, expiresAt: new Date(now.getTime() + LIFE_MS) }
}

/** Sends the office's own pictures, uploaded once in three days however often they are sent. */
export function pictureSender(api: WeChatApi, account: string, ids: MediaIds, now: () => Date) {
  const idOf = async (hash: string, context: SendContext): Promise<string> => {
    const known = await ids.get(account, hash, now())
    if (known !== undefined) return known
    const bytes = await context.picture?.(hash)
    if (!bytes) throw new WeChatError(PATH, 40007)
    const { mediaId, expiresAt } = await upload(api, 'image', bytes, now())
    await ids.put(account, hash, mediaId, expiresAt)
    return mediaId
  }
  /** One customer-service message with a picture. @throws WeChatError */
  return async (touser: string, hash: string, context: SendContext): Promise<void> => {
    const send = async () => {
      const media_id = await idOf(hash, context)
      await api.post('/cgi-bin/message/custom/send', { touser, msgtype: 'image', image: { media_id } })
    }
    try {
      await send()
    } catch (error) {
      if (!(error instanceof WeChatError) || error.code !== 40007) throw error
      // WeChat deleted it earlier than promised.
      await ids.forget(account, hash)
      await send()
    }
  }
}

/** Media ids in one process's memory. Cleared when it grows; a picture is then uploaded once more. */
export function memoryMediaIds(most = 500): MediaIds {
  const known = new Map<string, { mediaId: string; expiresAt: Date }>()
  return {
    async get(account, hash, now) {
      const found = known.get(`${account} ${hash}`)
      return found && found.expiresAt > now ? found.mediaId : undefined
    },
    async put(account, hash, mediaId, expiresAt) {
      if (known.size >= most) known.clear()
      known.set(`${account} ${hash}`, { mediaId, expiresAt })
    },
    async forget(account, hash) {
      known.delete(`${account} ${hash}`)
    },
  }
}
