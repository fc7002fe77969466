import { afterAll, beforeAll, expect, it } from 'vitest'
import { addToken } from '../../../../src/store/people/api-tokens.ts'
import { confirmToken, createToken } from '../../../../src/usecases/people/api-tokens.ts'
import { assignCase, openedCase } from '../../../helpers/cases.ts'
import { getPaths } from '../../../helpers/routes.ts'
import { addOfficers, signedIn, type TestSite, testSite, type Visitor } from '../../../helpers/site.ts'

/** An outside observer at the desk: everything the site has is tried, and a few pages open. */

let site: TestSite
let observer: Visitor
let number: string
beforeAll(async () => {
  site = await testSite()
  const { wei, lin } = await addOfficers(site.ctx, {
    ouyang: 'observer',
    wei: 'auditor',
    lin: 'dispatcher',
    zhang: ['clerk', 'construction'],
    guan: 'admin',
  })
  number = await openedCase(site.ctx, {
    kind: 'complaint',
    title: '王小明家门口路灯坏了',
    text: '我叫王小明，电话 13912345678，路灯坏了。',
    area: 'xihe',
    resident: { name: '王小明', phone: '13912345678' },
  })
  await assignCase(site.ctx, number, lin)
  expect(wei.role).toBe('auditor')
  const auditor = await signedIn(site, 'wei')
  await auditor.get('/desk/samples')
  await auditor.post('/desk/samples', { from: '2026-11-01', to: '2026-11-16', size: '5' })
  await auditor.post('/desk/samples/1/1', { verdict: 'bad', finding: `${number} 没有回访` })
  observer = await signedIn(site, 'ouyang')
})
afterAll(() => site.close())

/** What opens for an observer, of all pages of the desk. */
const OPEN = [
  '/desk/account',
  '/desk/account/second-factor',
  '/desk/reminders',
  '/desk/reminders/count',
  '/desk/sample-results',
  '/desk/sample-results/1',
  '/desk/visits',
]
/** Before anybody is signed in, and the stream of changes, which never ends. */
const NOT_READ = /^\/desk\/(sign-in|set-up|confirm-mail|live|password|.*:key|.*:token)/

it('begins at the visits', async () => {
  expect(await observer.get('/desk')).toMatchObject({ status: 303, location: '/desk/visits' })
})

it('opens a few pages of the desk, and no other answers', async () => {
  const value: Record<string, string> = {
    number,
    week: '2026-W45',
    period: '2026-11',
    year: '2026',
    login: 'lin',
  }
  const opened: string[] = []
  for (const path of getPaths(site.ctx).filter(p => p.startsWith('/desk') && !NOT_READ.test(p))) {
    const at = path.replace(/:(\w+)/g, (_, name: string) => value[name] ?? '1')
    const { status } = await observer.get(at)
    if (status === 200) opened.push(at)
    else expect([at, [303, 403, 404, 400].includes(status)]).toEqual([at, true])
  }
  expect(opened.filter(p => !OPEN.includes(p))).toEqual([])
  expect(OPEN.filter(p => !opened.includes(p))).toEqual([])
})

it('finds no case, by search, list, move or export', async () => {
  for (const path of [
    `/desk?q=${number}`,
    '/desk?view=all',
    '/desk/list.csv',
    '/desk/list.xlsx',
    `/desk/cases/${number}`,
  ])
    expect((await observer.get(path)).text).not.toMatch(/路灯|王小明/)
  await observer.get('/desk/account')
  for (const path of [
    `/desk/cases/${number}/moves/note`,
    `/desk/cases/${number}/reveal`,
    '/desk/bulk',
    '/desk/samples',
  ])
    expect([
      path,
      [403, 404, 400].includes((await observer.post(path, { text: '看看', number })).status),
    ]).toEqual([path, true])
})

it('reads what samples found without a number, a name or a word of the resident', async () => {
  const page = await observer.page('/desk/sample-results/1')
  for (const words of ['投诉', '西河', '有问题', '没有回访', '2026-11-16']) expect(page).toContain(words)
  for (const words of [number, '王小明', '路灯', '13912345678', 'zhang']) expect(page).not.toContain(words)
  const auditor = await signedIn(site, 'wei')
  await auditor.get('/desk/samples')
  await auditor.post('/desk/samples/1/1', { verdict: 'bad', finding: '王小明说没人给他打电话' })
  const named = await observer.page('/desk/sample-results/1')
  expect(named).not.toContain('王小明')
  expect(named).toContain('写到了个人信息')
})

it('sees no menu of what it may not open', async () => {
  const page = await observer.page('/desk/visits')
  const menu = /<nav aria-label="办件台">(.*?)<\/nav>/s.exec(page)![1]!
  expect([...menu.matchAll(/href="([^"]+)"/g)].map(m => m[1])).toEqual(['/desk/visits'])
})

it('has no token of the API, and none made otherwise works', async () => {
  const { ctx } = site
  await expect(createToken(ctx, 'ouyang', {})).rejects.toMatchObject({ code: 'forbidden' })
  const admin = await signedIn(site, 'guan')
  expect((await admin.page('/desk/officers')).includes('/desk/officers/ouyang/token')).toBe(false)
  expect((await admin.post('/desk/officers/ouyang/token', { name: 'x', days: '9' })).status).toBe(403)
  // As a row from before the rule would be.
  const token = `huiyin_${'a'.repeat(43)}`
  const { id } = await ctx.db.read.officer.findUniqueOrThrow({ where: { login: 'ouyang' } })
  await ctx.db.inTransaction(tx =>
    addToken(tx, {
      key: ctx.secrets.key(token, 'api-token'),
      officerId: id,
      name: 'alt',
      createdAt: ctx.now(),
      createdById: null,
      expiresAt: new Date('2027-01-01'),
      scopes: 'read cases:write cases:approve',
    }),
  )
  const row = await ctx.db.read.apiToken.findFirstOrThrow()
  await confirmToken(ctx, row.id, { kind: 'officer', id, role: 'observer', secondFactor: false })
  for (const path of getPaths(ctx).filter(p => p.startsWith('/api/v1'))) {
    const { status } = await fetch(site.url + path.replace(':number', number).replace(/:\w+/, '2026-W45'), {
      headers: { authorization: `Bearer ${token}` },
    })
    expect([path, status]).toEqual([path, 401])
  }
})

it('is invited by a link that works once', async () => {
  const admin = await signedIn(site, 'guan')
  await admin.get('/desk/officers')
  const made = await admin.post('/desk/officers', {
    login: 'linguan',
    name: '林观',
    role: 'observer',
    departmentId: '',
  })
  expect(made.status).toBe(200)
  expect(made.text).toMatch(/class="secret number">http/)
  expect(await admin.page('/desk/officers')).toContain('特邀监察员')
})
