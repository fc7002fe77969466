import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { SEALED_COLUMNS } from '../../../../src/store/base/sealed-columns.ts'
import { countChanges } from '../../../../src/store/numbers/counts.ts'
import { ERASED_TITLE, ERASURE } from '../../../../src/store/talk/erasure.ts'
import { setLegalHold } from '../../../../src/usecases/cases/moving/legal-hold.ts'
import { eraseExpired } from '../../../../src/usecases/talk/forget/erase.ts'
import { receiveMessage } from '../../../../src/usecases/talk/receive-message.ts'
import { answerCase, assignCase } from '../../../helpers/cases.ts'
import { officer, type TestContext, testContext, typed } from '../../../helpers/context.ts'
import { forgetCounts } from '../../../helpers/counts.ts'

let ctx: TestContext
let dispatcher: Awaited<ReturnType<typeof officer>>
let clerk: typeof dispatcher
let reviewer: typeof dispatcher
let manager: typeof dispatcher
beforeEach(async () => {
  ctx = await testContext()
  dispatcher = await officer(ctx, 'dispatcher', '林')
  clerk = await officer(ctx, 'clerk', '周', 'construction')
  reviewer = await officer(ctx, 'reviewer', '吴')
  manager = await officer(ctx, 'manager', '何')
})
afterEach(() => ctx.close())

async function say(from: string, text: string) {
  ctx.clock.advance(1)
  const { replies } = await receiveMessage(ctx, typed(ctx, from, text), { passive: r => r.length })
  return replies.map(r => r.text).join('\n')
}
async function report(from: string, named = false) {
  await say(from, '我要举报')
  await say(from, '独角兽躲在祠堂后面')
  await say(from, '跳过')
  await say(from, named ? '留名' : '匿名')
  if (named) for (const line of ['欧阳锺麟', '13918273645']) await say(from, line)
  return /\d{4}-\d{5}-\w/.exec(await say(from, '确认'))![0]
}
async function answer(number: string) {
  await assignCase(ctx, number, dispatcher)
  await answerCase(ctx, number, '独角兽请走了', [clerk, reviewer])
}
const caseOf = (number: string) => ctx.db.read.case.findUniqueOrThrow({ where: { number } })

/** Every text that is left, opened: what the office itself could still read. */
async function allTexts(): Promise<string> {
  const { read } = ctx.db
  return JSON.stringify(
    await Promise.all([
      read.case.findMany(),
      read.caseEvent.findMany(),
      read.message.findMany(),
      read.reply.findMany(),
      read.replyVersion.findMany(),
      read.attachment.findMany(),
      read.reminder.findMany(),
      read.contact.findMany(),
      read.session.findMany(),
    ]),
  )
}
async function counted() {
  await ctx.db.inTransaction(tx => forgetCounts(tx))
  await countChanges(ctx.db)
  return ctx.db.read.dayCount.findMany({
    orderBy: [{ dimension: 'asc' }, { x: 'asc' }, { key: 'asc' }, { y: 'asc' }],
  })
}

it('every sealed table is erased, or kept for a reason', () => {
  expect(Object.keys(ERASURE).sort()).toEqual(Object.keys(SEALED_COLUMNS).sort())
})

describe('a resident who asks for erasure', () => {
  it('reads what it means, and is erased after confirming', async () => {
    await say('a', '我家的独角兽病了怎么办')
    expect(await say('a', '删除我的信息')).toContain('确认删除我的信息')
    expect((await ctx.db.read.contact.findFirstOrThrow()).forgottenAt).toBeNull()
    expect(await say('a', '确认删除我的信息')).toContain('已经删除')
    const left = await ctx.db.read.contact.findFirstOrThrow()
    expect(left).toMatchObject({ externalSealed: null, nameSealed: null, phoneSealed: null })
    expect(await allTexts()).not.toContain('独角兽')
  })

  it('keeps the texts of open cases until they are answered and closed', async () => {
    const named = await report('a', true)
    const secret = await report('a')
    await say('a', '确认删除我的信息')
    for (const number of [named, secret])
      expect(await caseOf(number)).toMatchObject({
        text: '独角兽躲在祠堂后面',
        nameSealed: null,
        phoneSealed: null,
      })
    const contacts = await ctx.db.read.contact.findMany()
    expect(contacts.map(c => [c.externalSealed, c.ownerSealed])).toEqual([
      [null, null],
      [null, null],
    ])
    await eraseExpired(ctx)
    expect((await caseOf(named)).text).toBe('独角兽躲在祠堂后面')
    for (const number of [named, secret]) await answer(number)
    const numbers = await counted()
    expect(await eraseExpired(ctx)).toBe(2)
    expect(await allTexts()).not.toContain('独角兽')
    expect(await caseOf(named)).toMatchObject({
      title: ERASED_TITLE,
      text: '',
      number: named,
      status: 'answered',
    })
    expect(await counted()).toEqual(numbers)
  })
})

