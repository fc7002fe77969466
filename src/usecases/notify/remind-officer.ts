import {
  delayOf,
  type ReminderKind,
  recipientsOf,
  remindersOf,
  settledBy,
} from '../../domain/notify/reminders.ts'
import type { Db } from '../../store/base/database.ts'
import { findCaseByNumber } from '../../store/cases/cases.ts'
import { lastSupervisorOf } from '../../store/cases/supervision.ts'
import { addReminder, settle, withdrawReminders } from '../../store/notify/reminders.ts'
import { reminderRecipients } from '../../store/people/officers.ts'
import type { Context } from '../base/context.ts'
import type { Moved } from '../base/reactions.ts'

interface RemindOfficer {
  officerId: number
  kind: ReminderKind
  caseId?: number
  /** Instead of `caseId`. */
  caseNumber?: string
  /** A few words for the desk; they are never sent outside, so they may quote the office's own notes. */
  detail?: string
  /** The same for every retry of the same thing, e.g. `2026-00012-3:17:mention`. The officer is added to it. */
  dedupeKey: string
}

/** Adds a reminder to an officer's desk, once per `dedupeKey`, within the transaction of its cause. */
export async function remindOfficerIn(tx: Db, ctx: Context, what: RemindOfficer): Promise<void> {
  const now = ctx.now()
  const caseId =
    what.caseId ?? (what.caseNumber ? (await findCaseByNumber(tx, what.caseNumber))?.id : undefined) ?? null
  await addReminder(tx, {
    officerId: what.officerId,
    kind: what.kind,
    caseId,
    dedupeKey: `${what.dedupeKey}:${what.officerId}`,
    detail: what.detail ? [...what.detail].slice(0, 200).join('') : null,
    at: now,
    pushAt: new Date(now.getTime() + delayOf(what.kind)),
  })
}

type BurstKind = Extract<ReminderKind, `burst_${string}`>

/** One reminder an hour for each dispatcher (the managers, where there is none), however many cases there are. */
async function tellOfBurst(tx: Db, ctx: Context, kind: BurstKind): Promise<void> {
  const all = await reminderRecipients(tx)
  const nobody = { departmentId: null, officerId: null }
  const dispatchers = recipientsOf({ kind }, nobody, all)
  const ids = dispatchers.length > 0 ? dispatchers : all.filter(o => o.role === 'manager').map(o => o.id)
  const hour = ctx.now().toISOString().slice(0, 13)
  for (const officerId of ids)
    await remindOfficerIn(tx, ctx, { officerId, kind, dedupeKey: `${kind}:${hour}` })
}

/** Reminds of a burst of held cases. */
export async function remindOfBurst({ tx, ctx, next, event }: Moved<'received'>): Promise<void> {
  if (event.data.held) await tellOfBurst(tx, ctx, next.urgent ? 'burst_urgent' : 'burst_held')
}

/** Reminds of held cases that nobody looked at in time. */
export async function remindOfUnseen({ tx, ctx, next, event }: Moved<'released'>): Promise<void> {
  if (event.data.auto) await tellOfBurst(tx, ctx, next.urgent ? 'burst_urgent_released' : 'burst_released')
}

/**
 * The fields of an event that the desk shows as its reason; an anonymous resident's words are veiled before the event
 * is stored.
 */
const DETAIL = ['reason', 'instruction', 'text'] as const

function detailOf(data: object): string | undefined {
  const said = new Map<string, unknown>(Object.entries(data))
  return DETAIL.map(name => said.get(name)).find(
    (value): value is string => typeof value === 'string' && value !== '',
  )
}

const prefixOf = (number: string, seq: number) => `${number}:${seq}:`

/** Adds the reminders that an event causes, and settles those that it makes obsolete. */
export async function remind({ tx, ctx, row, before, next, event, now, because }: Moved): Promise<void> {
  if (event.type === 'undone') await withdrawReminders(tx, row.id, prefixOf(row.number, event.data.seq))
  const over = settledBy(event.type)
  if (over.length > 0) await settle(tx, row.id, over, now)
  const supervisors = event.type === 'supervision_answered' ? await whoSupervised(tx, row.id) : undefined
  const intents = because
    ? remindersOf(because, { ...before, heldAt: null })
    : remindersOf(event, { ...before, ...(supervisors && { supervisors }) })
  if (intents.length === 0) return
  const all = await reminderRecipients(tx)
  const detail = detailOf(event.data)
  for (const intent of intents) {
    for (const officerId of recipientsOf(intent, next, all, event.by.id)) {
      await remindOfficerIn(tx, ctx, {
        officerId,
        kind: intent.kind,
        caseId: row.id,
        ...(detail && { detail }),
        dedupeKey: `${prefixOf(row.number, event.seq)}${intent.kind}`,
      })
    }
  }
}

async function whoSupervised(tx: Db, caseId: number): Promise<number[]> {
  const officerId = await lastSupervisorOf(tx, caseId)
  return officerId === null ? [] : [officerId]
}
