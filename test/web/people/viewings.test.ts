import { afterAll, beforeAll, expect, test } from 'vitest'
import { openedCase } from '../../helpers/cases.ts'
import { addOfficers, signedIn, type TestSite, testSite, type Visitor } from '../../helpers/site.ts'
import { storedRows } from '../../helpers/stored-rows.ts'
import { liveToken } from '../../helpers/token.ts'

let site: TestSite
let number: string
let lin: Visitor
beforeAll(async () => {
  site = await testSite()
  await addOfficers(site.ctx, {
    lin: 'dispatcher',
    zhang: ['clerk', 'construction'],
    jian: 'auditor',
    wu: 'admin',
  })
  number = await openedCase(site.ctx, { channel: 'web' })
  lin = await signedIn(site, 'lin')
})
afterAll(() => site.close())

/** The entries of an officer with this action, once they are written. */
const entries = async (login: string, action: string) => {
  const { id } = await site.ctx.db.read.officer.findUniqueOrThrow({ where: { login } })
  const rows = await site.ctx.db.read.auditEntry.findMany({
    where: { officerId: id, action },
    orderBy: { id: 'asc' },
  })
  return rows.map(r => [r.target, r.detail])
}

test('viewings of one case within a quarter of an hour are one entry, by page or API', async () => {
  for (let i = 0; i < 3; i++) await lin.get(`/desk/cases/${number}`)
  const token = await liveToken(site.ctx, 'lin')
  await lin.get(`/api/v1/cases/${number}`, { authorization: `Bearer ${token}` })
  await expect.poll(() => entries('lin', 'case_seen')).toEqual([[number, null]])
  site.ctx.clock.advance(15)
  await lin.get(`/desk/cases/${number}`)
  await expect.poll(() => entries('lin', 'case_seen')).toHaveLength(2)
})

test.each([
  [`/desk/list.csv?view=all&kind=complaint`, '/list.csv', 'view=all kind=complaint，1 行'],
  ['/desk/list.xlsx?view=all', '/list.xlsx', 'view=all，1 行'],
  ['/desk/dashboard.csv', '/dashboard.csv', expect.any(String)],
  ['/desk/dashboard.xlsx', '/dashboard.xlsx', expect.any(String)],
  [
    '/desk/dashboard/cases.csv?measure=received',
    '/dashboard/cases.csv',
    expect.stringContaining('measure=received'),
  ],
  ['/desk/digests/2026-W46.xlsx', '/digests/2026-W46.xlsx', expect.any(String)],
])('taking away %s is on record, each time', async (path, target, detail) => {
  for (let i = 0; i < 2; i++) expect([path, (await lin.get(path)).status]).toEqual([path, 200])
  await expect
    .poll(async () => (await entries('lin', 'exported')).filter(([t]) => t === target))
    .toEqual([
      [target, detail],
      [target, detail],
    ])
})

test('a search is on record, with telephone numbers masked', async () => {
  await lin.get('/desk?view=all&q=13800138000')
  const token = await liveToken(site.ctx, 'lin')
  await lin.get('/api/v1/cases?q=李小红', { authorization: `Bearer ${token}` })
  await expect
    .poll(() => entries('lin', 'searched'))
    .toEqual([
      ['/', 'view=all q=1…（11 字）'],
      ['/cases', 'q=李…（3 字）'],
    ])
})

test('a refused access names the officer, the thing and the route', async () => {
  const zhang = await signedIn(site, 'zhang')
  await zhang.get(`/desk/cases/${number}`)
  await zhang.post(`/desk/cases/${number}/moves/accept`, { version: '1' })
  await zhang.get('/desk/audit')
  await zhang.get('/desk/officers')
  const token = await liveToken(site.ctx, 'zhang', ['read'])
  await zhang.get(`/api/v1/cases/${number}`, { authorization: `Bearer ${token}` })
  await expect
    .poll(() => entries('zhang', 'refused'))
    .toEqual(
      expect.arrayContaining([
        [number, `GET /desk/cases/${number}（404）`],
        [number, `POST /desk/cases/${number}/moves/accept（404）`],
        ['/audit', 'GET /desk/audit（403）'],
        ['/officers', 'GET /desk/officers（403）'],
        [number, `GET /api/v1/cases/${number}（404）`],
      ]),
    )
})

test('auditor and admin filter the log by officer, act, thing and day; a look at it is on record', async () => {
  const jian = await signedIn(site, 'jian')
  const rows = (text: string) => (text.match(/<td data-name="做了什么"/g) ?? []).length
  const seen = await jian.get(`/desk/audit?action=case_seen&target=${number}&login=lin`)
  expect(rows(seen.text)).toBe(2)
  expect(rows(await jian.page('/desk/audit?action=case_seen&login=zhang'))).toBe(0)
  expect(rows(await jian.page('/desk/audit?from=2026-11-17'))).toBe(0)
  expect(rows(await jian.page('/desk/audit?to=2026-11-16&action=searched'))).toBe(2)
  expect((await (await signedIn(site, 'wu')).get('/desk/audit?action=refused')).status).toBe(200)
  await expect.poll(() => entries('jian', 'audit_seen')).toEqual([['/audit', null]])
})

test('what somebody types to find is sealed, and no column of the log that stays readable has it', async () => {
  const wang = '欧阳锺麟'
  const typed = [
    `/desk?view=all&q=${wang}`,
    `/api/v1/cases?q=${wang}`,
    `/desk/conversations?q=${wang}`,
    `/desk/list.csv?view=all&q=${wang}`,
    `/desk/cases/${wang}`,
    '/desk/cases/ouyang-zhonglin',
    `/desk/cases/${wang}/repro`,
    `/desk/${wang}`,
    '/desk/13918273645',
    `/api/v1/cases/${wang}`,
    `/desk/digests/${wang}.xlsx`,
    `/desk/officers/${wang}/sessions`,
  ]
  const token = await liveToken(site.ctx, 'lin')
  const before = await site.ctx.db.read.auditEntry.count()
  for (const path of typed)
    await lin.get(encodeURI(path), path.startsWith('/api') ? { authorization: `Bearer ${token}` } : {})
  await expect.poll(() => site.ctx.db.read.auditEntry.count()).toBeGreaterThanOrEqual(before + 10)
  const rows = await site.ctx.db.read.auditEntry.findMany()
  expect(rows.some(r => r.detail?.includes(wang))).toBe(true)
  const stored = JSON.stringify(await storedRows(site.ctx, 'AuditEntry'))
  for (const word of [wang, encodeURIComponent(wang), 'ouyang', '13918273645'])
    expect(stored).not.toContain(word)
})
