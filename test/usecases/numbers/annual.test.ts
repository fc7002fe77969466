import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { toMarkdown } from '../../../src/domain/base/table.ts'
import { type DisclosureOutcome, OUTCOME_IDS, OUTCOMES } from '../../../src/domain/cases/disclosure.ts'
import type { Actor } from '../../../src/domain/people/actor.ts'
import { moveCase } from '../../../src/usecases/cases/moving/move-case.ts'
import { annual } from '../../../src/usecases/numbers/annual.ts'
import { assignCase, openedCase } from '../../helpers/cases.ts'
import { officer, type TestContext, testContext } from '../../helpers/context.ts'

let ctx: TestContext
let dispatcher: Actor & { id: number }
let reviewer: Actor & { id: number }
let officeDir: string

beforeEach(async () => {
  officeDir = mkdtempSync(join(tmpdir(), 'huiyin-annual-'))
  ctx = await testContext()
  ctx = { ...ctx, config: { ...ctx.config, officeDir } }
  dispatcher = await officer(ctx, 'dispatcher', '王受理')
  reviewer = await officer(ctx, 'reviewer', '赵审核')
})
afterEach(async () => {
  rmSync(officeDir, { recursive: true, force: true })
  await ctx.close()
})

const apply = async (when: string) => {
  ctx.clock.set(when)
  return await openedCase(ctx, { kind: 'disclosure', text: '申请公开预算', channel: 'letter' }, dispatcher)
}

async function conclude(number: string, when: string, outcome: DisclosureOutcome, applicant?: string) {
  ctx.clock.set(when)
  await assignCase(ctx, number, dispatcher, { department: 'party-office' })
  await moveCase(
    ctx,
    number,
    'draft',
    { text: '见附件。', outcome, ...(applicant && { applicant }) },
    dispatcher,
  )
  await moveCase(ctx, number, 'submit', {}, dispatcher)
  await moveCase(ctx, number, 'approve', {}, reviewer)
}

const rowsOf = async (year: string, name: RegExp) => {
  const table = (await annual(ctx, year)).tables.find(t => name.test(t.name))!
  return (row: RegExp) => table.rows.find(r => row.test(String(r[0])))!.slice(1)
}

describe('the cases of a year', () => {
  it('a late reply counts in the reply rate and not in the on-time rate; what is not yet due in neither', async () => {
    for (const when of ['2026-03-02', '2026-03-03', '2026-03-04', '2026-03-05'])
      await apply(`${when}T10:00+08:00`)
    const numbers = (await ctx.db.read.case.findMany({ orderBy: { id: 'asc' } })).map(row => row.number)
    await conclude(numbers[0]!, '2026-03-10T10:00+08:00', 'granted')
    await conclude(numbers[1]!, '2026-05-20T10:00+08:00', 'granted')
    await apply('2026-11-10T10:00+08:00')
    ctx.clock.set('2026-11-16T10:00+08:00')
    const of = await rowsOf('2026', /诉求办理情况/)
    // carried in, received, concluded, carried out, cohort, on time, on-time rate, reply rate
    expect(of(/依申请公开/)).toEqual([0, 5, 2, 3, 4, 1, 0.25, 0.5])
    expect(of(/合计|全部|总计/)).toEqual([0, 5, 2, 3, 4, 1, 0.25, 0.5])
  })
})

