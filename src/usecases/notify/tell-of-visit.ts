import type { Recipient, ReminderKind } from '../../domain/notify/reminders.ts'
import type { Role } from '../../domain/office/roles.ts'
import { reminderRecipients } from '../../store/people/officers.ts'
import type { VisitChanged } from '../base/reactions.ts'
import { remindOfficerIn } from './remind-officer.ts'

const KINDS = {
  found: 'visit_found',
  sentBack: 'visit_sent_back',
  answered: 'visit_answered',
} as const satisfies Record<VisitChanged['act'], ReminderKind>

const ANSWERS: readonly Role[] = ['clerk', 'reviewer', 'manager']

/** Who answers for a department: its own officers, or where it has none, those of the whole office. */
export function answerersOf(departmentId: string, all: readonly Recipient[]): number[] {
  const some = all.filter(o => ANSWERS.includes(o.role) && o.departmentId === departmentId)
  const office = all.filter(o => o.departmentId === null && (o.role === 'dispatcher' || o.role === 'manager'))
  return (some.length > 0 ? some : office).map(o => o.id)
}

/** Tells the department what was found or sent back, and the author that there is an answer. */
export async function tellOfVisit({ tx, ctx, act, visit, by }: VisitChanged): Promise<void> {
  const kind = KINDS[act]
  const whom =
    act === 'answered' ? [visit.byId] : answerersOf(visit.departmentId, await reminderRecipients(tx))
  for (const officerId of whom.filter(id => id !== by.id))
    await remindOfficerIn(tx, ctx, {
      officerId,
      kind,
      dedupeKey: `visit:${visit.id}:${visit.version}:${kind}`,
    })
}
