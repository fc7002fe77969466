import { afterEach, beforeEach, expect, test } from 'vitest'
import { openedCase } from '../../helpers/cases.ts'
import { addOfficers, signedIn, type TestSite, testSite } from '../../helpers/site.ts'

/** 明查暗访: an auditor draws, writes what was found, and changes nothing else. */

let site: TestSite
const numbers: string[] = []
beforeEach(async () => {
  site = await testSite()
  await addOfficers(site.ctx, {
    wei: 'auditor',
    chen: 'manager',
    qian: ['manager', 'environment'],
    lin: 'dispatcher',
  })
  numbers.length = 0
  for (let i = 0; i < 12; i++) {
    const number = await openedCase(site.ctx, {
      kind: i % 2 ? 'complaint' : 'inquiry',
      title: i === 3 ? '=cmd|calc' : `第 ${i} 件`,
      text: '内容。',
    })
    numbers.push(number)
  }
})
afterEach(() => site.close())
const as = (login: string) => signedIn(site, login)
const PERIOD = { from: '2026-11-01', to: '2026-11-16' }

test('the same seed draws the same cases, in another session too, and says so when asked', async () => {
  const wei = await as('wei')
  await wei.get('/desk/samples')
  const first = await wei.post('/desk/samples', { ...PERIOD, size: '5', seed: 'qinghe-2026' })
  const second = await wei.post('/desk/samples', { ...PERIOD, size: '5', seed: 'qinghe-2026' })
  const drawn = async (path: string) =>
    [...(await wei.page(path)).matchAll(/class="number">(2026-\d{5}-\d)</g)].map(m => m[1])
  expect(await drawn(first.location!)).toHaveLength(5)
  expect(await drawn(second.location!)).toEqual(await drawn(first.location!))
  expect((await wei.post(`${first.location}/again`)).text).toContain('按种子重抽了一遍，5 件完全一样')
  // Cases that came later are not in it.
  await openedCase(site.ctx, { kind: 'inquiry', title: '后来的', text: '后来的。' })
  expect((await wei.post(`${first.location}/again`)).text).toContain('完全一样')
})

test('draws by kind, and refuses in words what makes no sense', async () => {
  const wei = await as('wei')
  await wei.get('/desk/samples')
  const { location } = await wei.post('/desk/samples', { ...PERIOD, size: '100', kind: 'inquiry' })
  const page = await wei.page(location!)
  expect(page).toContain('收到 6 件，抽 6 件')
  expect(page).not.toContain('第 1 件')
  for (const [fields, words] of [
    [{ ...PERIOD, size: '0' }, '至少 1 件'],
    [{ ...PERIOD, size: '201' }, '最多 200 件'],
    [{ from: '2026-11-10', to: '2026-11-01', size: '5' }, '不能早于开始的日期'],
    [{ from: '2025-01-01', to: '2026-11-01', size: '5' }, '最多一年'],
    [{ ...PERIOD, to: '2026-12-01', size: '5' }, '不能晚于今天'],
    [{ ...PERIOD, size: '5', seed: '<script>' }, '种子是'],
    [{ ...PERIOD, size: '5', departmentId: 'nobody' }, '没有这个承办单位'],
    [{ from: '2026-10-01', to: '2026-10-02', size: '5' }, '这段时间里没有'],
  ] as const) {
    const answer = await wei.post('/desk/samples', fields)
    expect([words, answer.status, answer.text.includes(words)]).toEqual([words, 422, true])
    expect(answer.text).not.toContain('<script>"')
  }
})

test('findings are written by the auditor, read by managers, and show on the case to those alone', async () => {
  const wei = await as('wei')
  await wei.get('/desk/samples')
  const { location } = await wei.post('/desk/samples', { ...PERIOD, size: '12' })
  const before = await site.ctx.db.read.case.findMany({ orderBy: { id: 'asc' } })
  expect((await wei.post(`${location}/1`, { verdict: 'bad', finding: '' })).status).toBe(422)
  expect((await wei.post(`${location}/1`, { verdict: 'bad', finding: '没有回访<b>' })).status).toBe(303)
  expect((await wei.post(`${location}/99`, { verdict: 'good' })).status).toBe(404)
  const item = await site.ctx.db.read.sampleItem.findFirstOrThrow({
    where: { ordinal: 1 },
    include: { case: true },
  })
  const chen = await as('chen')
  expect(await chen.page(location!)).toContain('没有回访&lt;b>')
  expect(await chen.page(`/desk/cases/${item.case.number}`)).toContain('有问题，没有回访')
  expect(await (await as('lin')).page(`/desk/cases/${item.case.number}`)).not.toContain('没有回访')
  expect((await chen.post(`${location}/2`, { verdict: 'good' })).status).toBe(403)
  expect((await (await as('lin')).get(location!)).status).toBe(403)
  // A sample of the whole office is not a department manager's.
  expect((await (await as('qian')).get(location!)).status).toBe(404)
  expect(await site.ctx.db.read.case.findMany({ orderBy: { id: 'asc' } })).toEqual(before)
  expect(await site.ctx.db.read.auditEntry.count({ where: { action: 'sample.finding' } })).toBe(1)
})

test('as a file, a title that begins like a formula is a text', async () => {
  const wei = await as('wei')
  await wei.get('/desk/samples')
  const { location } = await wei.post('/desk/samples', { ...PERIOD, size: '12' })
  const csv = await wei.get(`${location}.csv`)
  expect(csv.headers.get('content-type')).toContain('text/csv')
  expect(csv.text).toContain(",'=cmd|calc,")
  expect((await wei.get(`${location}.xlsx`)).status).toBe(200)
})
