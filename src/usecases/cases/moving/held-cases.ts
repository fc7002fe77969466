import { HELD_BEFORE_ACCEPTANCE_MS, HELD_OPEN_HOURS, openHoursBefore } from '../../../domain/cases/held.ts'
import { lockCase } from '../../../store/cases/cases.ts'
import { type DuePlace, dueReleases } from '../../../store/cases/due-cases.ts'
import type { Context } from '../../base/context.ts'
import { moveCaseIn } from './move-case.ts'

/** Held cases that nobody looked at in time, the first held first. */
export function heldTooLong(ctx: Context, place: DuePlace | null, take: number) {
  const { calendar, office } = ctx.content()
  const now = ctx.now()
  return dueReleases(
    ctx.db.read,
    {
      heldUntil: openHoursBefore(now, HELD_OPEN_HOURS, { calendar, hours: office.hours }),
      acceptUntil: new Date(now.getTime() + HELD_BEFORE_ACCEPTANCE_MS),
    },
    place,
    take,
  )
}

/** Moves one of them to triage, with its deadline like any other. */
export async function releaseUnseen(ctx: Context, number: string): Promise<void> {
  const released = await ctx.db.inTransaction(async tx => {
    const row = await lockCase(tx, number)
    // Another process or officer was faster.
    if (!row?.heldAt) return false
    await moveCaseIn(tx, ctx, row, 'release', {}, { kind: 'system' })
    return true
  })
  if (released) ctx.caseChanged(number)
}
