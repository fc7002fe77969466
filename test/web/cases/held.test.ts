import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openedCase, RESIDENT } from '../../helpers/cases.ts'
import { MemoryChannel } from '../../helpers/context.ts'
import { browser } from '../../helpers/listen.ts'
import { addOfficers, signedIn, type TestSite, testSite, type Visitor } from '../../helpers/site.ts'

/** A burst of new cases as it comes in by the web chat, and how the desk deals with it. */

let site: TestSite
let lin: Visitor
beforeEach(async () => {
  site = await testSite({ channels: [new MemoryChannel('web')], config: { TRUST_PROXY: '1' } })
  await addOfficers(site.ctx, { lin: 'dispatcher', zhang: ['clerk', 'construction'], jian: 'auditor' })
  lin = await signedIn(site, 'lin')
})
afterEach(() => site.close())

const REPORT = ['举报', '村里的低保名额给了亲戚', '跳过', '匿名', '确认']

/** One browser that reports anonymously, from an address as the proxy tells it. */
async function reports(address: string): Promise<string> {
  const resident = browser(site.url)
  let heard = ''
  for (const text of REPORT) {
    const answer = await resident.postJson('/channels/web/messages', { text }, { 'x-forwarded-for': address })
    expect(answer.status).toBe(200)
    heard = ((await answer.json()) as { replies: { text: string }[] }).replies.map(r => r.text).join('\n')
  }
  return /\d{4}-\d{5}-\d/.exec(heard)![0]
}
const held = (count: number) => Promise.all(Array.from({ length: count }, () => heldCase()))
const heldCase = async () =>
  await openedCase(site.ctx, { text: '加微信领红包', channel: 'web' }, RESIDENT, {
    ceiling: { contactIds: [], network: () => true },
  })
const rowOf = (number: string) => site.ctx.db.read.case.findUniqueOrThrow({ where: { number } })
const numbersIn = async (view: string) =>
  [...(await lin.page(`/desk?view=${view}`)).matchAll(/data-case="([^"]+)"/g)].map(m => m[1]!).sort()

test('forty-eight anonymous reports from one address: all numbered, forty in triage, the rest held; a village hall of thirty is not', async () => {
  const hall: string[] = []
  for (let i = 0; i < 30; i++) hall.push(await reports('198.51.100.20'))
  const flood: string[] = []
  // All addresses of one IPv6 /64 are one network.
  for (let i = 0; i < 48; i++) flood.push(await reports(`2001:db8:0:7::${i + 1}`))
  expect(new Set([...hall, ...flood]).size).toBe(78)
  expect(await numbersIn('held')).toEqual(flood.slice(40).sort())
  const page = await lin.page('/desk?view=held')
  expect(page).toMatch(/待核<\/span><b class="count">8</)
  expect(page).toContain('自动转入待受理')
  expect(page).toContain('转入待受理')
  // One reminder for all of them, with a way to the view.
  const reminders = await lin.page('/desk/reminders')
  expect(reminders.match(/一下来了很多件/g)).toHaveLength(1)
  expect(reminders).toContain('href="/desk?view=held"')
}, 120_000)

describe('held cases at the desk', () => {
  test('are released, many at once, and listed for triage from then on', async () => {
    const numbers = await held(3)
    expect(await numbersIn('received')).toEqual([])
    const page = await lin.bulk([...numbers, '2026-99999-9'], { move: 'release', back: 'view=held' })
    expect(page.text).toContain('3 件办好，1 件没有办成')
    expect(await numbersIn('received')).toEqual([...numbers].sort())
    expect(await numbersIn('held')).toEqual([])
    expect(await lin.page(`/desk/cases/${numbers[0]}`)).toContain('看过，从“待核”转入待受理')
  })

  test('say on their page why they are held, and are released there, too', async () => {
    const [number] = await held(1)
    const page = await lin.page(`/desk/cases/${number}`)
    expect(page).toContain('同一网络一小时里来得太多，先放在“待核”')
    expect((await lin.move(number!, 'release')).location).toContain('done=release')
    expect((await rowOf(number!)).heldAt).toBeNull()
  })

  test('are not released by a clerk or an auditor', async () => {
    const [number] = await held(1)
    for (const login of ['zhang', 'jian']) {
      const other = await signedIn(site, login)
      await other.get('/desk?view=held')
      await other.bulk([number!], { move: 'release' })
      expect((await rowOf(number!)).heldAt).not.toBeNull()
    }
  })
})

describe('setting many aside', () => {
  const open = () => openedCase(site.ctx, { channel: 'web' })

  test('asks first, for a reason, and does nothing before', async () => {
    const numbers = [...(await held(2)), await open()]
    const asked = await lin.bulk(numbers, { move: 'setAside', back: 'view=held' })
    expect(asked.status).toBe(200)
    expect(asked.text).toContain('3 件记为无效件')
    for (const number of numbers) {
      expect(asked.text).toContain(`name="number" value="${number}" checked`)
      expect((await rowOf(number)).status).toBe('received')
    }
    const without = await lin.bulk(numbers, { move: 'setAside', sure: 'yes', code: 'rude', note: '红包' })
    expect(without.status).toBe(422)
    expect(without.text).toContain('请选是哪一种')
    expect(without.text).toContain('value="红包"')
    const long = await lin.bulk(numbers, {
      move: 'setAside',
      sure: 'yes',
      code: 'spam',
      note: '字'.repeat(501),
    })
    expect(long.status).toBe(422)
    expect((await rowOf(numbers[0]!)).status).toBe('received')
  })

  test('ends each with its reason and the officer’s name, and lists what was refused', async () => {
    const numbers = [...(await held(2)), await open()]
    await lin.move(numbers[2]!, 'setAside', { code: 'test' })
    const done = await lin.bulk(numbers, {
      move: 'setAside',
      sure: 'yes',
      code: 'spam',
      note: '同一段广告',
      back: 'view=held',
    })
    expect(done.text).toContain('2 件办好，1 件没有办成')
    expect(done.text).toContain('这件现在的状态不能“记为无效件”')
    expect(done.text).toContain('href="/desk?view=held"')
    for (const number of numbers.slice(0, 2)) {
      expect(await rowOf(number)).toMatchObject({ status: 'set_aside', heldAt: null })
      const page = await lin.page(`/desk/cases/${number}`)
      expect(page).toContain('记为无效件（广告、骚扰）：同一段广告')
      expect(page).toContain('lin')
    }
  })

  test('is for those who may set aside: nobody else is even asked, nor shown a title out of sight', async () => {
    const number = await open()
    const zhang = await signedIn(site, 'zhang')
    const page = await zhang.bulk([number], { move: 'setAside' })
    expect(page.text).not.toContain('确认记为无效件')
    expect(page.text).not.toContain('路灯')
    await zhang.bulk([number], { move: 'setAside', sure: 'yes', code: 'spam' })
    expect((await rowOf(number)).status).toBe('received')
    expect((await lin.bulk([], { move: 'setAside' })).status).toBe(422)
    const evil = '"><script>alert(1)</script>'
    const answer = await lin.bulk([evil], { move: 'setAside', note: evil, back: evil })
    expect(answer.text).not.toContain('<script>alert')
  })
})
