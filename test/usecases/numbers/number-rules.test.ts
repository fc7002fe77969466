import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { weekNamed } from '../../../src/domain/base/week.ts'
import type { Actor } from '../../../src/domain/people/actor.ts'
import { ROOT } from '../../../src/root.ts'
import { lockContact } from '../../../src/store/talk/contacts.ts'
import { moveCase } from '../../../src/usecases/cases/moving/move-case.ts'
import { ownCase } from '../../../src/usecases/cases/own/own-case.ts'
import { viewCase } from '../../../src/usecases/cases/shown/view-case.ts'
import { computeDigest } from '../../../src/usecases/numbers/compute-digest.ts'
import { actOnOwnCase } from '../../../src/usecases/talk/act-on-own-case.ts'
import { eventText } from '../../../src/web/cases/parts/event-text.ts'
import { answerCase, openedCase, RESIDENT } from '../../helpers/cases.ts'
import { officer, type TestContext, testContext } from '../../helpers/context.ts'

/** Rules of the numbers that only the whole house can keep: moves, records, what residents are told. */

let ctx: TestContext
let dispatcher: Actor & { id: number }
let contactId: number

beforeEach(async () => {
  ctx = await testContext()
  dispatcher = await officer(ctx, 'dispatcher', '王受理')
  contactId = await ctx.db.inTransaction(
    async tx => (await lockContact(tx, ctx.secrets, 'web', 'chen', ctx.now())).contact.id,
  )
})
afterEach(() => ctx.close())

const open = async (kind: 'complaint' | 'disclosure', text: string) =>
  await openedCase(ctx, { kind, text, channel: 'web' }, RESIDENT, { contactId })

const told = async () =>
  (await ctx.db.read.message.findMany({ where: { direction: 'out' }, orderBy: { id: 'asc' } })).map(
    m => m.text,
  )

const names = { department: () => null, officer: () => undefined }

it('rule 1: advertising is a state with a reason code and a named officer; it can be taken up again', async () => {
  ctx.clock.set('2026-11-02T10:00+08:00')
  const number = await open('complaint', '专业疏通下水道，电话见主页')
  await expect(moveCase(ctx, number, 'setAside', { code: 'boring' }, dispatcher)).rejects.toMatchObject({
    code: 'invalid_field',
  })
  await moveCase(ctx, number, 'setAside', { code: 'spam', note: '商家' }, dispatcher)
  const view = await viewCase(ctx, number, dispatcher)
  expect([view.status, view.statusText, view.overdue]).toEqual(['set_aside', '无效件', false])
  const event = view.events.at(-1)!
  expect(event).toMatchObject({ type: 'set_aside', by: '王受理', data: { code: 'spam' } })
  expect(eventText(event, names)).toBe('记为无效件（广告、骚扰）：商家')
  expect((await told()).at(-1)).toContain('看着像广告、骚扰或者测试')

  // Due on 11 November: in the denominator of its week, in its own column, and never answered.
  ctx.clock.set('2026-11-16T08:30+08:00')
  const digest = await computeDigest(ctx, weekNamed('2026-W46')!)
  expect(digest).toMatchObject({ cohort: 1, answered: 0, setAside: 1, carriedOut: 0, balanced: true })
  expect(digest.numbers).toMatchObject({ issued: 1, setAside: 1 })

  const key = { number, by: 'chat', phone: false } as const
  expect((await ownCase(ctx, key)).can).toContain('reopen')
  await actOnOwnCase(ctx, key, 'reopen', { reason: '我真的家里堵了' })
  expect(await viewCase(ctx, number, dispatcher)).toMatchObject({ status: 'accepted' })
  ctx.clock.set('2026-11-23T08:30+08:00')
  expect(await computeDigest(ctx, weekNamed('2026-W46')!)).toEqual(digest)
})

