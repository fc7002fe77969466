import type { HeldAndCases } from '../../../store/talk/held-and-cases.ts'
import { speaksForAlbum } from './albums.ts'
import { amend } from './amend.ts'
import { converse } from './converse.ts'
import type { Kept } from './kept.ts'
import { SILENCE, type Spoken } from './spoken.ts'
import { sourceKey } from './wordings.ts'

/**
 * Decides what to answer: an edit changes the earlier message, an album gets one answer, and everything else continues
 * the dialogue.
 */
export async function speak(kept: Kept, known: HeldAndCases): Promise<Spoken> {
  const { tx, ctx, inbound, earlier, contactIds, messageId } = kept
  if (earlier.length > 0) {
    // The edit of this message arrived before the message itself, and was answered.
    if (!inbound.edited) return SILENCE
    const amended = await amend(kept, known.cases)
    if (amended) return amended
  }
  const spoken = await converse(kept, known)
  const album = sourceKey(ctx.secrets, inbound, inbound.album)
  if (album === null) return spoken
  const goesOn = spoken.moved === true || inbound.text !== undefined
  return (await speaksForAlbum(tx, contactIds, album, messageId, goesOn))
    ? spoken
    : { ...spoken, messages: [] }
}
