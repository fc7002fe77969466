import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { periodOf } from '../../../src/domain/base/period.ts'
import type { Actor } from '../../../src/domain/people/actor.ts'
import { moveCase } from '../../../src/usecases/cases/moving/move-case.ts'
import { getDigest, makeMissingDigests } from '../../../src/usecases/numbers/make-digest.ts'
import { seriesOf } from '../../../src/usecases/numbers/report/series.ts'
import { receiveMessage } from '../../../src/usecases/talk/receive-message.ts'
import { answerCase, assignCase, openedCase } from '../../helpers/cases.ts'
import { officer, typed } from '../../helpers/context.ts'
import { addOfficers, signedIn, type TestSite, testSite, type Visitor } from '../../helpers/site.ts'
import { liveToken } from '../../helpers/token.ts'

let site: TestSite
let manager: Visitor
let late: string

/** Twelve complaints and two inquiries of the week of 2 November; one inquiry is answered in time. */
beforeAll(async () => {
  site = await testSite()
  const { ctx } = site
  const dispatcher: Actor & { id: number } = await officer(ctx, 'dispatcher', '王受理')
  const reviewer = await officer(ctx, 'reviewer', '赵审核')
  await addOfficers(ctx, {
    boss: 'manager',
    head: ['manager', 'construction'],
    clerk: ['clerk', 'construction'],
    green: ['clerk', 'environment'],
  })
  ctx.clock.set('2026-11-02T10:00+08:00')
  const open = async (kind: 'inquiry' | 'complaint', text: string) =>
    await openedCase(ctx, { kind, text, resident: { name: '陈阿婆' } }, dispatcher)
  const first = await open('inquiry', '路灯什么时候修')
  late = await open('inquiry', '=1+1 医保怎么交')
  for (let i = 0; i < 12; i++) await open('complaint', `第 ${i} 盏路灯坏了`)
  ctx.clock.set('2026-11-04T10:00+08:00')
  await assignCase(ctx, first, dispatcher)
  await answerCase(ctx, first, '明天修好。', [dispatcher, reviewer])
  ctx.clock.set('2026-11-09T08:30+08:00')
  await makeMissingDigests(ctx)
  ctx.clock.set('2026-11-16T09:00+08:00')
  const mayor = await officer(ctx, 'manager', '罗镇长')
  await moveCase(ctx, first, 'reopen', { reason: '灯又不亮了' }, mayor)
  ctx.clock.set('2026-11-16T10:00+08:00')
  manager = await signedIn(site, 'boss')
}, 60_000)
afterAll(() => site.close())

