import type { Db } from '../../../store/base/database.ts'
import { takeBackUnsent } from '../../../store/delivery/outbox.ts'
import { albumParts } from '../../../store/talk/messages.ts'

/**
 * Photos sent in one go arrive one by one, possibly at once and in any order. What is answered to them waits this long for the
 * next, which answers for both: the resident hears once, and of the right number.
 */
export const ALBUM_MS = 1500

/**
 * What to say of one more part of an album: what an earlier part was to hear is taken back as long as it is not sent.
 * @param moved the dialogue went on to another question, or the part has words
 * @returns whether this part's answer is to be said
 */
export async function speaksForAlbum(
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
  const stillThere = await takeBackUnsent(tx, wordless)
  // Words were answered already, or an answer is out: nothing more for photos alone.
  return moved || (withWords.length === 0 && !stillThere)
}
