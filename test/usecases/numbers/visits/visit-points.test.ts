import { afterEach, beforeEach, expect, it } from 'vitest'
import type { OfficerActor } from '../../../../src/domain/people/actor.ts'
import { latestDigest } from '../../../../src/store/numbers/digests.ts'
import { assessment } from '../../../../src/usecases/numbers/assessment.ts'
import { changeVisit } from '../../../../src/usecases/numbers/visits/change-visit.ts'
import { recordVisit } from '../../../../src/usecases/numbers/visits/record-visit.ts'
import { sampleOffice, type TestContext, testContext } from '../../../helpers/context.ts'
import { addOfficers } from '../../../helpers/site.ts'

/** What visits cost in the 量化考核 (docs/numbers-rules, rule 12). */

let ctx: TestContext
let people: Record<'ouyang' | 'zhang' | 'chen', OfficerActor>
beforeEach(async () => {
  const content = await sampleOffice()
  const office = {
    ...content.office,
    assessment: [
      { measure: 'on-time', points: 90 },
      { measure: 'visits', points: 10 },
    ] as const,
  }
  ctx = await testContext({
    content: { ...content, office: { ...office, assessment: [...office.assessment] } },
  })
  people = await addOfficers(ctx, { ouyang: 'observer', zhang: ['clerk', 'construction'], chen: 'manager' })
})
afterEach(() => ctx.close())

const found = (visitedOn: string) =>
  recordVisit(ctx, people.ouyang, {
    kind: 'visit',
    departmentId: 'construction',
    visitedOn,
    title: '窗口没人',
    finding: '等了四十分钟',
    verdict: 'bad',
  })
const change = async (id: number, move: 'answer' | 'sendBack' | 'settle', by: OfficerActor) => {
  const { version } = await ctx.db.read.visit.findUniqueOrThrow({ where: { id } })
  await changeVisit(ctx, by, { id, version }, move, { text: '写明了' })
}
const pointsIn = async (period: string) => {
  const { scores } = await assessment(ctx, period, people.chen)
  const { base, faults, score } = scores
    .find(s => s.departmentId === 'construction')!
    .indicators.find(i => i.measure === 'visits')!
  return { base, faults, score }
}

it('rule 12: an answer to an outside observer costs points when it is late or was sent back, in the period in which it is owed', async () => {
  const [inTime, late, back] = [
    await found('2026-11-16'),
    await found('2026-11-16'),
    await found('2026-11-13'),
  ]
  await change(inTime, 'answer', people.zhang)
  await change(back, 'answer', people.zhang)
  // None is due yet.
  expect(await pointsIn('2026-11')).toEqual({ base: 0, faults: [], score: null })
  ctx.clock.set('2026-11-24T10:00+08:00')
  expect(await pointsIn('2026-11')).toMatchObject({ base: 3, faults: [String(late)] })
  await change(late, 'answer', people.zhang)
  ctx.clock.set('2026-11-27T10:00+08:00')
  await change(back, 'sendBack', people.ouyang)
  ctx.clock.set('2026-11-28T10:00+08:00')
  await change(back, 'answer', people.zhang)
  ctx.clock.set('2026-12-20T10:00+08:00')
  // The new answer is owed on 4 December: it costs points there, though it came in time.
  const november = await pointsIn('2026-11')
  expect(november).toMatchObject({ base: 3, faults: [String(late)] })
  expect(november.score).toBeCloseTo(10 * (1 - 1 / 3))
  expect(await pointsIn('2026-12')).toEqual({ base: 1, faults: [String(back)], score: 0 })
  // Stored, and the same when everything is found anew.
  expect(await latestDigest(ctx.db.read, '2026-11', '$assessment')).toMatchObject({ version: 1 })
  for (const id of [inTime, late, back]) await change(id, 'settle', people.ouyang)
  await ctx.db.inTransaction(tx => tx.digest.deleteMany())
  expect(await pointsIn('2026-11')).toEqual(november)
})

it('without the measure visits cost nothing, and old reports stay as they are', async () => {
  const content = await sampleOffice()
  const plain: TestContext = { ...ctx, content: () => content }
  await found('2026-11-16')
  ctx.clock.set('2026-12-20T10:00+08:00')
  const { scores } = await assessment(plain, '2026-11', people.chen)
  expect(scores.flatMap(s => s.indicators.map(i => i.measure))).not.toContain('visits')
})
