import ExcelJS from 'exceljs'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { watchMarks } from '../../../src/usecases/numbers/marks/watch-marks.ts'
import { assignCase, openedCase } from '../../helpers/cases.ts'
import { addOfficers, signedIn, type TestSite, testSite } from '../../helpers/site.ts'

/** 电子监察 at the desk, and its sheet. */

let site: TestSite
const numbers: string[] = []
beforeAll(async () => {
  site = await testSite()
  const { lin } = await addOfficers(site.ctx, {
    lin: 'dispatcher',
    chen: 'manager',
    wei: 'auditor',
    zhang: ['clerk', 'construction'],
    qian: ['clerk', 'civil-affairs'],
    guan: 'admin',
    ouyang: 'observer',
  })
  for (let i = 0; i < 3; i++) {
    const number = await openedCase(site.ctx, { kind: 'help', title: `王小明的事 ${i}`, text: '路灯坏了' })
    await assignCase(site.ctx, number, lin, { department: i === 2 ? 'civil-affairs' : 'construction' })
    numbers.push(number)
  }
  site.ctx.clock.set('2026-11-30T10:02+08:00')
  await watchMarks(site.ctx)
  const auditor = await signedIn(site, 'wei')
  await auditor.get('/desk/visits')
  await auditor.post('/desk/visits', {
    kind: 'visit',
    departmentId: 'construction',
    visitedOn: '2026-11-29',
    title: '窗口没人',
    finding: '等了四十分钟',
    verdict: 'bad',
  })
})
afterAll(() => site.close())

it('shows each officer the marks in their scope, with their cases', async () => {
  const chen = await (await signedIn(site, 'chen')).page('/desk/marks')
  for (const number of numbers) expect(chen).toContain(`/desk/cases/${number}`)
  const zhang = await (await signedIn(site, 'zhang')).page('/desk/marks')
  expect(zhang).toContain(numbers[0]!)
  expect(zhang).not.toContain(numbers[2]!)
  expect(zhang).not.toContain('撤销<')
  const sheet = await (await signedIn(site, 'qian')).page('/desk/marks/bulletin')
  expect(sheet).toContain(numbers[2]!)
  expect(sheet).not.toContain(numbers[0]!)
  for (const login of ['guan', 'ouyang']) {
    const visitor = await signedIn(site, login)
    for (const path of ['/desk/marks', '/desk/marks/bulletin', '/desk/marks/bulletin.xlsx'])
      expect([login, path, (await visitor.get(path)).status]).toEqual([login, path, 403])
  }
})

it('prints a sheet that names cases by their number alone', async () => {
  const visitor = await signedIn(site, 'chen')
  const sheet = await visitor.page('/desk/marks/bulletin?from=2026-11-01&to=2026-11-30')
  for (const words of ['电子监察通报', '盖章', '红牌', '窗口没人', ...numbers]) expect(sheet).toContain(words)
  expect(sheet).not.toContain('王小明')
  const { status } = await visitor.get('/desk/marks/bulletin.xlsx?from=2026-11-01&to=2026-11-30')
  expect(status).toBe(200)
  const cookie = [...visitor.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  const file = await fetch(`${site.url}/desk/marks/bulletin.xlsx`, { headers: { cookie } })
  const book = new ExcelJS.Workbook()
  await book.xlsx.load((await file.arrayBuffer()) as never)
  const text = JSON.stringify(book.worksheets.map(sheet => sheet.getSheetValues()))
  for (const words of ['建设', '窗口没人', ...numbers]) expect(text).toContain(words)
  expect(text).not.toContain('王小明')
})

it('takes a mark back with a reason, and keeps what was typed when there is none', async () => {
  const visitor = await signedIn(site, 'chen')
  await visitor.get('/desk/marks')
  const { id } = await site.ctx.db.read.mark.findFirstOrThrow()
  const none = await visitor.post(`/desk/marks/${id}/lift`, { reason: '。。' })
  expect(none.status).toBe(422)
  expect(none.text).toContain('。。')
  expect((await visitor.post(`/desk/marks/${id}/lift`, { reason: '长'.repeat(301) })).status).toBe(422)
  expect((await visitor.post('/desk/marks/99999/lift', { reason: '没有' })).status).toBe(404)
  expect((await visitor.post(`/desk/marks/${id}/lift`, { reason: '停电' })).status).toBe(303)
  expect((await visitor.post(`/desk/marks/${id}/lift`, { reason: '停电' })).status).toBe(409)
  expect(await visitor.page('/desk/marks?view=all')).toContain('撤销：停电')
})

it.each(['from=x', 'from=2026-11-30&to=2026-11-01', 'from=2020-01-01&to=2026-11-30', 'from=2026-02-30'])(
  'refuses days that are none: %s',
  async query => {
    const visitor = await signedIn(site, 'chen')
    expect((await visitor.get(`/desk/marks?${query}`)).status).toBe(400)
    expect((await visitor.get(`/desk/marks/bulletin?${query}`)).status).toBe(400)
  },
)

it('lists page by page, each mark once, whatever place is asked for', async () => {
  const { ctx } = site
  const { id: caseId } = await ctx.db.read.case.findFirstOrThrow()
  await ctx.db.inTransaction(async tx => {
    for (let i = 0; i < 120; i++)
      await tx.mark.create({
        data: {
          level: 'warning',
          ruleId: `old-${i}`,
          caseId,
          departmentId: 'construction',
          since: '2026-11-20',
          at: new Date('2026-11-20'),
        },
      })
  })
  const visitor = await signedIn(site, 'wei')
  for (const view of ['open', 'all']) {
    let seen = 0
    let next: string | undefined = `/desk/marks?view=${view}`
    while (next) {
      const text = await visitor.page(next)
      seen += text.split('class="mark ').length - 1
      next = /rel="next" href="([^"]+)"/.exec(text)?.[1]?.replaceAll('&amp;', '&')
    }
    const where = view === 'open' ? { endedAt: null, liftedAt: null } : {}
    expect(seen).toBe(await ctx.db.read.mark.count({ where }))
  }
  for (const odd of ['x', '999999999999999.9', '0.0', '-1.2'])
    expect((await visitor.get(`/desk/marks?view=all&before=${odd}`)).status).toBe(200)
})
