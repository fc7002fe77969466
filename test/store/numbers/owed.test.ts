import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { civilDate } from '../../../src/domain/base/civil-date.ts'
import type { CaseEvent, Status } from '../../../src/domain/cases/case.ts'
import { spanOf } from '../../../src/domain/numbers/digest.ts'
import { type CaseRecord, factsOf } from '../../../src/domain/numbers/facts.ts'
import { owed } from '../../../src/domain/numbers/tally.ts'
import { countChanges } from '../../../src/store/numbers/counts.ts'
import { owedAt, owedReceipts } from '../../../src/store/numbers/digests.ts'
import { Story } from '../../domain/cases/scene.ts'
import { anyLife, anyMoment, FIRST } from '../../domain/numbers/lives.ts'
import { at } from '../../domain/office/office-fixture.ts'
import { type TestContext, testContext } from '../../helpers/context.ts'
import { runs } from '../../helpers/runs.ts'

/** What was owed at any instant, asked of the database, against a slow recount from all events. */

let ctx: TestContext
beforeAll(async () => {
  ctx = await testContext()
})
afterAll(() => ctx.close())

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

/** Stores lives as the moves would have: events, and the columns that lists begin with. */
async function store(records: readonly CaseRecord[]): Promise<void> {
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

/** Numbers 1, 2, 3 … of the cases owed at an instant, from nothing but their events. */
const recount = (records: readonly CaseRecord[], until: Date) => {
  const day = civilDate(FIRST)
  const span = { ...spanOf({ week: 'any', from: day, to: day }, until), until: until.getTime() }
  return records.flatMap((record, i) => (factsOf(record).rounds.some(r => owed(r, span)) ? [i + 1] : []))
}

async function holdEqual(records: readonly CaseRecord[], until: Date): Promise<void> {
  const ids = recount(records, until)
  const received = ids.map(id => records[id - 1]!.events[0]!.at.getTime()).sort()
  const found = (await owedReceipts(ctx.db.read, until)).map(d => d.getTime()).sort()
  expect([until.toISOString(), found]).toEqual([until.toISOString(), received])
  // Lists may begin with some more, and look at their events; never with fewer.
  const listed = (await owedAt(ctx.db.read, until, '2099-12-31')).map(c => c.id)
  expect(listed).toEqual(expect.arrayContaining(ids))
}

const LIVES: [string, (s: Story) => unknown][] = [
  ['set aside and taken up again', s => s.setAside('2026-10-02 10:00') && s.reopen('2026-11-20 10:00')],
  [
    'merged, answered with its lead and taken up again',
    s =>
      s.merge('2026-10-02 10:00', s) &&
      s.answerMerged('2026-10-05 10:00') &&
      s.delivered('2026-10-05 10:01') &&
      s.reopen('2026-11-20 10:00'),
  ],
  [
    'merged, left again, answered and taken up again',
    s =>
      s.merge('2026-10-02 10:00', s) &&
      s.leaveMerge('2026-10-03 10:00') &&
      s.answer('2026-10-05 10:00') &&
      s.reopen('2026-11-20 10:00'),
  ],
  [
    'answered by its own writer, which ends nothing, and taken up again',
    s => s.selfApprove('2026-10-02 10:00') && s.reopen('2026-11-20 10:00'),
  ],
  [
    'answered twice',
    s => s.answer('2026-10-02 10:00') && s.reopen('2026-10-12 10:00') && s.answer('2026-11-20 10:00'),
  ],
  ['withdrawn and taken up again', s => s.withdraw('2026-10-02 10:00') && s.reopen('2026-11-20 10:00')],
]

it.each(LIVES)('the ages of what is open are exact: %s', async (_name, live) => {
  const story = new Story('2026-10-01 09:00', { kind: 'complaint', channel: 'wechat' })
  live(story)
  const open = new Story('2026-09-28 09:00')
  const records = [story.record, open.record]
  await store(records)
  for (const when of ['2026-10-01 12:00', '2026-10-05 10:00:30', '2026-10-31 12:00', '2026-11-21 12:00'])
    await holdEqual(records, at(when))
})

it('for any lives, at any instant', async () => {
  const instant = fc.tuple(fc.integer({ min: -2, max: 150 }), anyMoment)
  await fc.assert(
    fc.asyncProperty(
      fc.array(anyLife, { minLength: 1, maxLength: 30 }),
      fc.array(instant, { minLength: 1, maxLength: 4 }),
      async (records, instants) => {
        await store(records)
        for (const [day, time] of instants) await holdEqual(records, at(`${civilDate(FIRST + day)} ${time}`))
        // Exactly when something happens.
        const event = records[0]!.events.at(-1)!
        for (const beside of [0, 1]) await holdEqual(records, new Date(event.at.getTime() + beside))
      },
    ),
    runs(25),
  )
})
