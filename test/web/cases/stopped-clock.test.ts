import { afterEach, beforeEach, expect, it } from 'vitest'
import { moveCase } from '../../../src/usecases/cases/moving/move-case.ts'
import { openCase } from '../../../src/usecases/cases/moving/open-case.ts'
import { officer } from '../../helpers/context.ts'
import { addOfficer, signedIn, type TestSite, testSite, Visitor } from '../../helpers/site.ts'
import { liveToken } from '../../helpers/token.ts'

/** What people read of a clock that stopped in time: at the desk, on the resident's page, through the API. */

let site: TestSite
let number: string
beforeEach(async () => {
  site = await testSite()
  const { ctx } = site
  const dispatcher = await officer(ctx, 'dispatcher', '王受理')
  await addOfficer(ctx, 'chen', 'manager')
  const opened = await openCase(
    ctx,
    { kind: 'disclosure', text: '申请公开低保名单', channel: 'phone' },
    dispatcher,
  )
  number = opened.number
  await moveCase(ctx, number, 'accept', {}, dispatcher)
  ctx.clock.set('2026-11-17T10:00+08:00')
})
afterEach(() => site.close())

const dispatcher = { kind: 'officer', id: 1, name: '王受理', role: 'dispatcher' } as const

/** What stands where, a year later. */
async function read() {
  const { ctx } = site
  const chen = await signedIn(site, 'chen')
  const row = (page: string) => /<tr data-case[\s\S]*?<\/tr>/.exec(page)?.[0] ?? ''
  const card = (page: string) => /<section class="card deadline[\s\S]*?<\/section>/.exec(page)?.[0] ?? ''
  const now = (page: string) => /<section class="now"[\s\S]*?<\/section>/.exec(page)?.[0] ?? ''
  const token = await liveToken(ctx, 'chen')
  const api = async (path: string) =>
    JSON.parse(await new Visitor(site.url).page(`/api/v1${path}`, { authorization: `Bearer ${token}` }))
  return {
    queue: row(await chen.page('/desk?view=open')),
    overdue: row(await chen.page('/desk?view=overdue')),
    page: card(await chen.page(`/desk/cases/${number}`)),
    board: await chen.page('/desk/board'),
    own: now((await new Visitor(site.url).own(number, ctx.secrets.trackingCode(number))).text),
    api: [
      (await api(`/cases/${number}`)).overdue,
      (await api('/cases?overdue=true')).items.length,
      (await api('/cases')).items[0].overdue,
    ],
  }
}

it('a disclosure that waits for its correction is overdue on no page', async () => {
  await moveCase(site.ctx, number, 'askResident', { text: '请写明要哪一年的。' }, dispatcher)
  site.ctx.clock.set('2027-01-29T10:00+08:00')
  const { queue, overdue, page, board, own, api } = await read()
  for (const part of [queue, page, own]) {
    expect(part).toContain('时间先停着')
    expect(part).not.toContain('超期')
  }
  expect(own).toContain('等您补充，时间先停着')
  expect(own).not.toContain('已经晚了')
  expect(overdue).toBe('')
  expect(board).toContain('没有超期的')
  expect(api).toEqual([false, 0, false])
})

it('a disclosure with a third party consulted is overdue on no page either, and the resident reads why', async () => {
  await moveCase(site.ctx, number, 'askThirdParty', { text: '请第三方提意见' }, dispatcher)
  site.ctx.clock.set('2026-11-30T10:00+08:00')
  const { queue, page, own, api } = await read()
  for (const part of [queue, page, own]) expect(part).toContain('时间先停着')
  expect(own).toContain('征求第三方意见，时间先停着')
  expect(api).toEqual([false, 0, false])
})

it('one that was overdue before it was asked is overdue on every page', async () => {
  site.ctx.clock.set('2026-12-29T10:00+08:00')
  await moveCase(site.ctx, number, 'askResident', { text: '请写明要哪一年的。' }, dispatcher)
  site.ctx.clock.set('2026-12-31T10:00+08:00')
  const { queue, overdue, page, board, own, api } = await read()
  for (const part of [queue, overdue, page, board, own]) expect(part).toMatch(/超期 \d+ 个工作日/)
  expect(own).toContain('已经晚了')
  expect(api).toEqual([true, 1, true])
})