describe('the dashboard', () => {
  const week = 'from=2026-11-02&to=2026-11-08'

  it('shows any days by any breakdown, with numbers that add up', async () => {
    const page = await manager.get(`/desk/dashboard?${week}&by=kind`)
    expect(page.status).toBe(200)
    const text = page.text.replace(/<[^>]+>/g, '')
    expect(text).toContain('结转 0 + 新收 14 = 办结 1 + 结转 13')
    expect(text).toContain('咨询')
  })

  it('each number leads to exactly its cases', async () => {
    const page = await manager.get(`/desk/dashboard?${week}&by=kind`)
    const links = [...page.text.matchAll(/href="(\/desk\/dashboard\/cases\?[^"]+)">(\d+)<\/a>/g)]
    expect(links.length).toBeGreaterThan(8)
    for (const [, href, value] of links) {
      const list = await manager.get(href!.replaceAll('&amp;', '&'))
      expect([href, (list.text.match(/class="number"/g) ?? []).length]).toEqual([href, Number(value)])
    }
    // Every breakdown, and a case that was received and reopened in these days: counted twice, and said so.
    const wide = 'from=2026-11-01&to=2026-11-30'
    for (const by of ['department', 'area', 'category', 'channel', 'kind']) {
      const text = await manager.page(`/desk/dashboard?${wide}&by=${by}&step=month`)
      const all = [...text.matchAll(/href="(\/desk\/dashboard\/cases\?[^"]+)">(\d+)<\/a>/g)]
      expect(all.length).toBeGreaterThan(5)
      for (const [, href, value] of all) {
        const list = await manager.page(href!.replaceAll('&amp;', '&'))
        const again = [...list.matchAll(/算 (\d) 次/g)].reduce((sum, m) => sum + Number(m[1]) - 1, 0)
        const listed = (list.match(/class="number"/g) ?? []).length
        expect([href, listed + again]).toEqual([href, Number(value)])
      }
    }
    const received = await manager.get(`/desk/dashboard/cases?${wide}&measure=received&by=kind&key=inquiry`)
    expect(received.text).toContain('算 2 次')
    const missed = await manager.get(`/desk/dashboard/cases?${week}&measure=late&by=kind&key=inquiry`)
    expect(missed.text).toContain(late)
  })

  it('is taken away as CSV and as a workbook; no cell begins a formula', async () => {
    const csv = await manager.get(`/desk/dashboard.csv?${week}&by=department`)
    expect(csv.headers.get('content-type')).toContain('text/csv')
    expect(csv.text).toContain('合计,0.5,1,2,0.5,14,1,13,1')
    const book = await manager.get(`/desk/dashboard.xlsx?${week}`)
    expect(book.text.startsWith('PK')).toBe(true)
  })

  it('draws its course as SVG', async () => {
    for (const chart of ['course', 'rate', 'open']) {
      const svg = await manager.get(`/desk/dashboard/${chart}.svg?${week}`)
      expect(svg.headers.get('content-type')).toContain('image/svg+xml')
      expect(svg.text).toMatch(/^<svg/)
    }
  })

  it('shows the head of a department only what is theirs', async () => {
    const head = await signedIn(site, 'head')
    const text = (await head.page(`/desk/dashboard?${week}`)).replace(/<[^>]+>/g, '')
    expect(text).toContain('新收 1 = 办结 1')
    const others = await head.get(`/desk/dashboard/cases?${week}&measure=received&by=kind&key=complaint`)
    expect((others.text.match(/class="number"/g) ?? []).length).toBe(1) // their own, whatever was asked
    const clerk = await signedIn(site, 'clerk')
    expect((await clerk.get(`/desk/dashboard?${week}`)).status).toBe(403)
  })

  it.each([
    'from=2026-02-30',
    'from=2026-11-08&to=2026-11-02',
    'from=2027-01-01',
    'by=colour',
    'step=day&from=2021-01-01&to=2026-11-01',
    'from=1999-01-01&to=2026-01-01',
  ])('refuses %s in words', async query => {
    const page = await manager.get(`/desk/dashboard?${query}`)
    expect(page.status).toBe(400)
    expect(page.text).toMatch(/日期|日子|十一年|400 天/)
  })
})

describe('the digest of a department', () => {
  const paths = ['', '.xlsx', '/trend.svg', '/course.svg']
  const of = (rest: string, department: string) => `/desk/digests/2026-W45${rest}?department=${department}`

  it('is read by its own officers and by those who see the whole office, by nobody else', async () => {
    const clerk = await signedIn(site, 'clerk')
    const other = await signedIn(site, 'green')
    for (const rest of paths) {
      expect([rest, (await clerk.get(of(rest, 'construction'))).status]).toEqual([rest, 200])
      expect([rest, (await manager.get(of(rest, 'construction'))).status]).toEqual([rest, 200])
      const refused = await other.get(of(rest, 'construction'))
      expect([rest, refused.status]).toEqual([rest, 403])
      expect(refused.text).not.toContain(late)
      expect([rest, (await other.get(of(rest, 'no-such'))).status]).toEqual([rest, 403])
      expect([rest, (await manager.get(of(rest, 'no-such'))).status]).toEqual([rest, 404])
    }
  })

  it("leaves other departments' cases out of the office's lists, on the page, in the workbook and in the API", async () => {
    const other = await signedIn(site, 'green')
    const page = await other.page('/desk/digests/2026-W45')
    expect(await manager.page('/desk/digests/2026-W45')).toContain(late)
    expect(page).not.toContain(late)
    expect(page).toContain('件没有列出')
    const { id } = await site.ctx.db.read.officer.findUniqueOrThrow({ where: { login: 'green' } })
    const digest = await getDigest(site.ctx, '2026-W45', {
      kind: 'officer',
      id,
      role: 'clerk',
      departmentId: 'environment',
    })
    expect(digest.digest.overdueNow).toMatchObject({ count: 1, items: [] })
    const all = await getDigest(site.ctx, '2026-W45', { kind: 'system' })
    expect(all.digest.overdueNow.items.map(i => i.number)).toEqual([late])
  })
})

