import { amended } from '../../../domain/talk/first-words.ts'
import { amendWords } from '../../../flow/mod.ts'
import { openSession, saveSession } from '../../../store/talk/flow-sessions.ts'
import { keepTurn } from '../../../store/talk/inbound.ts'
import type { CaseSummary } from '../../../store/talk/resident-cases.ts'
import { onOurSite } from '../../base/on-our-site.ts'
import { openTurn, sealTurn, type TurnRecord } from '../../base/turn-record.ts'
import { perform } from '../actions/mod.ts'
import { pinnedFlows } from '../pinned-flows.ts'
import { worldWith } from '../world.ts'
import { actionContextOf } from './action-context.ts'
import { amendMessage } from './amend-message.ts'
import type { Kept } from './kept.ts'
import type { TurnOutcome } from './turn-outcome.ts'

/**
 * Handles the edit of an earlier message: replaces its text in the dialogue that still uses it, or adds the new text to
 * the case that the message belongs to.
 * @returns undefined when the new text should be handled like a new message
 */
export async function amend(kept: Kept, cases: CaseSummary): Promise<TurnOutcome | undefined> {
  const { tx, ctx, contact, inbound, messageId, now, earlier } = kept
  const [first, last] = [earlier[0]!, earlier.at(-1)!]
  const after = inbound.text ?? ''
  const asked = openTurn(ctx.secrets, first)?.asked ?? null
  const stored = kept.session && openSession(ctx.secrets, kept.session)
  const world = { ...worldWith(ctx, contact, cases), findGuides: kept.findGuides }
  const record: TurnRecord = { now: now.toISOString(), contact: world.contact, asked, calls: [] }
  await keepTurn(tx, messageId, { turnSealed: sealTurn(ctx.secrets, record) })
  if (stored && first.caseId === null) {
    const flows = await pinnedFlows(tx, ctx, stored.session)
    const made = amendWords(flows, stored.session, { asked, before: last.text, after }, world)
    if (made) {
      const followed = stored.followed ? amended(stored.followed, last.text, after) : null
      await saveSession(tx, ctx.secrets, contact.id, { ...stored, followed, session: made.session }, now)
      return { messages: onOurSite(ctx, made.messages) }
    }
  }
  const attachments = kept.attachments.map(a => a.id)
  const added = await amendMessage(kept, { first, last, after }, args =>
    perform(actionContextOf(kept, messageId), {
      action: 'supplement_case',
      args: { ...args, attachments },
      key: '',
    }),
  )
  if (!added) return undefined
  const { text, changed, hide } = added
  return { messages: [{ text }], ...(changed && { changed: [changed] }), hide }
}
