import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createWebChat } from '../../../src/channels/web/mod.ts'
import { OPEN, STATUSES } from '../../../src/domain/cases/case.ts'
import { ROLES } from '../../../src/domain/office/roles.ts'
import { makeSample, type SignIn } from '../../../src/tools/sample/mod.ts'
import { planSample } from '../../../src/tools/sample/plan.ts'
import { seeded } from '../../../src/tools/sample/random.ts'
import { SAMPLE_TEXTS } from '../../../src/tools/sample/texts.ts'
import { signIn } from '../../../src/usecases/people/sign-in.ts'
import { makeThrottle } from '../../../src/usecases/people/sign-in-throttle.ts'
import { clockAt, sampleOffice, type TestContext, testContext } from '../../helpers/context.ts'

const UNTIL = new Date('2026-11-25T15:00+08:00')

describe('the texts of the sample', () => {
  it('are many, all different, and belong to the sample office', async () => {
    const { office } = await sampleOffice()
    expect(SAMPLE_TEXTS.length).toBeGreaterThanOrEqual(60)
    expect(new Set(SAMPLE_TEXTS.map(t => t.text)).size).toBe(SAMPLE_TEXTS.length)
    const categories = office.categories.map(c => c.id)
    for (const { category } of SAMPLE_TEXTS) expect(categories).toContain(category)
  })
})

describe('the plan of the sample', () => {
  it('is the same for the same seed', async () => {
    const { office, calendar } = await sampleOffice()
    const from = new Date('2026-10-01T00:00:00Z')
    const plan = (seed: number) =>
      planSample({ random: seeded(seed), office, calendar, from, until: UNTIL, casesPerWeek: 5 })
    expect(plan(1)).toEqual(plan(1))
    expect(plan(1)).not.toEqual(plan(2))
  })
})

describe('the sample office after eight weeks', () => {
  let ctx: TestContext
  let signIns: SignIn[]

  beforeAll(async () => {
    const clock = clockAt()
    ctx = await testContext({ clock, channels: [createWebChat()] })
    let n = 0
    signIns = await makeSample(ctx, {
      until: UNTIL,
      // Fewer than the demo's: enough for every status.
      casesPerWeek: 14,
      setClock: clock.set,
      password: () => `dongshan-liushu-${++n}`,
    })
  })
  afterAll(() => ctx.close())

  it('has cases in every status', async () => {
    const groups = await ctx.db.read.case.groupBy({ by: ['status'], _count: true })
    const counts = new Map(groups.map(g => [g.status, g._count]))
    for (const status of STATUSES) expect(counts.get(status) ?? 0, status).toBeGreaterThan(0)
    expect([...counts.values()].reduce((a, b) => a + b, 0)).toBeGreaterThan(100)
  })

  it('shows what a real office shows: overdue, returned, extended, reopened, supervised, delivered', async () => {
    const types = await ctx.db.read.caseEvent.groupBy({ by: ['type'], _count: true })
    const seen = types.map(t => t.type)
    for (const type of [
      'returned',
      'extended',
      'reopened',
      'supervised',
      'delivery',
      'rated',
      'merged',
      'published',
    ]) {
      expect(seen).toContain(type)
    }
    const overdue = await ctx.db.read.case.count({
      where: { status: { in: [...OPEN] }, replyDueAt: { lt: UNTIL } },
    })
    expect(overdue).toBeGreaterThan(0)
  })

  it('has nothing that happens at night but what residents do', async () => {
    const rows = await ctx.db.read.caseEvent.findMany({ where: { byKind: 'officer' }, select: { at: true } })
    const hours = rows.map(r => (r.at.getUTCHours() + 8) % 24)
    expect(Math.min(...hours)).toBeGreaterThanOrEqual(8)
    expect(Math.max(...hours)).toBeLessThan(19)
  })

  it('has a stored digest, in balance, for each week that is over', async () => {
    const digests = await ctx.db.read.digest.findMany({ orderBy: { period: 'asc' } })
    expect(digests.map(d => d.period)).toContain('2026-W47')
    expect(digests.length).toBeGreaterThanOrEqual(8)
    for (const d of digests) expect(JSON.parse(d.data)).toMatchObject({ balanced: true })
    expect(await ctx.db.read.notice.count()).toBe(0)
  })

  it('leaves no reminder to nobody behind', async () => {
    expect(await ctx.db.read.session.count()).toBe(0)
    expect(await ctx.db.read.outbox.count({ where: { status: { in: ['queued', 'sending'] } } })).toBe(0)
  })

  it('lets one officer of each role sign in', async () => {
    expect(new Set(signIns.map(s => s.role))).toEqual(new Set(ROLES))
    ctx.clock.set(UNTIL)
    const roles: string[] = []
    for (const { login, password } of signIns) {
      const signed = await signIn(
        ctx,
        { login, password, address: '127.0.0.1', agent: 'test' },
        makeThrottle(),
      )
      if (signed.challenge === undefined) roles.push(signed.officer.role)
    }
    expect(roles).toEqual(signIns.map(s => s.role))
  })
})
