import exceljs from 'exceljs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { periodNamed } from '../../../src/domain/base/period.ts'
import {
  BEFORE_LEDGER,
  FINGERPRINT_MEANING,
  reportFingerprint,
} from '../../../src/domain/numbers/report-fingerprint.ts'
import { addDigest } from '../../../src/store/numbers/digests.ts'
import { aboutLedger } from '../../../src/usecases/numbers/ledger/report-ledger.ts'
import { getDigest, makeMissingDigests } from '../../../src/usecases/numbers/make-digest.ts'
import { openedCase } from '../../helpers/cases.ts'
import { digestFor } from '../../helpers/digest-for.ts'
import { addOfficers, signedIn, type TestSite, testSite, type Visitor } from '../../helpers/site.ts'

/** The ledger began on Monday 9 November: the reports of W46 and of December can be checked, W45 and November cannot. */
const [OLD, STRADDLED, WEEK, RUNNING] = ['2026-W44', '2026-W45', '2026-W46', '2026-W47']

let site: TestSite
let manager: Visitor

beforeAll(async () => {
  site = await testSite()
  const { ctx } = site
  await addOfficers(ctx, { boss: 'manager' })
  ctx.clock.set('2026-11-02T10:00+08:00')
  await openedCase(ctx)
  ctx.clock.set('2026-11-09T08:30+08:00')
  await makeMissingDigests(ctx)
  await ctx.db.inTransaction(tx =>
    addDigest(tx, OLD!, JSON.stringify(digestFor([], periodNamed(OLD!)!, ctx.now())), ctx.now()),
  )
  await openedCase(ctx)
  ctx.clock.set('2026-11-16T08:30+08:00')
  await makeMissingDigests(ctx)
  manager = await signedIn(site, 'boss')
})
afterAll(() => site.close())

const plain = (html: string) => html.replace(/<[^>]+>/g, '').replace(/\s+/g, ' ')
const page = async (path: string) => plain(await manager.page(path))
const fingerprint = async (week: string) =>
  reportFingerprint((await getDigest(site.ctx, week, { kind: 'system' })).digest)!

const workbook = async (week: string) => {
  const cookie = [...manager.cookies].map(([n, v]) => `${n}=${v}`).join('; ')
  const answer = await fetch(`${site.url}/desk/digests/${week}.xlsx`, { headers: { cookie } })
  const book = new exceljs.Workbook()
  await book.xlsx.load(await answer.arrayBuffer())
  return book.getWorksheet('台账')
}

describe('the fingerprint of a report', () => {
  it('is the same wherever the report is read, with what it is for', async () => {
    const digits = await fingerprint(WEEK!)
    expect(digits).not.toBe(await fingerprint(STRADDLED!))
    for (const path of [
      `/desk/digests/${WEEK}`,
      '/public',
      `/public/rates/${WEEK}`,
      `/public/rates/${WEEK}/sheet`,
    ]) {
      const text = await page(path)
      expect([path, text.includes(digits)]).toEqual([path, true])
      expect([path, text.includes(FINGERPRINT_MEANING)]).toEqual([path, true])
      expect([path, text.includes(BEFORE_LEDGER)]).toEqual([path, false])
    }
    expect((await workbook(WEEK!))!.getCell('B2').value).toBe(digits)
  })

  it('is read aloud digit by digit, and is copied whole with its blanks', async () => {
    const digits = await fingerprint(WEEK!)
    const html = await manager.page(`/public/rates/${WEEK}`)
    const [, label, inside] = /<code class="fingerprint" role="img" aria-label="([^"]+)">(.+?)<\/code>/.exec(
      html,
    )!
    expect(label).toBe(
      `台账指纹：${digits
        .split(' ')
        .map(group => [...group].join(' '))
        .join('，')}`,
    )
    expect(inside).toBe(
      digits
        .split(' ')
        .map(group => `<span>${group}</span>`)
        .join(' '),
    )
  })

  it('of a week in which the ledger began stands there, with a word that its numbers cannot be checked', async () => {
    const digits = await fingerprint(STRADDLED!)
    for (const path of [`/desk/digests/${STRADDLED}`, `/public/rates/${STRADDLED}`]) {
      const text = await page(path)
      expect([path, text.includes(digits), text.includes(BEFORE_LEDGER)]).toEqual([path, true, true])
    }
    expect(await page(`/public/rates/${STRADDLED}`)).not.toContain('--week')
    // On the board it would only raise hopes.
    const sheet = await page(`/public/rates/${STRADDLED}/sheet`)
    expect(sheet).toContain(BEFORE_LEDGER)
    expect(sheet).not.toContain(digits)
  })

  it('is not made up for a report from before the ledger', async () => {
    for (const path of [`/desk/digests/${OLD}`, `/public/rates/${OLD}`, `/public/rates/${OLD}/sheet`]) {
      const text = await page(path)
      expect([path, text.includes(BEFORE_LEDGER), /\d{5} \d{5}/.test(text)]).toEqual([path, true, false])
    }
    const sheet = (await workbook(OLD!))!
    expect(sheet.getColumn(1).values).toContain(BEFORE_LEDGER)
    expect(sheet.getCell('B2').value).toBeNull()
  })

  it('of a week that runs does not exist yet, and nothing is said of it', async () => {
    const text = await page(`/desk/digests/${RUNNING}`)
    expect(text).toContain('这一周还没有出周报')
    expect(text).not.toMatch(/指纹|台账/)
    expect(await workbook(RUNNING!)).toBeUndefined()
  })
})

