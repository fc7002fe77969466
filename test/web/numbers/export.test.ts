import { once } from 'node:events'
import { PassThrough } from 'node:stream'
import type { Response } from 'express'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { LongTable } from '../../../src/usecases/numbers/export-cases.ts'
import { writeXlsx } from '../../../src/usecases/numbers/report/xlsx.ts'
import { sendCsv } from '../../../src/web/shell/csv.ts'
import { openedCase, SYSTEM } from '../../helpers/cases.ts'
import { addOfficers, signedIn, type TestSite, testSite, type Visitor } from '../../helpers/site.ts'

/** A response that is read as slowly as the test likes. */
const slow = () =>
  Object.assign(new PassThrough({ highWaterMark: 1000 }), {
    locals: {},
    attachment() {
      return this
    },
    type() {
      return this
    },
    set() {
      return this
    },
  })

/** A table of a million rows that says how far it was read. */
function long(): LongTable & { read: number; ended: boolean } {
  const table = {
    name: '长表',
    columns: [{ title: '编号', kind: 'count' as const }],
    read: 0,
    ended: false,
    async *rows() {
      try {
        for (; table.read < 1_000_000; table.read++) yield [table.read]
      } finally {
        table.ended = true
      }
    },
  }
  return table
}

describe('a long table on its way out', () => {
  it('leaves before it is read to its end, and is read no faster than it is taken', async () => {
    const [res, table] = [slow(), long()]
    const sent = sendCsv(res as unknown as Response, 'x', table)
    const [chunk] = (await once(res, 'data')) as [Buffer]
    expect(chunk.toString()).toMatch(/^\ufeff编号\r\n0\r\n1\r\n/)
    res.pause()
    for (let i = 0; i < 50; i++) await new Promise(resolve => setImmediate(resolve))
    expect(table.read).toBeLessThan(20_000)
    res.destroy()
    await sent
    expect(table.ended).toBe(true)
    expect(table.read).toBeLessThan(20_000)
  })

  it('a workbook ends with a word where it is full, and stops when nobody reads', async () => {
    const { default: exceljs } = await import('exceljs')
    const full = new PassThrough()
    const parts: Buffer[] = []
    full.on('data', part => parts.push(part))
    const table = long()
    await writeXlsx([table], '长表', full, 450)
    const book = await new exceljs.Workbook().xlsx.load(Buffer.concat(parts) as unknown as ArrayBuffer)
    const sheet = book.worksheets[0]!
    expect(sheet.rowCount).toBe(452)
    expect(sheet.getCell('A451').value).toBe(449)
    expect(sheet.getCell('A452').value).toContain('CSV')
    expect(table.ended).toBe(true)

    const [gone, more] = [new PassThrough(), long()]
    gone.resume()
    gone.once('data', () => gone.destroy())
    await writeXlsx([more], '长表', gone)
    expect(more.ended).toBe(true)
    expect(more.read).toBeLessThan(900_000)
  })
})

describe('lists as files', () => {
  let site: TestSite
  let boss: Visitor
  beforeAll(async () => {
    site = await testSite()
    await addOfficers(site.ctx, { boss: 'manager', clerk: ['clerk', 'construction'], admin: 'admin' })
    for (let i = 0; i < 35; i++) {
      const text = i === 3 ? '=HYPERLINK("http://x") 路灯' : `第 ${i} 盏路灯坏了`
      const resident = { name: '陈阿婆', phone: '13800001234' }
      await openedCase(site.ctx, { kind: i % 2 ? 'complaint' : 'inquiry', text, resident }, SYSTEM)
    }
    site.ctx.clock.advance(60)
    boss = await signedIn(site, 'boss')
  })
  afterAll(() => site.close())

  it('hold the whole list as it is filtered, beyond its first page, without who wrote and without formulas', async () => {
    const csv = await boss.get('/desk/list.csv?view=open')
    expect(csv.headers.get('content-type')).toContain('text/csv')
    const lines = csv.text.trim().split('\r\n')
    expect(lines).toHaveLength(36)
    expect(lines[0]).toContain('编号,类型,状态,标题')
    expect(new Set(lines.map(line => line.split(',')[0])).size).toBe(36)
    expect(csv.text).toContain(`"'=HYPERLINK(""http://x"") 路灯"`)
    expect(csv.text).not.toMatch(/陈阿婆|13800001234/)
    const some = await boss.get('/desk/list.csv?view=all&kind=inquiry')
    expect(some.text.trim().split('\r\n')).toHaveLength(19)
    const book = await boss.get('/desk/list.xlsx?view=open')
    expect(book.text.startsWith('PK')).toBe(true)
    expect(await boss.page('/desk?view=open')).toContain('/desk/list.csv?view=open')
  })

  it('hold the cases behind a number', async () => {
    const csv = await boss.get('/desk/dashboard/cases.csv?measure=received&by=kind&key=complaint')
    expect(csv.text.trim().split('\r\n')).toHaveLength(18)
  })

  it('show nobody more than the list does', async () => {
    const clerk = await signedIn(site, 'clerk')
    expect((await clerk.page('/desk/list.csv?view=all')).trim().split('\r\n')).toHaveLength(1)
    const admin = await signedIn(site, 'admin')
    for (const kind of ['csv', 'xlsx'])
      expect((await admin.get(`/desk/list.${kind}?view=all`)).status).toBe(403)
    expect((await boss.get('/desk/list.csv?kind=none')).status).toBe(400)
  })
})
