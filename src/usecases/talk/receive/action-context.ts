import type { ActionContext } from '../actions/action.ts'
import type { Kept } from './kept.ts'

/** What a dialogue's actions get. @param firstMessageId the message that the dialogue began with */
export const actionContextOf = (
  { tx, ctx, contact, inbound, messageId, crowded, findGuides }: Kept,
  firstMessageId: number,
): ActionContext => ({ tx, ctx, contact, inbound, messageId, firstMessageId, crowded, findGuides })
