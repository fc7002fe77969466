import type { Db } from '../../../store/base/database.ts'
import { deleteUnsentAnswers } from '../../../store/delivery/outbox.ts'
import { albumParts } from '../../../store/talk/messages.ts'

/**
 * Photos sent together (an album) arrive as one message each, possibly at the same time and in any order. The answer to
 * each stays in the outbox this long, so that the answer to the next can replace it: the resident gets one answer, with
 * the right number of photos.
 */
export const ALBUM_MS = 1500

/**
 * Decides whether to answer one more message of an album. Deletes the answers to its earlier photos that are not sent
 * yet.
 * @param moved whether the dialogue went on to another question, or this message has a caption
 */
export async function answersAlbumMessage(
  tx: Db,
  contactIds: readonly number[],
  album: string,
  messageId: number,
  moved: boolean,
): Promise<boolean> {
  const earlier = (await albumParts(tx, contactIds, album)).filter(part => part.id !== messageId)
  if (earlier.length === 0) return true
  const withWords = earlier.filter(part => part.text !== '').map(part => part.id)
  const wordless = earlier.filter(part => part.text === '').map(part => part.id)
  const stillThere = await deleteUnsentAnswers(tx, wordless)
  // A caption or an earlier photo has its answer already: a photo without a caption gets no second one.
  return moved || (withWords.length === 0 && !stillThere)
}
