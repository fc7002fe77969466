import type { Outbound } from '../../domain/base/message.ts'
import { begin, flowSet, isUnderWay } from '../../flow/mod.ts'
import type { Db } from '../../store/base/database.ts'
import type { CaseRow } from '../../store/cases/cases.ts'
import { contactById } from '../../store/talk/contacts.ts'
import { loadSession, saveSession } from '../../store/talk/flow-sessions.ts'
import { lastMessageId } from '../../store/talk/messages.ts'
import { idsOf, ownerOf } from '../../store/talk/pseudonyms.ts'
import type { Context } from '../base/context.ts'
import { worldOf } from './world.ts'

/**
 * Asks the resident to rate with the very message that brings the answer, so that a bare "5" is understood. A
 * dialogue in progress is not interrupted; then the resident can start the rating ("评价").
 */
export async function inviteRating(tx: Db, ctx: Context, row: CaseRow, now: Date): Promise<Outbound | null> {
  if (row.contactId === null || row.status === 'withdrawn') return null
  // For an anonymous resident, too, this is their own dialogue.
  const contact = await ownerOf(tx, ctx.secrets, (await contactById(tx, row.contactId))!)
  const stored = await loadSession(tx, ctx.secrets, contact.id)
  if (stored && isUnderWay(stored.session)) return null
  if (contact.forgottenAt) return null
  const world = await worldOf(tx, ctx, contact)
  const turn = begin(
    flowSet(ctx.content().flows),
    'rate',
    {
      sessionId: `rate-${row.number}-${row.version}`,
      session: stored?.session ?? null,
      vars: { number: row.number },
    },
    world,
  )
  // The flow must be at its question; a flow that calls something first is not supported here.
  if (turn.call || !turn.session || turn.messages.length === 0) return null
  const last = await lastMessageId(tx, idsOf(ctx.secrets, contact))
  await saveSession(tx, ctx.secrets, contact.id, { session: turn.session, firstMessageId: last + 1 }, now)
  const choices = turn.messages.at(-1)?.choices
  return { text: turn.messages.map(m => m.text).join('\n'), ...(choices && { choices }) }
}
