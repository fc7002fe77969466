import type { EventType } from '../../../domain/cases/case.ts'
import { hearersOf, isBadRating, type ReminderKind } from '../../../domain/notify/reminders.ts'
import { appendEvents, toCase } from '../../../store/cases/cases.ts'
import { leadOf } from '../../../store/cases/merged-cases.ts'
import { hearers } from '../../../store/people/officers.ts'
import { remindOfficerIn } from '../../notify/remind-officer.ts'
import type { Change } from './effects.ts'

type Data = Readonly<Record<string, unknown>>
const words = ({ text, reason }: Data) => (typeof (text ?? reason) === 'string' ? `：${text ?? reason}` : '')

/**
 * What residents do with a merged case, as it stands on the case that it was merged into, and what its officer is told.
 * Taking it up again is not here: from then on it is worked on under its own number.
 */
const PASSED: Partial<
  Record<EventType, { say: (data: Data) => string; kind: (data: Data) => ReminderKind | null }>
> = {
  supplemented: { say: data => `群众补充${words(data)}`, kind: () => 'supplemented' },
  urged: { say: () => '群众催办', kind: () => 'urged' },
  rated: {
    say: data => `群众评价 ${Number(data['rating'])} 分${words(data)}`,
    kind: data => (isBadRating(data['rating']) ? 'rated_badly' : null),
  },
  withdrawn: { say: data => `群众撤回${words(data)}`, kind: () => 'withdrawn' },
}

/**
 * What the resident of a merged case does stands where the work is done: on the case it was merged into, whose officer is
 * told. Their own case keeps it, too.
 */
export async function passToLead(
  { tx, ctx, row, before, now }: Change,
  { type, data }: { type: EventType; data: Data },
): Promise<undefined> {
  const passed = PASSED[type]
  const lead = passed && before.status === 'merged' ? await leadOf(tx, row.mergedIntoId) : null
  if (!lead || !passed) return
  const text = `并入的 ${row.number}，${passed.say(data)}`
  const seq = await appendEvents(tx, lead, [
    { type: 'noted', at: now, by: { kind: 'system' }, data: { text } },
  ])
  const kind = passed.kind(data)
  for (const officerId of kind ? hearersOf({ kind }, toCase(lead), await hearers(tx)) : []) {
    await remindOfficerIn(tx, ctx, {
      officerId,
      kind: kind!,
      caseId: lead.id,
      detail: text,
      dedupeKey: `${lead.number}:${seq}:${kind}`,
    })
  }
}
