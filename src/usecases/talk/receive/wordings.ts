import type { Inbound } from '../../../domain/base/message.ts'
import type { Secrets } from '../../../domain/base/secrets.ts'
import type { Db } from '../../../store/base/database.ts'
import { type Wording, wordingsOf } from '../../../store/talk/messages.ts'
import type { UploadedMedia } from '../keep-media.ts'

/** How the channel's id of a message stands in the database: its running number would join what an anonymous case keeps apart. */
export const sourceKey = (
  secrets: Secrets,
  { channel, from }: Inbound,
  id: string | undefined,
): string | null => (id === undefined ? null : secrets.key(`${channel}:${from}:${id}`, 'message.source'))

/** What is known already of the message that an inbound one is, or is a later wording of. Oldest first. */
export async function earlierWordings(
  tx: Db,
  secrets: Secrets,
  contactIds: readonly number[],
  inbound: Inbound,
): Promise<Wording[]> {
  const key = sourceKey(secrets, inbound, inbound.sourceId)
  return key === null ? [] : wordingsOf(tx, contactIds, key)
}

/** Channels tell of edits that change nothing a resident wrote (a reaction, a preview). */
export const saysNothingNew = (
  { text = '' }: Inbound,
  uploads: readonly UploadedMedia[],
  earlier: readonly Wording[],
): boolean => earlier.at(-1)?.text === text && newMedia(uploads, earlier).length === 0

/** Photos of an edited message that were not there before. */
export function newMedia(uploads: readonly UploadedMedia[], earlier: readonly Wording[]): UploadedMedia[] {
  const had = new Set(earlier.flatMap(e => e.sourceRefs))
  return uploads.filter(({ media }) => media.ref === undefined || !had.has(media.ref))
}
