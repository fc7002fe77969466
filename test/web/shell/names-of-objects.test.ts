import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Role } from '../../../src/domain/office/roles.ts'
import { createApp } from '../../../src/web/app.ts'
import { openedCase } from '../../helpers/cases.ts'
import { addEveryRole, signedIn, type TestSite, testSite, Visitor } from '../../helpers/site.ts'

/** Every object in JavaScript has a `constructor`: a name from an address must not find it in a table of ours. */

const NAMES = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf']

let site: TestSite
let number: string

beforeAll(async () => {
  site = await testSite()
  const text = '路灯坏了'
  number = await openedCase(site.ctx, { text })
  await addEveryRole(site.ctx)
})
afterAll(() => site.close())

interface Layer {
  route?: { path: string | string[]; stack: { method?: string }[] }
  handle?: { stack?: Layer[] }
}
/** Paths of GET routes with parameters, as their routers have them. */
const parameterPaths = (layers: Layer[]): string[] =>
  layers.flatMap(({ route, handle }) =>
    route
      ? [route.path].flat().filter(p => /[:*]/.test(p) && route.stack.some(l => l.method === 'get'))
      : parameterPaths(handle?.stack ?? []),
  )

test('a name that every object has is answered in words, wherever an address takes one', async () => {
  const app = createApp(site.ctx) as unknown as { router: { stack: Layer[] } }
  const paths = [...new Set(parameterPaths(app.router.stack))]
  expect(paths.length).toBeGreaterThan(20)
  const visitors: [string, Visitor][] = [['stranger', new Visitor(site.url)]]
  for (const role of ['manager', 'dispatcher', 'admin', 'auditor'] as Role[])
    visitors.push([role, await signedIn(site, role)])
  const failed: unknown[] = []
  for (const path of paths) {
    const parameters = [...path.matchAll(/:(\w+)/g)].map(m => m[1]!)
    for (const hostile of parameters) {
      for (const name of NAMES) {
        const filled = path.replace(/:(\w+)/g, (_, p) =>
          p === hostile ? name : p === 'number' ? number : /week|period/.test(p) ? '2026-W45' : '1',
        )
        for (const mount of ['', '/desk', '/c', '/public', '/guides', '/chat']) {
          for (const [who, visitor] of mount === '/desk' ? visitors : visitors.slice(0, 1)) {
            const { status } = await visitor.get(`${mount}${filled}`)
            if (status >= 500) failed.push([who, `${mount}${filled}`, status])
          }
        }
      }
    }
  }
  expect(failed).toEqual([])
})

test('and as the value of a query', async () => {
  const manager = await signedIn(site, 'manager')
  const failed: unknown[] = []
  const pages = [
    '/desk',
    '/desk/dashboard',
    '/desk/dashboard/cases',
    '/desk/digests/2026-W45',
    '/desk/board',
    '/public',
    '/public/replies',
    '/guides',
  ]
  const keys =
    'view kind department area category channel status assignee sort by measure key step done q after before cursor page'
  for (const page of pages)
    for (const key of keys.split(' '))
      for (const name of NAMES) {
        const { status } = await manager.get(`${page}?${key}=${name}`)
        if (status >= 500) failed.push([page, key, name, status])
      }
  expect(failed).toEqual([])
})
