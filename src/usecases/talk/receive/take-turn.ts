import type { HeldAndCases } from '../../../store/talk/held-and-cases.ts'
import { answersAlbumMessage } from './albums.ts'
import { amend } from './amend.ts'
import { converse } from './converse.ts'
import type { Kept } from './kept.ts'
import { NO_ANSWER, type TurnOutcome } from './turn-outcome.ts'
import { sourceKey } from './wordings.ts'

/**
 * Decides what to answer: an edit changes the earlier message, an album gets one answer, and everything else continues
 * the dialogue.
 */
export async function takeTurn(kept: Kept, known: HeldAndCases): Promise<TurnOutcome> {
  const { tx, ctx, inbound, earlier, contactIds, messageId } = kept
  if (earlier.length > 0) {
    // The edit of this message arrived before the message itself, and was answered.
    if (!inbound.edited) return NO_ANSWER
    const amended = await amend(kept, known.cases)
    if (amended) return amended
  }
  const outcome = await converse(kept, known)
  const album = sourceKey(ctx.secrets, inbound, inbound.album)
  if (album === null) return outcome
  const goesOn = outcome.moved === true || inbound.text !== undefined
  return (await answersAlbumMessage(tx, contactIds, album, messageId, goesOn))
    ? outcome
    : { ...outcome, messages: [] }
}