describe('reports that are tables', () => {
  it('the digest as a workbook and its charts', async () => {
    const book = await manager.get('/desk/digests/2026-W45.xlsx')
    expect(book.headers.get('content-disposition')).toContain('2026-W45.xlsx')
    expect(book.text.startsWith('PK')).toBe(true)
    for (const chart of ['trend', 'course', 'ages', 'times']) {
      const svg = await manager.get(`/desk/digests/2026-W45/${chart}.svg`)
      expect([chart, svg.status, svg.text.slice(0, 4)]).toEqual([chart, 200, '<svg'])
    }
    expect((await manager.get('/desk/digests/2026-W45/other.svg')).status).toBe(404)
    expect(await manager.page('/desk/digests/2026-W45')).toContain('/desk/digests/2026-W45/ages.svg')
  })

  it("a department's digest on its own page", async () => {
    const page = await manager.get('/desk/digests/2026-W45?department=construction')
    expect(page.text.replace(/<[^>]+>/g, '')).toMatch(/本周到期的 1 件里，1 件/)
    expect((await manager.get('/desk/digests/2026-W45?department=nowhere')).status).toBe(404)
    // Its charts and its workbook are its own, too: one case, not the office's fourteen.
    expect(page.text).toContain('/desk/digests/2026-W45.xlsx?department=construction')
    const svgs = [...page.text.matchAll(/src="([^"]+\.svg[^"]*)"/g)].map(m => m[1])
    expect(svgs).toEqual([
      '/desk/digests/2026-W45/trend.svg?department=construction',
      '/desk/digests/2026-W45/course.svg?department=construction',
    ])
    expect(page.text).toMatch(/<th scope="row">2026-11-04<\/th><td>0<\/td><td>1<\/td>/)
    expect(page.text).not.toContain('<td>14</td>')
    const office = await manager.get('/desk/digests/2026-W45')
    expect(office.text).toMatch(/<th scope="row">2026-11-02<\/th><td>14<\/td>/)
    const book = await manager.get('/desk/digests/2026-W45.xlsx?department=construction')
    expect(book.headers.get('content-disposition')).toContain('2026-W45-construction.xlsx')
  })

  it('ages and first replies add up to what the digest says, though a case was reopened since', async () => {
    const period = { week: '2026-W45', from: '2026-11-02', to: '2026-11-08' }
    const { ages, answerTimes } = await seriesOf(site.ctx, periodOf(period))
    const sum = (buckets: { count: number }[]) => buckets.reduce((all, b) => all + b.count, 0)
    expect([sum(ages), sum(answerTimes)]).toEqual([13, 1])
    expect(answerTimes.map(b => b.name).slice(0, 4)).toEqual(['≤1天', '2天', '3天', '4–5天'])
  })

  it('days without a case are said to be empty, without charts and rows of zeros', async () => {
    const text = await manager.page('/desk/dashboard?from=2020-01-06&to=2020-01-12')
    expect(text).toContain('这几天没有件。')
    expect(text).not.toMatch(/course\.svg|2020-01-07<\/th>/)
  })

  it('a week to come, or none, is refused in words on every page of the digest', async () => {
    for (const week of ['2027-W01', '2026-W60', '2026-46', 'last']) {
      for (const path of [
        `/desk/digests/${week}`,
        `/desk/digests/${week}.xlsx`,
        `/desk/digests/${week}/trend.svg`,
      ]) {
        const page = await manager.get(path)
        expect([path, page.status]).toEqual([path, 400])
        expect(page.text).toMatch(/周次要写成|还没有开始/)
      }
    }
  })

  it('rule 11: both speeds by kind and by department, on the page and in the workbook', async () => {
    const text = (await manager.page('/desk/assessment/2026-11')).replace(/<[^>]+>/g, ' ')
    expect(text).toContain('按类型提速')
    expect(text).toContain('按承办单位提速')
    expect(text).toContain('提速 = 1 − 天数 ÷ 法定天数')
  })

  it('the year, with its check rule', async () => {
    const page = await manager.get('/desk/annual/2026')
    expect(page.text).toContain('勾稽关系')
    expect(page.text).toContain('本年新收政府信息公开申请数量')
    expect((await manager.page('/desk/annual/2026.xlsx')).startsWith('PK')).toBe(true)
    expect((await manager.get('/desk/annual/20')).status).toBe(400)
  })

  it('the scores, each deduction with the number of its case', async () => {
    const page = await manager.get('/desk/assessment/2026-11')
    expect(page.status).toBe(200)
    expect(page.text).toContain('规划建设办公室')
    const book = await manager.get('/desk/assessment/2026-11.xlsx')
    expect(book.text.startsWith('PK')).toBe(true)
    const clean = await manager.get('/desk/assessment/2026-11/construction/on-time')
    expect(clean.text.replace(/<[^>]+>/g, '')).toContain('看了 1 件，其中 0 件')
    expect((await manager.get('/desk/assessment/2026-11/construction/colour')).status).toBe(404)
    expect((await manager.get('/desk/assessment/2026-11/nowhere/on-time')).status).toBe(404)
    expect((await manager.get('/desk/assessment/2027-01')).status).toBe(400)
    const clerk = await signedIn(site, 'clerk')
    expect((await clerk.get('/desk/assessment/2026-11')).status).toBe(403)
  })
})

