import type { Inbound } from '../../../domain/base/message.ts'
import type { Secrets } from '../../../domain/base/secrets.ts'
import type { Db } from '../../../store/base/database.ts'
import { type Wording, wordingsOf } from '../../../store/talk/messages.ts'
import type { UploadedMedia } from '../keep-media.ts'

/**
 * The channel's id of a message as the database stores it: hashed, because consecutive numbers would show which messages
 * come from the resident of an anonymous case.
 */
export const sourceKey = (
  secrets: Secrets,
  { channel, from }: Inbound,
  id: string | undefined,
): string | null => (id === undefined ? null : secrets.key(`${channel}:${from}:${id}`, 'message.source'))

/** The stored versions of this message, oldest first: those with the same id of the channel. */
export async function earlierWordings(
  tx: Db,
  secrets: Secrets,
  contactIds: readonly number[],
  inbound: Inbound,
): Promise<Wording[]> {
  const key = sourceKey(secrets, inbound, inbound.sourceId)
  return key === null ? [] : wordingsOf(tx, contactIds, key)
}

/** Whether an edit changes nothing that the resident sent: channels also report reactions and link previews as edits. */
export const saysNothingNew = (
  { text = '' }: Inbound,
  uploads: readonly UploadedMedia[],
  earlier: readonly Wording[],
): boolean => earlier.at(-1)?.text === text && newMedia(uploads, earlier).length === 0

/** Files of an edited message that its earlier versions did not have. */
export function newMedia(uploads: readonly UploadedMedia[], earlier: readonly Wording[]): UploadedMedia[] {
  const had = new Set(earlier.flatMap(e => e.sourceRefs))
  return uploads.filter(({ media }) => media.ref === undefined || !had.has(media.ref))
}
