import type { Inbound, Outbound } from '../../../domain/base/message.ts'
import type { Db } from '../../../store/base/database.ts'
import { countScan } from '../../../store/office/scene-codes.ts'
import { markUnclear, setAreaOf } from '../../../store/talk/contacts.ts'
import type { Context } from '../../base/context.ts'
import { noteDeliveries } from '../../cases/moving/note-delivery.ts'
import { placeName } from '../../office/scene-codes.ts'
import { forgetResident } from '../forget/forget-resident.ts'
import { asksForForgetting, explainForgetting, FORGOTTEN } from '../forget-words.ts'
import { linkChatIn } from '../link-chat.ts'
import { noticeTexts } from '../notice-texts.ts'
import { hasSender, type Kept } from './kept.ts'

/** What the gate decided. */
type Gate = {
  /** Numbers of cases that changed. */
  changed: string[]
} & (
  | {
      /** The resident has left or asked for erasure, and is erased. This is the only answer. */
      farewell: Outbound[]
    }
  | {
      /** The message; its contact has a new area when a scene code was scanned. */
      kept: Kept
      /** Goes before the answer of the dialogue. */
      greeting: Outbound[]
      /** The answer instead of a dialogue. */
      instead?: string
    }
)

/**
 * Second phase: handles what needs no dialogue (leaving, erasure, delivery reports, scans, linking an officer's chat)
 * and decides whether the dialogue runs.
 */
export async function gate(kept: Kept): Promise<Gate> {
  const { tx, ctx, inbound, contact, now } = kept
  // An officer should read a message that could not be parsed, whatever the dialogue does with the readable part.
  if (inbound.unread !== undefined) await markUnclear(tx, contact.id, now)
  const leaves = inbound.event?.name === 'unfollow'
  if ((leaves || asksForForgetting(inbound.text)) && hasSender(inbound)) {
    const changed = await forgetResident(tx, ctx, contact)
    return { changed, farewell: leaves ? [] : [{ text: FORGOTTEN }] }
  }
  const changed = await noteDeliveries(tx, ctx, contact, inbound.event?.deliveries ?? [])
  const scan = await scanned(tx, ctx, inbound)
  const areaId = scan?.areaId
  if (areaId) await setAreaOf(tx, contact.id, areaId)
  // A code that links an officer's chat, or a question about erasure, does not start or continue a dialogue.
  const instead = (await linkChatIn(tx, ctx, contact, inbound)) ?? explainForgetting(inbound.text)
  return {
    changed,
    kept: areaId ? { ...kept, contact: { ...contact, areaId } } : kept,
    greeting: scan ? [{ text: noticeTexts(ctx).scanned(scan.place) }] : [],
    ...(instead !== undefined && { instead }),
  }
}

/** Counts the scan of a scene code, also when it made the resident follow. @returns the place of the code */
async function scanned(
  tx: Db,
  ctx: Context,
  { event }: Inbound,
): Promise<{ areaId: string | null; place: string } | undefined> {
  if (!event?.key || (event.name !== 'scan' && event.name !== 'follow')) return undefined
  const code = await countScan(tx, event.key)
  if (!code) return undefined
  const known = ctx.content().office.areas.some(a => a.id === code.areaId)
  return { areaId: known ? code.areaId : null, place: placeName(ctx.content(), code) }
}