describe('the public numbers', () => {
  it('lead from one page to the other and back', async () => {
    expect(await manager.page('/public')).toMatch(/href="\/public\/rates\/2026-W\d\d"/)
    const rates = await manager.page('/public/rates/2026-W45')
    expect(rates).toContain('href="/public"')
    expect(rates).toContain('应答复：这段时间到期的件')
  })

  it('stand as a page and as JSON, with their meaning beside each', async () => {
    const page = await manager.get('/public/rates/2026-W45')
    expect(page.status).toBe(200)
    expect(page.text).toContain('按时答复率')
    const json = JSON.parse(await manager.page('/public/rates/2026-W45.json'))
    expect(json.figures[0]).toMatchObject({ id: 'onTimeRate', value: 0.5, of: { part: 1, whole: 2 } })
    for (const figure of json.figures) expect(figure.meaning.length).toBeGreaterThan(8)
    expect(json.trailingYear).toMatchObject({ from: '2025-11-09', to: '2026-11-08' })
  })

  it('leave out small cells, and the whole table where the total would tell', async () => {
    const json = JSON.parse(await manager.page('/public/rates/2026-W45.json'))
    // Two inquiries are all that fell due: whoever sees the total and one group sees the other.
    expect(json.byKind).toEqual([])
    expect(await manager.page('/public/rates/2026-W45')).toContain('件数太少，不分开公布')
  })

  it('hold nothing of a person or a case', async () => {
    for (const path of ['/public/rates/2026-W45', '/public/rates/2026-W45.json', '/public']) {
      const text = await manager.page(path)
      expect(text).not.toMatch(/陈阿婆|\d{4}-\d{5}-\d|路灯/)
    }
  })

  it('of a period that is not over, to come, or none are refused in words', async () => {
    expect((await manager.get('/public/rates/2026-W47')).status).toBe(404)
    expect((await manager.get('/public/rates')).location).toMatch(/^\/public\/rates\/2026-W\d\d$/)
    expect((await manager.get('/public/rates/2026-W50')).status).toBe(400)
    expect((await manager.get('/public/rates/46')).status).toBe(400)
    expect((await manager.get('/public/rates/2026-13.json')).status).toBe(400)
  })
})

describe('weeks, months and quarters', () => {
  it('are listed each by its own name, and say their own words', async () => {
    site.ctx.clock.set('2027-01-01T08:30+08:00')
    await makeMissingDigests(site.ctx)
    manager = await signedIn(site, 'boss')
    const list = await manager.page('/desk/digests')
    for (const words of ['周报', '月报', '季报', '2026 年第 45 周', '2026 年 11 月', '2026 年第 4 季度'])
      expect(list).toContain(words)
    const month = (await manager.page('/desk/digests/2026-11')).replace(/<[^>]+>/g, '')
    expect(month).toContain('月报 2026 年 11 月')
    expect(month).toContain('本月到期')
    expect(month).toMatch(/上月结转 0 \+ 新收 15 = 本月办结 1 \+ 结转\s*下月 14/)
    expect(month).not.toMatch(/本周|上周|下周|周日/)
    const quarter = (await manager.page('/desk/digests/2026-Q4')).replace(/<[^>]+>/g, '')
    expect(quarter).not.toMatch(/本周|本月|上周|周日/)
  })
})

