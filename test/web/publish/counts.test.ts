import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openedCase } from '../../helpers/cases.ts'
import { officer } from '../../helpers/context.ts'
import { addItem } from '../../helpers/items.ts'
import { addOfficers, signedIn, type TestSite, testSite } from '../../helpers/site.ts'

let site: TestSite

beforeAll(async () => {
  site = await testSite()
  const { ctx } = site
  await addOfficers(ctx, {
    boss: 'manager',
    clerk: ['clerk', 'construction'],
    writer: ['correspondent', 'construction'],
    villager: 'correspondent',
  })
  await ctx.db.inTransaction(tx =>
    tx.officer.update({ where: { login: 'villager' }, data: { areaId: 'xihe' } }),
  )
  await addItem(ctx, { column: 'budget', title: '2026 年预算', lives: [['published', '2026-03-02']] })
  await addItem(ctx, {
    column: 'village-affairs',
    area: 'xihe',
    title: '西河村一季度账目',
    lives: [
      ['published', '2026-04-01'],
      ['republished', '2026-04-05'],
    ],
    article: 'published',
  })
  await addItem(ctx, {
    column: 'projects',
    department: 'construction',
    title: '修路的进度',
    lives: [
      ['published', '2026-04-02'],
      ['withdrawn', '2026-05-01'],
    ],
  })
  for (let i = 0; i < 51; i++)
    await addItem(ctx, { column: 'news', title: `动态 ${i}`, lives: [['published', '2025-06-01']] })
  ctx.clock.set('2026-06-01T10:00+08:00')
  const number = await openedCase(
    ctx,
    { text: '预算里为什么没有路灯' },
    await officer(ctx, 'dispatcher', '王受理'),
  )
  await ctx.db.inTransaction(async tx => {
    const { id } = await tx.case.findUniqueOrThrow({ where: { number } })
    await tx.itemComment.create({ data: { itemId: 1, caseId: id, version: 1, createdAt: ctx.now() } })
  })
  ctx.clock.set('2026-11-16T10:00+08:00')
}, 60_000)
afterAll(() => site.close())

const plain = (html: string) => html.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ')

describe('the counts of what was published', () => {
  it('are of this year without a choice, by column, village, department and channel', async () => {
    const boss = await signedIn(site, 'boss')
    const text = plain(await boss.page('/desk/items/counts'))
    expect(text).toContain('财政预决算 1 0 0 0')
    expect(text).toContain('西河村 1 1 0 1')
    expect(text).toContain('规划建设办公室 1 0 1 0')
    expect(text).toContain('合计 3 1 1 1')
    expect(text).toContain('留言和提问 1')
    expect(text).not.toContain('工作动态')
  })

  it('each number leads to exactly what it counts', async () => {
    const boss = await signedIn(site, 'boss')
    const page = await boss.page('/desk/items/counts?from=2026-01-01&to=2026-11-16')
    const links = [...page.matchAll(/href="(\/desk\/items\/counts\/list\?[^"]+)">(\d+)<\/a>/g)]
    expect(links.length).toBeGreaterThan(12)
    for (const [, href, value] of links) {
      const list = await boss.page(href!.replaceAll('&amp;', '&'))
      expect([href, (list.match(/class="number"/g) ?? []).length]).toEqual([href, Number(value)])
    }
  })

  it('lists go on page after page, each item once', async () => {
    const boss = await signedIn(site, 'boss')
    const seen: string[] = []
    let at: string | undefined =
      '/desk/items/counts/list?what=published&from=2025-01-01&to=2025-12-31&by=column&key=news'
    for (let i = 0; at && i < 5; i++) {
      const page: string = await boss.page(at)
      seen.push(...[...page.matchAll(/class="number"[^>]*>([^<]+)</g)].map(m => m[1]!))
      at = /href="([^"]+)">下一页/.exec(page)?.[1]?.replaceAll('&amp;', '&')
    }
    expect(seen).toHaveLength(51)
    expect(new Set(seen).size).toBe(51)
  })

  it('show a village’s correspondent that village, a department’s that department', async () => {
    const villager = await signedIn(site, 'villager')
    const text = plain(await villager.page('/desk/items/counts'))
    expect(text).toContain('只算西河村的')
    expect(text).toContain('合计 1 1 0 1')
    expect(text).not.toContain('财政预决算')
    const list = await villager.page(
      '/desk/items/counts/list?what=published&from=2026-01-01&to=2026-11-16&by=area&key=dongshan',
    )
    expect(list).toContain('西河村一季度账目')
    const writer = await signedIn(site, 'writer')
    const own = await writer.page('/desk/items/counts/list?what=published&from=2026-01-01&to=2026-11-16')
    expect(own).toContain('修路的进度')
    expect(own).not.toContain('2026 年预算')
  })

  it('are a workbook, too, and nothing for roles without the right', async () => {
    const boss = await signedIn(site, 'boss')
    const book = await boss.get('/desk/items/counts.xlsx?from=2026-01-01&to=2026-11-16')
    expect(book.text.startsWith('PK')).toBe(true)
    const clerk = await signedIn(site, 'clerk')
    for (const path of ['', '.xlsx', '/list?what=published'])
      expect((await clerk.get(`/desk/items/counts${path}`)).status).toBe(403)
    expect(await clerk.page('/desk')).not.toContain('信息统计')
  })

  it.each([
    'counts?from=2026-02-30',
    'counts?from=2026-05-02&to=2026-05-01',
    'counts?from=2027-01-01',
    'counts/list?what=money',
    'counts/list?what=comments&state=toString',
    'counts/list?what=opinions&state=__proto__',
    'counts/list?what=published&after=e30',
    `counts/list?what=published&after=${Buffer.from('{"at":"2026-01-01T00:00:00Z","id":1e15}').toString('base64url')}`,
    'counts/list?what=published&by=area&key=%00',
    'counts/list',
  ])('refuses %s in words', async path => {
    const boss = await signedIn(site, 'boss')
    const page = await boss.get(`/desk/items/${path}`)
    expect(page.status).toBe(400)
    expect(page.text).toMatch(/请|还没有到/)
  })
})