it('a case on legal hold keeps everything, even when its resident asks for erasure', async () => {
  const number = await report('a', true)
  await setLegalHold(ctx, number, { hold: true, reason: '法院调取' }, manager)
  const before = await caseOf(number)
  await say('a', '确认删除我的信息')
  await answer(number)
  expect(await eraseExpired(ctx)).toBe(0)
  const { nameSealed, phoneSealed, text } = before
  expect(nameSealed).not.toBeNull()
  expect(await caseOf(number)).toMatchObject({ nameSealed, phoneSealed, text })
  expect(await ctx.db.read.message.count({ where: { turnSealed: { not: null } } })).toBeGreaterThan(0)
})

describe('a case past its retention period', () => {
  it('loses its texts after the period of its kind; no figure changes, and a case on hold keeps them', async () => {
    const over = await report('a')
    const held = await report('b')
    for (const number of [over, held]) await answer(number)
    await counted()
    await expect(setLegalHold(ctx, held, { hold: true, reason: '法院调取' }, clerk)).rejects.toThrow('领导')
    await expect(setLegalHold(ctx, held, { hold: true, reason: ' ' }, manager)).rejects.toThrow('原因')
    await setLegalHold(ctx, held, { hold: true, reason: '法院调取' }, manager)
    ctx.clock.advance(4 * 365 * 24 * 60)
    expect(await eraseExpired(ctx)).toBe(0)
    ctx.clock.advance(2 * 365 * 24 * 60)
    const numbers = await counted()
    expect(await eraseExpired(ctx)).toBe(1)
    expect(await counted()).toEqual(numbers)
    expect((await caseOf(over)).text).toBe('')
    expect((await caseOf(held)).text).toBe('独角兽躲在祠堂后面')
    await setLegalHold(ctx, held, { hold: false, reason: '案子结了' }, manager)
    expect(await eraseExpired(ctx)).toBe(1)
    const audit = await ctx.db.read.auditEntry.findMany({
      where: { action: { startsWith: 'legal' } },
      orderBy: { id: 'asc' },
    })
    expect(audit.map(a => [a.action, a.target, a.detail])).toEqual([
      ['legal_hold_set', held, '法院调取'],
      ['legal_hold_lifted', held, '案子结了'],
    ])
  })
})

describe('the table of retention in office.yaml', () => {
  const set = (retention: Partial<ReturnType<TestContext['content']>['office']['retention']>) => {
    const content = ctx.content()
    const office = { ...content.office, retention: { ...content.office.retention, ...retention } }
    ctx.content = () => ({ ...content, office })
  }

  it('decides what the nightly job erases', async () => {
    const number = await report('a')
    await answer(number)
    await counted()
    set({ report: { months: 8 } })
    ctx.clock.advance(7 * 30 * 24 * 60)
    expect(await eraseExpired(ctx)).toBe(0)
    ctx.clock.advance(2 * 31 * 24 * 60)
    expect(await eraseExpired(ctx)).toBe(1)
    expect((await caseOf(number)).text).toBe('')
  })

  it('deletes old conversations outside of cases with their files, and nothing of a case', async () => {
    await say('c', '我家的独角兽病了怎么办')
    const { id } = await ctx.db.read.message.findFirstOrThrow({ where: { direction: 'in' } })
    await ctx.db.inTransaction(tx =>
      tx.attachment.create({
        data: { messageId: id, kind: 'photo', status: 'stored', hash: 'a'.repeat(64), createdAt: ctx.now() },
      }),
    )
    const number = await report('a', true)
    const ofCase = await ctx.db.read.message.count({ where: { caseId: { not: null } } })
    expect(ofCase).toBeGreaterThan(3)
    ctx.clock.advance(300 * 24 * 60)
    await say('b', '独角兽吃什么')
    await eraseExpired(ctx)
    expect(await ctx.db.read.message.findUnique({ where: { id } })).not.toBeNull()
    ctx.clock.advance(70 * 24 * 60)
    await eraseExpired(ctx)
    expect(await ctx.db.read.message.findUnique({ where: { id } })).toBeNull()
    expect(await ctx.db.read.attachment.count()).toBe(0)
    expect(await ctx.db.read.message.count({ where: { caseId: { not: null } } })).toBe(ofCase)
    expect((await caseOf(number)).text).toBe('独角兽躲在祠堂后面')
    const left = await ctx.db.read.message.findMany({ where: { caseId: null, direction: 'in' } })
    expect(left.map(m => m.text)).toEqual(['独角兽吃什么'])
    // Whoever comes back after it is answered like anybody.
    expect(await say('a', '你好')).not.toBe('')
  })

  it('handles more old conversations than fit into one transaction', async () => {
    await say('a', '你好')
    const contact = await ctx.db.read.contact.findFirstOrThrow()
    await ctx.db.inTransaction(tx =>
      tx.message.createMany({
        data: Array.from({ length: 700 }, (_, i) => ({
          contactId: contact.id,
          direction: 'in',
          kind: 'text',
          text: `独角兽 ${i}`,
          at: ctx.now(),
        })),
      }),
    )
    ctx.clock.advance(400 * 24 * 60)
    await eraseExpired(ctx)
    expect(await ctx.db.read.message.count()).toBe(0)
  })
})