describe('the disclosure report', () => {
  it('counts what came in, was carried and concluded, by outcome and applicant; the check rule holds', async () => {
    // 2025: two in, one of them concluded. 2026: one more in; the carried one and the new one concluded.
    const [a, b] = [await apply('2025-11-03T10:00+08:00'), await apply('2025-12-15T10:00+08:00')]
    await conclude(a, '2025-11-20T10:00+08:00', 'granted')
    await conclude(b, '2026-01-08T10:00+08:00', 'unable-not-held', 'business')
    const c = await apply('2026-03-02T10:00+08:00')
    await conclude(c, '2026-03-10T10:00+08:00', 'refused-process')
    await apply('2026-11-10T10:00+08:00') // still open
    ctx.clock.set('2026-11-16T10:00+08:00')
    const of = await rowsOf('2026', /^表三/)
    // person, business, research, charity, legal, other, total
    expect(of(/^一、/)).toEqual([2, 0, 0, 0, 0, 0, 2])
    expect(of(/^二、/)).toEqual([0, 1, 0, 0, 0, 0, 1])
    expect(of(/不掌握/)).toEqual([0, 1, 0, 0, 0, 0, 1])
    expect(of(/过程性/)).toEqual([1, 0, 0, 0, 0, 0, 1])
    expect(of(/（七）总计/)).toEqual([1, 1, 0, 0, 0, 0, 2])
    expect(of(/^四、/)).toEqual([1, 0, 0, 0, 0, 0, 1])
    expect((await annual(ctx, '2026')).balanced).toBe(true)
    expect((await rowsOf('2025', /^表三/))(/^四、/)).toEqual([0, 1, 0, 0, 0, 0, 1])
  })

  it('has a row for each outcome of the closed list, once', async () => {
    const { rows } = (await annual(ctx, '2026')).tables.find(t => t.name.startsWith('表三'))!
    for (const id of OUTCOME_IDS) {
      const { name } = OUTCOMES[id]
      expect(rows.filter(r => String(r[0]).endsWith(name)).length).toBeGreaterThanOrEqual(1)
    }
    expect(rows).toHaveLength(OUTCOME_IDS.length + 4)
    // The national table itself: so many rows in each group.
    const groups = OUTCOME_IDS.map(id => OUTCOMES[id].group)
    const sizes = [...new Set(groups)].map(g => [g, groups.filter(x => x === g).length])
    expect(Object.fromEntries(sizes)).toEqual({
      granted: 1,
      partly: 1,
      refused: 8,
      unable: 3,
      unprocessed: 5,
      otherwise: 3,
    })
  })

  it('an application can not go to review before its outcome is chosen; other kinds have none', async () => {
    const number = await apply('2026-03-02T10:00+08:00')
    await assignCase(ctx, number, dispatcher, { department: 'party-office' })
    await moveCase(ctx, number, 'draft', { text: '见附件。' }, dispatcher)
    await expect(moveCase(ctx, number, 'submit', {}, dispatcher)).rejects.toMatchObject({
      code: 'move_refused',
      detail: expect.stringContaining('处理结果'),
    })
    await expect(
      moveCase(ctx, number, 'draft', { text: '见附件。', outcome: 'lost' }, dispatcher),
    ).rejects.toMatchObject({ code: 'invalid_field' })
    await moveCase(ctx, number, 'draft', { text: '见附件。', outcome: 'partly' }, dispatcher)
    await moveCase(ctx, number, 'submit', {}, dispatcher)
    const other = await openedCase(ctx, { kind: 'inquiry', text: '路灯' }, dispatcher)
    await assignCase(ctx, other, dispatcher, { department: 'party-office' })
    await expect(
      moveCase(ctx, other, 'draft', { text: '好。', outcome: 'granted' }, dispatcher),
    ).rejects.toMatchObject({ code: 'move_refused' })
  })

  it('takes what other bodies decided from the office’s file; a mistake there is told with its line', async () => {
    mkdirSync(join(officeDir, 'annual'))
    const file = join(officeDir, 'annual/2026.yaml')
    writeFileSync(
      file,
      'reconsideration: { upheld: 2 }\nlitigation:\n  direct: { pending: 1 }\n  afterReconsideration: {}\n',
    )
    const of = await rowsOf('2026', /^表四/)
    expect(of(/^行政复议/)).toEqual([2, 0, 0, 0, 2])
    expect(of(/直接起诉/)).toEqual([0, 0, 0, 1, 1])
    writeFileSync(
      file,
      'reconsideration: { upheld: -1 }\nlitigation:\n  direct: {}\n  afterReconsideration: {}\n',
    )
    await expect(annual(ctx, '2026')).rejects.toMatchObject({
      problems: [expect.objectContaining({ file: 'annual/2026.yaml', line: 1 })],
    })
  })

  it('prints 无 for what nobody filled in, and refuses what is no year', async () => {
    const { tables } = await annual(ctx, '2026')
    expect(toMarkdown(tables.at(-1)!)).toContain('| 行政复议 | 无 | 无 | 无 | 无 | 无 |')
    for (const year of ['26', '2026-11', 'next', '2031']) {
      await expect(annual(ctx, year)).rejects.toMatchObject({ code: 'malformed' })
    }
  })
})
