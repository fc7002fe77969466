import { afterAll, beforeAll, expect, test } from 'vitest'
import { ROLES } from '../../../../src/domain/office/roles.ts'
import { openedCase } from '../../../helpers/cases.ts'
import { addEveryRole, addOfficer, signedIn, type TestSite, testSite } from '../../../helpers/site.ts'

let site: TestSite
let number: string
beforeAll(async () => {
  site = await testSite()
  await addEveryRole(site.ctx)
  await addOfficer(site.ctx, 'elsewhere', 'manager', 'environment')
  const { ctx } = site
  number = await openedCase(ctx)
  await ctx.db.inTransaction(tx => tx.case.updateMany({ data: { departmentId: 'construction' } }))
})
afterAll(() => site.close())

const held = async () =>
  (await site.ctx.db.read.case.findUniqueOrThrow({ where: { number } })).legalHoldAt !== null
const page = async (login: string) => {
  const visitor = await signedIn(site, login)
  return { visitor, text: await visitor.page(`/desk/cases/${number}`) }
}

test('nobody but a manager who sees the case may keep it or let it go', async () => {
  for (const login of [...ROLES.filter(r => r !== 'manager'), 'elsewhere']) {
    const visitor = await signedIn(site, login)
    await visitor.get('/desk/account')
    const seen = await visitor.get(`/desk/cases/${number}`)
    expect([login, seen.text.includes(`/cases/${number}/hold`)]).toEqual([login, false])
    for (const act of ['hold', 'release']) {
      const { status } = await visitor.post(`/desk/cases/${number}/${act}`, { reason: '纪委调取' })
      expect([login, act, [403, 404].includes(status)]).toEqual([login, act, true])
    }
    expect([login, await held()]).toEqual([login, false])
  }
})

test('a manager keeps it with a reason, everybody who sees the case sees that it is kept, and it is let go again', async () => {
  const { visitor, text } = await page('manager')
  expect(text).toContain(`action="/desk/cases/${number}/hold"`)
  for (const reason of ['', ' ', '\u200b', '因'.repeat(501)]) {
    const refused = await visitor.post(`/desk/cases/${number}/hold`, { reason })
    expect(refused.status).toBe(422)
    expect(refused.text).toContain('id="hold-reason-problem"')
    expect(await held()).toBe(false)
  }
  const kept = await visitor.post(`/desk/cases/${number}/hold`, { reason: '县纪委调取（2026）12号' })
  expect([kept.status, kept.location]).toEqual([303, `/desk/cases/${number}?done=held#hold`])
  expect(await held()).toBe(true)
  const twice = await visitor.post(`/desk/cases/${number}/hold`, { reason: '再来一次' })
  expect(twice.status).toBe(409)
  expect(twice.text).toContain('这件已经保全')

  for (const [login, why] of [
    ['manager', true],
    ['auditor', true],
    ['dispatcher', false],
    ['clerk', false],
    ['reviewer', false],
  ] as const) {
    const { text } = await page(login)
    expect([login, text.includes('到期也不清除'), text.includes('县纪委调取')]).toEqual([login, true, why])
    expect([login, text.includes(`/cases/${number}/release`)]).toEqual([login, login === 'manager'])
  }

  await visitor.post(`/desk/cases/${number}/release`, { reason: '案子结了' })
  expect(await held()).toBe(false)
  const audit = await site.ctx.db.read.auditEntry.findMany({
    where: { action: { startsWith: 'legal' } },
    orderBy: { id: 'asc' },
  })
  const { id } = await site.ctx.db.read.officer.findUniqueOrThrow({ where: { login: 'manager' } })
  expect(audit.map(a => [a.action, a.target, a.detail, a.officerId])).toEqual([
    ['legal_hold_set', number, '县纪委调取（2026）12号', id],
    ['legal_hold_lifted', number, '案子结了', id],
  ])
})

test('what was erased cannot be kept any more', async () => {
  await site.ctx.db.inTransaction(tx => tx.case.updateMany({ data: { erasedAt: site.ctx.now() } }))
  const { visitor, text } = await page('manager')
  expect(text).not.toContain(`/cases/${number}/hold`)
  const { status } = await visitor.post(`/desk/cases/${number}/hold`, { reason: '纪委调取' })
  expect(status).toBe(409)
})
