import { afterEach, expect, it } from 'vitest'
import { makeLog } from '../../../src/app/log.ts'
import { sampleOffice } from '../../helpers/context.ts'
import { type TestSite, testSite, Visitor } from '../../helpers/site.ts'

const lines: string[] = []
let site: TestSite | undefined
afterEach(async () => {
  lines.length = 0
  await site?.close()
})

/** A site whose search for guides is broken. */
async function brokenSite(config: Record<string, string> = {}): Promise<TestSite> {
  const content = await sampleOffice()
  const findGuides = (text: string) => {
    throw new Error(`cannot search “${text}”`)
  }
  const log = makeLog('info', { write: (line: string) => void lines.push(line) })
  site = await testSite({ config, log, content: { ...content, findGuides } })
  return site
}
const logged = () => lines.map(line => JSON.parse(line) as { msg: string; request?: string; route?: string })

it('gives every answer an id of its own, pages and health checks alike', async () => {
  const { url } = await brokenSite()
  const ids = await Promise.all(
    ['/', '/healthz', '/readyz', '/no-such-page', '/api/v1/me', '/%00'].map(
      async path => (await fetch(url + path)).headers.get('x-request-id')!,
    ),
  )
  for (const id of ids) expect(id).toMatch(/^[0-9a-f]{16}$/)
  expect(new Set(ids).size).toBe(ids.length)
})

it('shows the id on the page of a defect, by which the log tells what was thrown', async () => {
  const { url } = await brokenSite()
  const { status, text, headers } = await new Visitor(url).get('/guides?q=低保')
  const id = headers.get('x-request-id')!
  expect(status).toBe(500)
  expect(text).toContain(`出错编号：<code>${id}</code>`)
  expect(
    logged()
      .filter(line => line.request === id)
      .map(line => line.msg),
  ).toEqual(['request failed', 'request'])
  expect(logged().at(-1)).toMatchObject({ route: '/guides', status: 500 })
  expect(lines.join()).not.toContain('低保')
})

it('shows no id where nothing is broken: the page says itself what to do', async () => {
  const { url } = await brokenSite()
  expect((await new Visitor(url).get('/no-such-page')).text).not.toContain('出错编号')
})

it('takes no id from a visitor', async () => {
  const { url } = await brokenSite()
  const answer = await fetch(url, { headers: { 'x-request-id': 'chosen-by-a-visitor' } })
  expect(answer.headers.get('x-request-id')).toMatch(/^[0-9a-f]{16}$/)
})

it("takes the proxy's id, unless it is no id", async () => {
  const { url } = await brokenSite({ TRUST_PROXY: '1' })
  const ask = async (id: string) =>
    (await fetch(url, { headers: { 'x-request-id': id } })).headers.get('x-request-id')
  expect(await ask('0af7651916cd43dd8448eb211c80319c')).toBe('0af7651916cd43dd8448eb211c80319c')
  for (const id of [
    'short',
    'a b c d e f g h',
    `{"x":"${'y'.repeat(20)}"}`,
    'x'.repeat(65),
    'wang.xiaoming@example.cn',
  ])
    expect(await ask(id)).toMatch(/^[0-9a-f]{16}$/)
})
