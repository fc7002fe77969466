import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openedCase } from '../../helpers/cases.ts'
import { officer } from '../../helpers/context.ts'
import { eventually } from '../../helpers/eventually.ts'
import { addItem } from '../../helpers/items.ts'
import { addOfficers, signedIn, type TestSite, testSite, type Visitor } from '../../helpers/site.ts'

let site: TestSite
let manager: Visitor
let officeDir: string
let application: string

beforeAll(async () => {
  officeDir = mkdtempSync(join(tmpdir(), 'huiyin-annual-'))
  site = await testSite({ config: { OFFICE_DIR: officeDir } })
  const { ctx } = site
  await addOfficers(ctx, {
    boss: 'manager',
    head: ['manager', 'construction'],
    clerk: ['clerk', 'construction'],
  })
  const dispatcher = await officer(ctx, 'dispatcher', '王受理')
  ctx.clock.set('2026-03-02T10:00+08:00')
  application = await openedCase(
    ctx,
    { kind: 'disclosure', text: '申请公开预算', channel: 'letter' },
    dispatcher,
  )
  await openedCase(ctx, { kind: 'disclosure', text: '申请公开工程合同', channel: 'letter' }, dispatcher)
  await addItem(ctx, { column: 'policies', title: '旧办法', lives: [['published', '2025-02-01']] })
  await addItem(ctx, {
    column: 'policies',
    title: '养犬管理办法',
    lives: [
      ['published', '2026-02-01'],
      ['withdrawn', '2026-07-01'],
    ],
  })
  await addItem(ctx, {
    column: 'village-affairs',
    area: 'xihe',
    title: '账目',
    lives: [['published', '2026-02-03']],
  })
  ctx.clock.set('2026-11-16T10:00+08:00')
  manager = await signedIn(site, 'boss')
}, 60_000)
afterAll(async () => {
  rmSync(officeDir, { recursive: true, force: true })
  await site.close()
})

/** Pages that compute show their progress first. */
async function page(visitor: Visitor, path: string): Promise<string> {
  for (;;) {
    const answer = await visitor.get(path)
    if (answer.status !== 202) return answer.text
    await new Promise(resolve => setImmediate(resolve))
  }
}

describe('the annual report', () => {
  it('every number leads to what it counts', async () => {
    const text = await page(manager, '/desk/annual/2026/report')
    expect(text).toContain('六、其他需要报告的事项')
    const links = [...text.matchAll(/href="(\/desk\/[^"]+)">(\d+)<\/a>/g)]
    expect(links.length).toBeGreaterThan(12)
    for (const [, href, value] of links) {
      const list = await page(manager, href!.replaceAll('&amp;', '&'))
      expect([href, (list.match(/class="number"/g) ?? []).length]).toEqual([href, Number(value)])
    }
    expect(await page(manager, '/desk/annual/2026/documents?what=repealed')).toContain('养犬管理办法')
    expect(await page(manager, '/desk/annual/2026/applications?row=received')).toContain(application)
  })

  it('prints 无 with a way to fill it in, and takes what the office filled in', async () => {
    const before = await page(manager, '/desk/annual/2026/report')
    expect(before).toMatch(/行政许可<\/th><td[^>]*><a href="#file">无<\/a>/)
    expect(before).toContain('disclosed.licences')
    mkdirSync(join(officeDir, 'annual'), { recursive: true })
    writeFileSync(join(officeDir, 'annual/2026.yaml'), 'disclosed: { licences: 35 }\nprocessingFees: 12.5\n')
    site.ctx.clock.advance(3)
    const after = await page(manager, '/desk/annual/2026/report')
    expect(after).toMatch(/行政许可<\/th><td[^>]*><a href="#file">35<\/a>/)
    expect(after.replace(/<[^>]+>/g, '')).toContain('收取政府信息公开信息处理费12.5元')
    rmSync(join(officeDir, 'annual'), { recursive: true })
    site.ctx.clock.advance(3)
  })

  it('is a file of Word and Markdown, too, recorded as exported', async () => {
    const word = await manager.get('/desk/annual/2026/report.docx')
    expect(word.headers.get('content-type')).toContain('wordprocessingml')
    expect(word.headers.get('content-disposition')).toContain('annual-2026.docx')
    expect(word.text.startsWith('PK')).toBe(true)
    const markdown = await manager.get('/desk/annual/2026/report.md')
    expect(markdown.text).toContain('# 青禾镇人民政府2026年政府信息公开工作年度报告')
    await eventually(async () => {
      const recorded = await site.ctx.db.read.auditEntry.findMany({ where: { action: 'exported' } })
      const targets = recorded.map(entry => entry.target)
      expect(targets).toEqual(['/annual/2026/report.docx', '/annual/2026/report.md'])
    })
  })

  it('says on the page which rule fails', async () => {
    mkdirSync(join(officeDir, 'annual'), { recursive: true })
    const rules = (inForce: number) =>
      `disclosed: { rules: { issued: 0, repealed: 0, inForce: ${inForce} } }\n`
    writeFileSync(join(officeDir, 'annual/2025.yaml'), rules(3))
    writeFileSync(join(officeDir, 'annual/2026.yaml'), rules(4))
    site.ctx.clock.advance(3)
    const text = await page(manager, '/desk/annual/2026/report')
    expect(text).toMatch(/role="alert"[^>]*>勾稽关系不成立/)
    expect(text).toContain('上年末 3 + 制发 0 − 废止 0 ≠ 现行有效 4')
    expect(text).not.toContain('报送')
    rmSync(join(officeDir, 'annual'), { recursive: true })
    site.ctx.clock.advance(3)
  })

  it('is for those who see the numbers of the whole office', async () => {
    const clerk = await signedIn(site, 'clerk')
    for (const path of [
      'report',
      'report.md',
      'report.docx',
      'applications?row=received',
      'documents?what=issued',
    ])
      expect((await clerk.get(`/desk/annual/2026/${path}`)).status).toBe(403)
    const head = await signedIn(site, 'head')
    expect((await head.get('/desk/annual/2026/applications?row=received')).status).toBe(403)
  })

  it.each([
    '26/report',
    '2031/report',
    '2026/applications?row=lost',
    '2026/documents?what=all',
    '2026/documents',
  ])('refuses %s in words', async path => {
    expect((await manager.get(`/desk/annual/${path}`)).status).toBe(400)
  })
})
