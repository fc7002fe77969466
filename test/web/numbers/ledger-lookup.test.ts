import { afterEach, beforeEach, expect, it } from 'vitest'
import { commitmentOf } from '../../../src/domain/numbers/ledger/commitment.ts'
import { closeDays } from '../../../src/usecases/numbers/ledger/close-days.ts'
import { LOOKUPS } from '../../../src/web/numbers/ledger-lookup.ts'
import { openedCase } from '../../helpers/cases.ts'
import { type TestSite, testSite } from '../../helpers/site.ts'

let site: TestSite
let number: string
beforeEach(async () => {
  site = await testSite({ config: { TRUST_PROXY: '1' } })
  site.ctx.clock.set('2026-11-02T10:00+08:00')
  await closeDays(site.ctx)
  for (let i = 0; i < 6; i++) number = await openedCase(site.ctx)
  site.ctx.clock.set('2026-11-03T10:00+08:00')
  await closeDays(site.ctx)
})
afterEach(() => site.close())

const commitment = () => commitmentOf(number, site.ctx.secrets.ledgerSalt(number))
const ask = (name: string, from = '203.0.113.9') =>
  fetch(`${site.url}/public/ledger/cases/${name}`, { headers: { 'x-forwarded-for': from } })

it('finds the entries of a case by its commitment', async () => {
  const answer = await ask(commitment())
  expect(answer.status).toBe(200)
  expect(answer.headers.get('access-control-allow-origin')).toBe('*')
  const { size, positions, lines } = (await answer.json()) as {
    size: number
    positions: number[]
    lines: string[]
  }
  expect(await (await fetch(`${site.url}/public/ledger/checkpoint`)).text()).toContain(`\n${size}\n`)
  expect(lines).toHaveLength(1)
  expect(JSON.parse(lines[0]!)).toMatchObject({ case: commitment(), event: 'received' })
  const bundle = await (await fetch(`${site.url}/public/ledger/tile/entries/000.p/${size}`)).text()
  expect(bundle).toContain(lines[0])
  expect(positions[0]).toBeGreaterThan(0)
})

it.each([
  ['another salt', () => commitmentOf(number, '0'.repeat(32))],
  ['a number in the clear', () => number],
  ['the salt', () => site.ctx.secrets.ledgerSalt(number)],
  ['too much', () => `${commitment()}A`],
  ['signs of other alphabets', () => encodeURIComponent('算'.repeat(43))],
  ['SQL', () => encodeURIComponent(`' OR 1=1 --${'x'.repeat(32)}`)],
])('says in words that nothing is found by %s', async (_, name) => {
  const answer = await ask(name())
  expect(answer.status).toBe(404)
  expect(answer.headers.get('content-type')).toContain('text/plain')
  expect(await answer.text()).toMatch(/^台账里没有这一件。/)
})

it('finds nothing that is not signed yet', async () => {
  number = await openedCase(site.ctx)
  expect((await ask(commitment())).status).toBe(404)
})

it('asks a network to wait that asks too often, and no other', async () => {
  for (let i = 0; i < LOOKUPS.points; i++) expect((await ask(commitment())).status).toBe(200)
  const refused = await ask(commitment())
  expect(refused.status).toBe(429)
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
  expect(await refused.text()).toMatch(/^查得太快了，请过 \d+ 秒再查。/)
  expect((await ask(commitment(), '198.51.100.7')).status).toBe(200)
  // The files that need no database row by row are not limited by it.
  const file = await fetch(`${site.url}/public/ledger/checkpoint`, {
    headers: { 'x-forwarded-for': '203.0.113.9' },
  })
  expect(file.status).toBe(200)
})
