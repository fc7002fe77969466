import { afterAll, beforeAll, expect, it } from 'vitest'
import { addOfficer, type TestSite, testSite, Visitor } from '../../helpers/site.ts'
import { liveToken } from '../../helpers/token.ts'

/** PostgreSQL refuses U+0000 in a text: nobody's form or program may fail there. */

let site: TestSite
beforeAll(async () => {
  site = await testSite()
  await addOfficer(site.ctx, 'shouli', 'dispatcher')
})
afterAll(() => site.close())

it('is left out of what an officer types', async () => {
  const officer = new Visitor(site.url)
  await officer.signIn('shouli')
  await officer.get('/desk/new')
  const fields = { kind: 'complaint', channel: 'phone', text: '路灯\u0000坏了半个月', area: 'dongshan' }
  expect((await officer.post('/desk/new', fields)).status).toBe(303)
  expect(await site.ctx.db.read.case.findFirst({ select: { text: true } })).toEqual({
    text: '路灯坏了半个月',
  })
})

it('is left out of what a program sends', async () => {
  const token = await liveToken(site.ctx, 'shouli')
  const answer = await fetch(`${site.url}/api/v1/cases`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ kind: 'complaint', channel: 'api', text: '井盖\u0000没了' }),
  })
  const { number } = (await answer.json()) as { number: string }
  expect(await site.ctx.db.read.case.findUnique({ where: { number }, select: { text: true } })).toEqual({
    text: '井盖没了',
  })
})

it('is refused in an address', async () => {
  for (const path of ['/desk/queue?q=%00', '/guides/%00', '/api/v1/cases?q=%00', '/public/replies?q=a%00']) {
    expect([path, (await fetch(site.url + path)).status]).toEqual([path, 400])
  }
})
