import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { receiveMessage } from '../../../src/usecases/talk/receive-message.ts'
import { openedCase } from '../../helpers/cases.ts'
import { typed } from '../../helpers/context.ts'
import { readExposition, seriesValue } from '../../helpers/exposition.ts'
import { addOfficers, signedIn, type TestSite, testSite, Visitor } from '../../helpers/site.ts'

const TOKEN = 'a-token-for-prometheus'
let site: TestSite
beforeAll(async () => {
  site = await testSite({ config: { METRICS_TOKEN: TOKEN } })
  await addOfficers(site.ctx, { lin: 'dispatcher' })
})
afterAll(() => site.close())

const ask = (authorization?: string) =>
  fetch(`${site.url}/metrics`, authorization ? { headers: { authorization } } : {})
const read = async () => readExposition(await (await ask(`Bearer ${TOKEN}`)).text())

describe('who may read /metrics', () => {
  it('nobody where no token is set: there is no such page', async () => {
    const closed = await testSite()
    const answer = await fetch(`${closed.url}/metrics`, { headers: { authorization: `Bearer ${TOKEN}` } })
    expect(answer.status).toBe(404)
    await closed.close()
  })

  it.each([
    undefined,
    'Bearer',
    'Bearer ',
    `Bearer ${TOKEN}x`,
    `Bearer ${TOKEN.slice(0, -1)}`,
    `Basic ${TOKEN}`,
    TOKEN,
    `Bearer ${'x'.repeat(2000)}`,
  ])('not with %j', async authorization => {
    const answer = await ask(authorization)
    expect([answer.status, answer.headers.get('www-authenticate')]).toEqual([401, 'Bearer'])
    expect(await answer.text()).toBe('wrong token\n')
  })

  it('not with the token in the address', async () => {
    expect((await fetch(`${site.url}/metrics?token=${TOKEN}`)).status).toBe(401)
  })

  it('with the token, in the format of Prometheus', async () => {
    const answer = await ask(`bearer ${TOKEN}`)
    expect(answer.status).toBe(200)
    expect(answer.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/)
    const families = readExposition(await answer.text())
    for (const { name, help } of families.values()) {
      expect(name).toMatch(/^huiyin_/)
      expect([name, help]).toEqual([name, expect.stringMatching(/\w{4}/)])
    }
    expect(families.size).toBeGreaterThan(20)
  })
})

it('counts requests by the pattern of their route, and never shows an address', async () => {
  const number = await openedCase(site.ctx)
  const lin = await signedIn(site, 'lin')
  await lin.page(`/desk/cases/${number}`)
  // Refused by the handler, and by a guard before it.
  await lin.get('/desk/cases/2026-000000-0')
  await new Visitor(site.url).get(`/desk/cases/${number}`)
  await lin.get('/DESK/cases/2026-000000-0')
  await lin.get(`/no/such/page/${number}`)
  await lin.get('/no%00page')
  await new Visitor(site.url).signIn('lin', '错的密码不对的')
  const families = await read()
  const requests = (route: string, status: string, method = 'GET') =>
    seriesValue(families, 'huiyin_http_requests_total', { method, route, status })
  expect(requests('/desk/cases/:number', '200')).toBe(1)
  expect(requests('/desk/cases/:number', '404')).toBe(2)
  expect(requests('none', '404')).toBe(1)
  expect(requests('none', '400')).toBe(1)
  expect(requests('/desk/sign-in', '303', 'POST')).toBe(1)
  expect(seriesValue(families, 'huiyin_sign_ins_total', { outcome: 'signed_in' })).toBe(1)
  expect(seriesValue(families, 'huiyin_sign_ins_total', { outcome: 'wrong_password' })).toBe(1)
})

it('has no more series after a thousand strange requests than after ten', async () => {
  const strange = async (from: number, count: number) => {
    for (let i = from; i < from + count; i++) {
      const method = ['GET', 'POST', 'PUT', 'PROPFIND', 'LOCK'][i % 5]!
      await fetch(`${site.url}/${['desk', 'c', 'x', 'api/v1', 'public/rates'][i % 5]}/${i}-${method}`, {
        method,
      })
    }
  }
  const series = async () =>
    [...(await read()).values()].reduce((sum, family) => sum + family.samples.length, 0)
  await strange(0, 25)
  const before = await series()
  await strange(25, 200)
  expect(await series()).toBe(before)
})

it('holds nothing of a resident or an officer', async () => {
  const words = '王小明住在幸福路12号电话13812345678'
  await receiveMessage(site.ctx, typed(site.ctx, 'openid-o6_bmjrPTlm6', words))
  const number = await openedCase(site.ctx, { text: words })
  await new Visitor(site.url).signIn('wangxiaoming', words)
  await new Visitor(site.url).own(number, site.ctx.secrets.trackingCode(number))
  const body = await (await ask(`Bearer ${TOKEN}`)).text()
  for (const secret of [words, '王小明', '13812345678', 'o6_bmjrPTlm6', number, 'wangxiaoming', 'lin', TOKEN])
    expect(body).not.toMatch(new RegExp(`\\b${secret}\\b|${secret}"`))
  expect(body).not.toMatch(/[\u4e00-\u9fff]/)
})
