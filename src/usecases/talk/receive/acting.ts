import type { Acting } from '../actions/action.ts'
import type { Kept } from './kept.ts'

/** What the actions of a message's dialogue work with. */
export const actingFor = (
  { tx, ctx, contact, inbound, messageId, crowded, findGuides }: Kept,
  firstMessageId: number,
): Acting => ({ tx, ctx, contact, inbound, messageId, firstMessageId, crowded, findGuides })
