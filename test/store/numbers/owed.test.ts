import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { civilDate } from '../../../src/domain/base/civil-date.ts'
import { spanOf } from '../../../src/domain/numbers/digest.ts'
import { type CaseRecord, factsOf } from '../../../src/domain/numbers/facts.ts'
import { owedAtEnd } from '../../../src/domain/numbers/tally.ts'
import { owedAt, owedReceipts } from '../../../src/store/numbers/digests.ts'
import { Story } from '../../domain/cases/scene.ts'
import { anyLife, anyMoment, FIRST } from '../../domain/numbers/lives.ts'
import { at } from '../../domain/office/office-fixture.ts'
import { type TestContext, testContext } from '../../helpers/context.ts'
import { runs } from '../../helpers/runs.ts'
import { storeLives } from '../../helpers/store-lives.ts'

/** What was owed at any instant, asked of the database, against a slow recount from all events. */

let ctx: TestContext
beforeAll(async () => {
  ctx = await testContext()
})
afterAll(() => ctx.close())

/** Numbers 1, 2, 3 … of the cases owed at an instant, from nothing but their events. */
const recount = (records: readonly CaseRecord[], until: Date) => {
  const day = civilDate(FIRST)
  const span = { ...spanOf({ id: 'any', from: day, to: day }, until), until: until.getTime() }
  return records.flatMap((record, i) => (factsOf(record).rounds.some(r => owedAtEnd(r, span)) ? [i + 1] : []))
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
  await storeLives(ctx, records)
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
        await storeLives(ctx, records)
        for (const [day, time] of instants) await holdEqual(records, at(`${civilDate(FIRST + day)} ${time}`))
        // Exactly when something happens.
        const event = records[0]!.events.at(-1)!
        for (const beside of [0, 1]) await holdEqual(records, new Date(event.at.getTime() + beside))
      },
    ),
    runs(25),
  )
})
