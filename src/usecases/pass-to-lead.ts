import { hearersOf, type ReminderKind } from '../domain/reminders.ts'
import { appendEvents, lockCaseById, toCase } from '../store/cases.ts'
import { leadOf } from '../store/merged-cases.ts'
import { hearers } from '../store/officers.ts'
import type { Effect } from './effects.ts'
import { remindOfficerIn } from './remind-officer.ts'

/**
 * What the resident of a merged case adds stands where the work is done: on the case it was merged into, whose officer is
 * told. Their own case keeps it, too.
 */
export const passToLead =
  (kind: Extract<ReminderKind, 'supplemented' | 'urged'>, say: (text: string) => string): Effect =>
  async ({ tx, ctx, row, before, now }, event) => {
    const found = before.status === 'merged' ? await leadOf(tx, row.mergedIntoId) : null
    if (!found) return undefined
    const lead = await lockCaseById(tx, found.id)
    const said = String(event.data['text'] ?? '')
    const text = `并入的 ${row.number}，${say(said)}`
    const seq = await appendEvents(tx, lead, [
      { type: 'noted', at: now, by: { kind: 'system' }, data: { text } },
    ])
    for (const officerId of hearersOf({ kind }, toCase(lead), await hearers(tx))) {
      await remindOfficerIn(tx, ctx, {
        officerId,
        kind,
        caseId: lead.id,
        detail: text,
        dedupeKey: `${lead.number}:${seq}:${kind}`,
      })
    }
    return undefined
  }
