import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { ROOT } from '../../../src/root.ts'
import { openedCase } from '../../helpers/cases.ts'
import { getPaths } from '../../helpers/routes.ts'
import { addEveryRole, signedIn, type TestSite, testSite, Visitor } from '../../helpers/site.ts'
import { liveToken } from '../../helpers/token.ts'

/** Whatever stands in an address, in its path or behind the question mark, is answered in words and never by a failure. */

/** Behind the question mark, each under every name at once. */
const VALUES = [
  '__proto__',
  '-1',
  '1e400',
  '99999999999999999999999',
  '2147483648',
  '%00',
  '%ff',
  '%ED%A0%80',
  '0001-01-01',
  '2199-12-31',
  '9999-12-31',
  '2026-W54',
  '9999-W53',
  "'%20OR%201=1--%25_*%22(",
  encodeURIComponent('回音'.repeat(300)),
]

/** In a path, as well. */
const IN_PATHS = [
  ...VALUES,
  '0',
  '1.5',
  '9007199254740993',
  '%',
  '%F0%9F%98%80',
  '2026-02-30',
  '0001-W01',
  '..%2f..%2fetc',
]

/** Every name that a handler reads from an address, found in the source: one added later is tried, too. */
function names(): string[] {
  const web = join(ROOT, 'src', 'web')
  const files = readdirSync(web, { recursive: true, encoding: 'utf8' }).filter(f => /\.tsx?$/.test(f))
  const found = new Set([
    'department',
    'kind',
    'status',
    'area',
    'category',
    'assignee',
    'channel',
    'q',
    'from',
  ])
  for (const name of [
    'to',
    'cursor',
    'limit',
    'overdue',
    'view',
    'measure',
    'by',
    'week',
    'lat',
    'long',
    'page',
  ])
    found.add(name)
  for (const file of files)
    for (const [, name] of readFileSync(join(web, file), 'utf8').matchAll(
      /(?:queryOf\(req, |req\.query\[|read\()'([\w-]+)'/g,
    ))
      found.add(name!)
  return [...found]
}

let site: TestSite
let number: string
const visitors: [string, Visitor][] = []
let token: string

beforeAll(async () => {
  site = await testSite()
  number = await openedCase(site.ctx)
  await addEveryRole(site.ctx)
  for (const role of ['manager', 'admin'] as const) visitors.push([role, await signedIn(site, role)])
  visitors.push(['stranger', new Visitor(site.url)])
  token = await liveToken(site.ctx, 'manager')
})
afterAll(() => site.close())

it('is answered below 500', { timeout: 120_000 }, async () => {
  const all = names()
  const paths = getPaths(site.ctx).filter(path => !/live|stream|events|\*/.test(path))
  const failed: unknown[] = []
  const pages: Record<string, number> = {}
  const tried = new Set<string>()
  const filled = (path: string, value?: string) =>
    path
      .replace(/\{[^}]*\}/g, '')
      .replace(
        /:(\w+)/g,
        (_, p) =>
          value ??
          (p === 'number' ? number : /week|period/.test(p) ? '2026-W45' : /year/.test(p) ? '2026' : '1'),
      )
  const ask = async (address: string) => {
    if (tried.has(address)) return
    tried.add(address)
    const desk = /^\/desk|^\/api/.test(address)
    const admins = /^\/desk\/(?:audit|settings|officers|tokens|admin)/.test(address)
    for (const [who, visitor] of desk ? visitors.slice(admins ? 1 : 0, admins ? 2 : 1) : visitors.slice(2)) {
      const { status } = await visitor.get(
        address,
        address.startsWith('/api') ? { authorization: `Bearer ${token}` } : {},
      )
      if (status === 200) pages[who] = (pages[who] ?? 0) + 1
      if (status >= 500) failed.push([who, address, status])
    }
  }
  for (const path of paths) {
    if (path.includes(':')) for (const value of IN_PATHS) await ask(filled(path, value))
    // All names at once with one value: a handler reads the ones it knows.
    for (const value of VALUES) {
      const page = filled(path)
      await ask(`${page}?${all.map(name => `${name}=${value}`).join('&')}`)
    }
    await ask(`${filled(path)}?${all.map(name => `${name}[a]=1&${name}[]=2`).join('&')}`)
  }
  expect(tried.size).toBeGreaterThan(1000)
  expect(failed).toEqual([])
  // Whoever asked was let in: each was shown some pages, not only the door.
  expect(visitors.filter(([who]) => !((pages[who] ?? 0) > 10)).map(([who]) => [who, pages[who]])).toEqual([])
})

it('in the dates of forms, too', async () => {
  const [, manager] = visitors[0]!
  for (const date of ['0001-01-01', '1991-12-31', '2026-02-30', '9999-12-31', '', '明天']) {
    const supervised = await manager.move(number, 'supervise', { instruction: '请查。', dueOn: date })
    const drawn = await manager.post('/desk/samples', { from: date, to: date, size: '5', seed: '1' })
    expect([date, supervised.status < 500, drawn.status < 500]).toEqual([date, true, true])
  }
})