describe('a date that rests on a calendar which is not out yet', () => {
  it('says 暂定 wherever it stands: resident’s page, chat, desk, queue, notice and API', async () => {
    const { ctx } = site
    ctx.clock.set('2026-12-29T10:00+08:00')
    const said: string[] = []
    for (const line of ['投诉', '村口的路灯坏了半个月', '东山村', '小卖部旁', '跳过', '跳过', '确认']) {
      const { replies } = await receiveMessage(ctx, typed(ctx, 'li', line), { passive: r => r.length })
      said.push(...replies.map(r => r.text))
    }
    const chat = said.at(-1)!
    expect(chat).toContain('1 月 8 日前答复您')
    expect(chat).toContain('2027 年的放假安排还没公布，这个日子是暂定的')
    const number = /\d{4}-\d{5}-\d/.exec(chat)![0]

    const words = (page: { text: string }) => page.text.replace(/<[^>]+>/g, '')
    const own = words(await manager.own(number, ctx.secrets.trackingCode(number)))
    expect(own).toMatch(/最晚 2027 年 1 月 8 日（周五） （暂定）答复/)
    manager = await signedIn(site, 'boss')
    const desk = words(await manager.get(`/desk/cases/${number}`))
    expect(desk).toContain('2027 年 1 月 8 日（周五）前答复（暂定）')
    const dispatcher = await officer(ctx, 'dispatcher', '李受理')
    await moveCase(ctx, number, 'accept', {}, dispatcher)
    expect(words(await manager.get('/desk?view=all'))).toContain('2027 年 1 月 8 日（周五）前答复（暂定）')

    const token = await liveToken(ctx, 'boss')
    const ask = async (path: string) =>
      (await fetch(`${site.url}/api/v1${path}`, { headers: { authorization: `Bearer ${token}` } })).json()
    expect((await ask(`/cases/${number}`)).deadlines.reply).toMatchObject({
      dueOn: '2027-01-08',
      provisional: true,
      explanation: expect.stringContaining('暂定'),
    })
    const { items } = await ask('/cases?limit=50')
    expect(items.find((i: { number: string }) => i.number === number).provisional).toBe(true)

    const chief = await officer(ctx, 'manager', '陈镇长')
    await moveCase(ctx, number, 'extend', { days: 2, reason: '等材料' }, chief)
    const notice = await ctx.db.read.message.findFirst({
      where: { direction: 'out' },
      orderBy: { id: 'desc' },
    })
    expect(notice!.text).toContain('最迟 2027 年 1 月 12 日（暂定）')
  })
})

describe('the rates of the dashboard', () => {
  it('divide what was answered on time by what fell due, also when a reply came late', async () => {
    const { ctx } = site
    const lin = await officer(ctx, 'dispatcher', '林受理')
    const { number } = await ctx.db.read.case.findFirstOrThrow({ where: { kind: 'complaint' } })
    await assignCase(ctx, number, lin)
    await answerCase(ctx, number, '修好了。', [lin, await officer(ctx, 'reviewer', '周审核')])
    manager = await signedIn(site, 'boss')
    const rows = async (to: string) =>
      (await manager.page(`/desk/dashboard?from=2026-11-02&to=${to}&by=kind`))
        .replace(/<[^>]+>/g, ' ')
        .replace(/\s+/g, ' ')
    expect(await rows('2026-11-08')).toContain('咨询 1 / 2 50.0%')
    // Due on 11 November and answered after it.
    expect(await rows('2026-12-31')).toContain('投诉 0 / 12 0.0%')
  })

  it('stand in the file each under its own name: of a late answer, one is answered and none on time', async () => {
    const { text } = await manager.get('/desk/dashboard.csv?from=2026-11-02&to=2026-12-31&by=kind&step=month')
    const lines = text.split('\r\n').map(line => line.split(','))
    /** A line by the names of its columns: the first of the table that begins with `first`, or the one named. */
    const row = (first: string, name?: string) => {
      const head = lines.findIndex(line => line[0] === first)
      const cells = name === undefined ? lines[head + 1]! : lines.find(line => line[0] === name)!
      return Object.fromEntries(lines[head]!.map((title, i) => [title, cells[i]]))
    }
    const complaints = row('类型', '投诉')
    expect(complaints).toMatchObject({ 应答复: '12', 按时答复: '0', 按时答复率: '0' })
    expect(Number(complaints['答复率'])).toBeCloseTo(1 / 12)
    const course = row('日期')
    expect(Number(course['按时答复率'])).toBeCloseTo(Number(course['按时答复']) / Number(course['应答复']))
    expect(Number(course['按时答复率'])).toBeLessThan(1)
  })
})