describe('the public pages', () => {
  it('say how to check: in the browser, by a command, by the files and the keys', async () => {
    const { verifierKeys } = (await aboutLedger(site.ctx))!
    const key = plain((await manager.get('/public/ledger/key')).text).trim()
    expect(verifierKeys).toEqual([key])
    const { ledger, counts } = JSON.parse(await manager.page(`/public/rates/${WEEK}.json`))
    expect(counts).toMatchObject({ carriedIn: 1, received: 1, carriedOut: 2 })
    for (const path of ['/public', `/public/rates/${WEEK}`]) {
      const html = await manager.page(path)
      for (const href of ['/public/ledger/checkpoint', '/public/verify', `/public/rates/${WEEK}/sheet`]) {
        expect([path, href, html.includes(`href="${href}"`)]).toEqual([path, href, true])
        expect([href, (await manager.get(href)).status]).toEqual([href, 200])
      }
      const text = plain(html)
      expect(text).toContain(`huiyin verify --url ${site.url} --week ${WEEK}`)
      expect(text).toContain(`台账的前 ${ledger.size} 条`)
      expect(text).toContain('结到 2026 年 11 月 15 日')
      expect(text).toContain('公开台账从 2026 年 11 月 9 日开始')
      expect(html).toContain(`<code class="key">${key}</code>`)
    }
  })

  it('of a month give no command for a week, and its days are the ledger’s', async () => {
    site.ctx.clock.set('2027-01-04T08:30+08:00')
    await makeMissingDigests(site.ctx)
    const december = await page('/public/rates/2026-12')
    expect(december).toContain(await fingerprint('2026-12'))
    expect(december).not.toMatch(new RegExp(`--week|${BEFORE_LEDGER}`))
    expect(await page('/public/rates/2026-11')).toContain(BEFORE_LEDGER)
  })

  it('without a ledger say that there is none yet', async () => {
    const young = await testSite()
    try {
      const text = plain(await (await fetch(`${young.url}/public`)).text())
      expect(text).toContain('公开台账还没有开始')
      expect(text).not.toMatch(new RegExp(`指纹|${BEFORE_LEDGER}`))
    } finally {
      await young.close()
    }
  })
})

describe('the sheet for the notice board', () => {
  it('has the published numbers, the day that is closed, a code to scan and three sentences', async () => {
    const html = await manager.page(`/public/rates/${WEEK}/sheet`)
    const text = plain(html)
    const { figures } = JSON.parse(await manager.page(`/public/rates/${WEEK}.json`))
    for (const { name } of figures) expect(text).toContain(name)
    expect(text).toContain('台账结到 2026 年 11 月 15 日')
    expect(text).toContain(`${site.url}/public/rates/${WEEK}`)
    expect(html).toMatch(/<div class="code"><svg/)
    expect(html.match(/<ol class="how">.*?<\/ol>/s)![0].match(/<li>/g)).toHaveLength(3)
  })

  it('may be kept for a while by whoever serves it on, and is refused like the numbers themselves', async () => {
    const sheet = await manager.get(`/public/rates/${WEEK}/sheet`)
    expect(sheet.headers.get('cache-control')).toBe('public, max-age=300')
    for (const period of ['2027-W01', '2027-W30', '46'])
      expect([period, (await manager.get(`/public/rates/${period}/sheet`)).status]).toEqual([
        period,
        (await manager.get(`/public/rates/${period}`)).status,
      ])
    expect((await manager.get('/public/rates/46/sheet')).status).toBe(400)
  })
})
