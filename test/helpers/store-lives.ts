import type { CaseEvent, Status } from '../../src/domain/cases/case.ts'
import { type CaseRecord, factsOf } from '../../src/domain/numbers/facts.ts'
import { countChanges } from '../../src/store/numbers/counts.ts'
import type { TestContext } from './context.ts'

const STATUS: Partial<Record<CaseEvent['type'], Status>> = {
  received: 'received',
  reopened: 'assigned',
  answered: 'answered',
  declined: 'declined',
  withdrawn: 'withdrawn',
  set_aside: 'set_aside',
  merged: 'merged',
  left_merge: 'assigned',
  closed: 'closed',
}

/** Stores lives – ids from 1 on – and counts them, as the moves would have: events, and the columns that lists begin with. */
export async function storeLives(ctx: TestContext, records: readonly CaseRecord[]): Promise<void> {
  await ctx.db.inTransaction(async tx => {
    await tx.caseEvent.deleteMany()
    await tx.dayCount.deleteMany()
    await tx.countDue.deleteMany()
    await tx.case.deleteMany()
    const last = (record: CaseRecord, type: CaseEvent['type']) => record.events.findLast(e => e.type === type)
    await tx.case.createMany({
      data: records.map((record, i) => ({
        id: i + 1,
        number: `2026-${i}`,
        kind: record.kind,
        status: record.events.flatMap(e => STATUS[e.type] ?? []).at(-1)!,
        channel: record.channel,
        title: '一件',
        text: '一件',
        receivedAt: record.events[0]!.at,
        acceptDueOn: '2026-12-31',
        acceptDueAt: ctx.now(),
        replyDueOn: factsOf(record).rounds.at(-1)!.dues.at(-1)!.dueOn,
        replyDueAt: ctx.now(),
        nextDueAt: ctx.now(),
        originalDueOn: factsOf(record).rounds.at(-1)!.originalDueOn,
        deadlines: '{}',
        reopenedAt: last(record, 'reopened')?.at ?? null,
        updatedAt: ctx.now(),
      })),
    })
    await tx.caseEvent.createMany({
      data: records.flatMap((record, i) =>
        record.events.map(e => ({
          caseId: i + 1,
          seq: e.seq,
          type: e.type,
          at: e.at,
          byKind: e.by.kind,
          byId: e.by.id ?? null,
          data: JSON.stringify(e.data),
        })),
      ),
    })
    await tx.countDue.createMany({ data: records.map((_, i) => ({ caseId: i + 1, seq: 0 })) })
  })
  await countChanges(ctx.db)
}
