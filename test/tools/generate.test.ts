import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { periodNamed } from '../../src/domain/base/period.ts'
import { OPEN } from '../../src/domain/cases/case.ts'
import type { CaseFacts } from '../../src/domain/numbers/facts.ts'
import type { Role } from '../../src/domain/office/roles.ts'
import type { Actor } from '../../src/domain/people/actor.ts'
import { openBulk } from '../../src/store/cases/bulk.ts'
import { findCaseByNumber, toCase } from '../../src/store/cases/cases.ts'
import { countChanges } from '../../src/store/numbers/counts.ts'
import { findContact } from '../../src/store/talk/contacts.ts'
import { generateCases } from '../../src/tools/generate/mod.ts'
import { generateTalk } from '../../src/tools/generate/talk.ts'
import { computeDigest } from '../../src/usecases/numbers/compute-digest.ts'
import { answerCase } from '../helpers/cases.ts'
import { officer, sampleOffice, type TestContext, testContext } from '../helpers/context.ts'
import { allFacts, forgetCounts } from '../helpers/counts.ts'
import { digestFor } from '../helpers/digest-for.ts'

const UNTIL = new Date('2026-11-19T15:30+08:00')

async function generated(seed: number): Promise<TestContext> {
  const ctx = await testContext()
  ctx.clock.set(UNTIL)
  const content = await sampleOffice()
  const of = (role: Role, name: string, department?: string) => officer(ctx, role, name, department)
  const clerks = new Map<string, Actor & { id: number }>()
  for (const { id } of content.office.departments) clerks.set(id, await of('clerk', id, id))
  const cast = {
    dispatchers: [await of('dispatcher', '甲')],
    reviewers: [await of('reviewer', '乙')],
    manager: await of('manager', '丙'),
    clerks,
  }
  const bulk = await openBulk(ctx.config.databaseUrl, ctx.secrets)
  generateCases(bulk, { content, cast, cases: 500, years: 1, seed, until: UNTIL })
  bulk.finish()
  return ctx
}

describe.skipIf(inject('postgres'))('the generator (embedded database only)', () => {
  let ctx: TestContext
  let facts: CaseFacts[]
  beforeAll(async () => {
    ctx = await generated(7)
    facts = await allFacts(ctx.db.read)
  }, 60_000)
  afterAll(() => ctx.close())

  it('makes as many cases as asked, of every kind, with numbers that follow each other', async () => {
    const counters = await ctx.db.read.counter.findMany()
    expect(counters.reduce((sum, c) => sum + c.value, 0)).toBe(facts.length)
    expect(facts.length).toBeGreaterThan(490)
    expect(new Set(facts.map(f => f.kind)).size).toBe(6)
  })

  it('writes the counts that its events give, and the digests agree', async () => {
    const read = async () => {
      const rows = await ctx.db.read.dayCount.findMany({
        orderBy: [{ dimension: 'asc' }, { x: 'asc' }, { key: 'asc' }, { y: 'asc' }],
      })
      return rows.filter(({ dimension: _d, x: _x, key: _k, y: _y, version: _v, ...n }) =>
        Object.values(n).some(Boolean),
      ).length
    }
    const before = await read()
    for (const name of ['2026-W20', '2026-W47', '2026-10', '2026-Q3', '2026']) {
      const period = periodNamed(name)!
      const digest = await computeDigest(ctx, period)
      expect(digest).toEqual(digestFor(facts, period, UNTIL))
      expect(digest.balanced).toBe(true)
    }
    await ctx.db.inTransaction(tx => forgetCounts(tx))
    await countChanges(ctx.db)
    expect(await read()).toBe(before)
    expect(await computeDigest(ctx, periodNamed('2026-10')!)).toEqual(
      digestFor(facts, periodNamed('2026-10')!, UNTIL),
    )
  })

  it('leaves open cases that the real moves can go on with', async () => {
    const reviewer = await officer(ctx, 'reviewer', '丁')
    const clerk = await officer(ctx, 'dispatcher', '戊')
    const waiting = await ctx.db.read.case.findFirstOrThrow({
      where: { status: 'assigned', kind: { not: 'disclosure' } },
    })
    await answerCase(ctx, waiting.number, '办好了。', [clerk, reviewer])
    const after = toCase((await findCaseByNumber(ctx.db.read, waiting.number))!)
    expect(OPEN).not.toContain(after.status)
  })

  it('gives the same for the same seed and something else for another', async () => {
    const texts = async (seed: number) => {
      const other = await generated(seed)
      const rows = await other.db.read.case.findMany({
        select: { number: true, status: true, text: true, deadlines: true, version: true },
      })
      await other.close()
      return JSON.stringify(rows)
    }
    const [a, b, c] = [await texts(3), await texts(3), await texts(4)]
    expect(a).toBe(b)
    expect(a).not.toBe(c)
  }, 60_000)

  it('makes dialogues of residents as the channel would have left them', async () => {
    const other = await testContext()
    try {
      const bulk = await openBulk(other.config.databaseUrl, other.secrets)
      generateTalk(bulk, { messages: 101, years: 1, seed: 3, until: UNTIL })
      bulk.finish()
      const messages = await other.db.read.message.findMany({ include: { outbox: true } })
      expect(messages).toHaveLength(100)
      const said = messages.filter(m => m.direction === 'in')
      expect(said).toHaveLength(50)
      for (const question of said) {
        const answer = messages.find(m => m.inReplyToId === question.id)
        expect(answer).toMatchObject({ contactId: question.contactId, outbox: { status: 'sent' } })
        expect(question.text).not.toMatch(/[{}]|^$/)
      }
      // Each resident is found by their WeChat id and was last heard when they last wrote.
      const first = (await findContact(other.db.read, other.secrets, 'wechat', 'o-made-3-0'))!
      const mine = said.filter(m => m.contactId === first.id).map(m => m.at.getTime())
      expect(first.lastInboundAt?.getTime()).toBe(Math.max(...mine))
    } finally {
      await other.close()
    }
  })
})