it('rule 1: no code deletes a case or an event, or rewrites one', () => {
  const files = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' }).filter(
    f => /\.tsx?$/.test(f) && !f.includes('generated'),
  )
  expect(files.length).toBeGreaterThan(300)
  const found = files.filter(f =>
    // By Prisma, and by Kysely: also of a table that is not named there.
    /\.(case|caseEvent)\.(delete|deleteMany)\(|\.caseEvent\.(update|updateMany|upsert)\(|deleteFrom\((?!')|deleteFrom\('Case(Event)?\b|updateTable\((?!')|updateTable\('CaseEvent\b/.test(
      readFileSync(join(ROOT, 'src', f), 'utf8'),
    ),
  )
  // The words of a case go when their time is over; events, their dates and numbers stay (test/usecases/talk/forget/erase).
  // Those of older versions are sealed, and their anonymous writers hidden, once (test/usecases/talk/forget/seal-old-rows).
  // A change of the key seals the same texts with another one, and says nothing else (test/usecases/base/rekey).
  expect(found.sort()).toEqual([
    'store/base/keys/rekey-rows.ts',
    'store/talk/erasure.ts',
    'store/talk/old-rows.ts',
    'store/talk/old-texts.ts',
  ])
})

it('a third party is asked about a disclosure: the date moves by what it may take, and back when it answers', async () => {
  ctx.clock.set('2026-10-12T09:00+08:00')
  const number = await open('disclosure', '申请公开村里的租地合同')
  const other = await open('complaint', '路灯坏了')
  for (const n of [number, other]) await moveCase(ctx, n, 'accept', {}, dispatcher)
  await expect(moveCase(ctx, other, 'askThirdParty', { text: '承租人' }, dispatcher)).rejects.toMatchObject({
    code: 'move_refused',
  })
  const dueOn = async () => (await viewCase(ctx, number, dispatcher)).deadlines.reply.dueOn
  expect(await dueOn()).toBe('2026-11-09')
  ctx.clock.set('2026-10-20T10:00+08:00')
  await moveCase(ctx, number, 'askThirdParty', { text: '承租人李某' }, dispatcher)
  expect(await dueOn()).toBe('2026-11-30')
  // The applicant learns the new date and nothing of whom the office asks.
  const notice = (await told()).at(-1)!
  expect(notice).toContain('这段时间不算在答复的期限里。最迟 11 月 30 日答复')
  expect(notice).not.toContain('李某')
  const page = await ownCase(ctx, { number, by: 'own', phone: false })
  expect(JSON.stringify(page)).not.toContain('李某')
  await expect(moveCase(ctx, number, 'askThirdParty', { text: '再问' }, dispatcher)).rejects.toMatchObject({
    code: 'move_refused',
  })
  ctx.clock.set('2026-11-03T10:00+08:00')
  await moveCase(ctx, number, 'thirdPartyAnswered', { text: '同意公开' }, dispatcher)
  expect(await dueOn()).toBe('2026-11-23')
  await expect(
    moveCase(ctx, number, 'thirdPartyAnswered', { text: '同意公开' }, dispatcher),
  ).rejects.toMatchObject({ code: 'move_refused' })
  // W46: the original date; one stop, 20 October to 3 November.
  ctx.clock.set('2026-11-16T08:30+08:00')
  expect(await computeDigest(ctx, weekNamed('2026-W46')!)).toMatchObject({
    cohort: 1,
    clockStops: { count: 1, days: 14 },
  })
})

it('rule 7: the clock of a reopened case is its own: it can be extended once more', async () => {
  const manager = await officer(ctx, 'manager', '陈镇长')
  const reviewer = await officer(ctx, 'reviewer', '赵审核')
  ctx.clock.set('2026-11-02T10:00+08:00')
  const number = await open('complaint', '路灯坏了')
  await moveCase(ctx, number, 'accept', {}, dispatcher)
  await moveCase(ctx, number, 'extend', { days: 3, reason: '等材料' }, manager)
  // Approved by a manager only, and the resident reads the reason and the date.
  expect((await told()).at(-1)).toMatch(/最迟 11 月 16 日。\n原因：等材料/)
  await expect(moveCase(ctx, number, 'extend', { days: 1, reason: '再等' }, manager)).rejects.toThrow()
  await moveCase(ctx, number, 'assign', { department: 'construction' }, dispatcher)
  await answerCase(ctx, number, '修好了。', [dispatcher, reviewer])
  ctx.clock.set('2026-11-12T10:00+08:00')
  await moveCase(ctx, number, 'reopen', { reason: '又坏了' }, manager)
  const again = (await viewCase(ctx, number, dispatcher)).deadlines.reply
  expect([again.originalDueOn, again.extensions]).toEqual(['2026-11-23', undefined])
  await moveCase(ctx, number, 'extend', { days: 2, reason: '等配件' }, manager)
  expect((await viewCase(ctx, number, dispatcher)).deadlines.reply.dueOn).toBe('2026-11-25')
})
