import { type CivilDate, sayDate, yearOf } from '../../../domain/base/civil-date.ts'
import { type Case, type CaseEvent, OPEN } from '../../../domain/cases/case.ts'
import { recompute } from '../../../domain/cases/deadline.ts'
import type { Db } from '../../../store/base/database.ts'
import { appendEvents, lockCase, saveCase, toCase } from '../../../store/cases/cases.ts'
import { addOutbound } from '../../../store/talk/messages.ts'
import type { Context } from '../../base/context.ts'
import { markColumns, titleOf, trackingUrl } from './open-case.ts'

const BATCH = 200

/**
 * Counts the deadlines of open cases again where the calendar has changed since: a year's holidays were published,
 * or a file was corrected. A date that moves is an event, and the resident is told; the original date, by which the
 * office is measured, stays. Safe to run at any time and twice at once.
 * @returns the numbers of the cases whose date moved.
 */
export async function recomputeDeadlines(ctx: Context): Promise<string[]> {
  const moved: string[] = []
  let failed: unknown
  for (let after = 0; ; ) {
    const rows = await ctx.db.read.case.findMany({
      where: { status: { in: [...OPEN] }, id: { gt: after } },
      orderBy: { id: 'asc' },
      take: BATCH,
      select: { id: true, number: true, deadlines: true },
    })
    for (const row of rows) {
      try {
        // A look without a transaction first: on most days nothing has changed.
        if (!changed(ctx, JSON.parse(row.deadlines) as Case['deadlines'])) continue
        const dates = await ctx.db.inTransaction(tx => recomputeOne(tx, ctx, row.number))
        if (dates > 0) moved.push(row.number)
        ctx.caseChanged(row.number)
      } catch (error) {
        // One case's trouble is no other's: the rest is counted, and this one again at the next run.
        ctx.log.error({ err: error, case: row.number }, 'a deadline could not be counted again')
        failed = error
      }
    }
    if (rows.length < BATCH) break
    after = rows.at(-1)!.id
  }
  if (moved.length > 0) ctx.wakeOutbox()
  if (failed !== undefined) throw failed
  return moved
}

function changed(ctx: Context, deadlines: Case['deadlines']): boolean {
  const { calendar, office } = ctx.content()
  const again = recompute(deadlines, calendar, office.hours).deadlines
  return (['accept', 'reply'] as const).some(
    which =>
      again[which].calendar !== deadlines[which].calendar || again[which].dueAt !== deadlines[which].dueAt,
  )
}

/**
 * Why a date moved, as what it is: a date that was provisional waited for the year's calendar to be published; one that
 * was not stood on a calendar that has been corrected since.
 */
export function calendarNews(provisional: boolean, from: CivilDate, to: CivilDate): string {
  const years = [...new Set([yearOf(from), yearOf(to)])].sort().join('、')
  return provisional ? `${years} 年的放假和调休安排公布了` : `日历更正：${years} 年的放假和调休安排有更正`
}

/** @returns how many of the two dates moved. */
async function recomputeOne(tx: Db, ctx: Context, number: string): Promise<number> {
  const now = ctx.now()
  const { calendar, office } = ctx.content()
  const row = (await lockCase(tx, number))!
  const before = toCase(row)
  if (!OPEN.includes(before.status) || !changed(ctx, before.deadlines)) return 0
  const { deadlines, moved } = recompute(before.deadlines, calendar, office.hours)
  const next: Case = { ...before, deadlines }
  await saveCase(tx, row, next, now, markColumns(ctx, next, now))
  const reasonOf = ({ which, from, to }: (typeof moved)[number]) =>
    calendarNews(before.deadlines[which].provisional, from, to)
  const events = moved.map(
    (move): Omit<CaseEvent, 'seq'> => ({
      type: 'deadline_moved',
      at: now,
      by: { kind: 'system' },
      data: { ...move, reason: reasonOf(move), ...(move.which === 'reply' && { deadlines }) },
    }),
  )
  await appendEvents(tx, row, events)
  const reply = moved.find(m => m.which === 'reply')
  if (reply && row.contactId !== null) {
    await addOutbound(tx, ctx.secrets, {
      contactId: row.contactId,
      caseId: row.id,
      purpose: 'notice',
      dedupeKey: `deadline_moved:${number}:${reply.from}:${reply.to}:${deadlines.reply.calendar}`,
      outbound: {
        text:
          `您反映的“${titleOf(row.title, 20)}”（编号 ${number}），答复的日子从 ${sayDate(reply.from)}改到 ` +
          `${sayDate(reply.to, yearOf(reply.from))}：${reasonOf(reply)}。${deadlines.reply.explanation}\n` +
          `查看全部经过：${trackingUrl(ctx, number)}`,
      },
      now,
    })
  }
  return moved.length
}
