import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { deliverOutbox } from '../../src/usecases/notify/deliver-outbox.ts'
import { receiveMessage } from '../../src/usecases/talk/receive-message.ts'
import { closeBrowser, launchBrowser } from '../helpers/browser.ts'
import { openedCase } from '../helpers/cases.ts'
import { MemoryChannel, typed } from '../helpers/context.ts'
import { type Look, openPage, signInPage } from '../helpers/desk-browser.ts'
import { pageFaults } from '../helpers/page-faults.ts'
import { addOfficers, type TestSite, testSite } from '../helpers/site.ts'

let site: TestSite
let channel: MemoryChannel
const problems: string[] = []

beforeAll(async () => {
  await launchBrowser()
})
afterAll(closeBrowser)
beforeEach(async () => {
  problems.length = 0
  channel = new MemoryChannel('web')
  site = await testSite({ channels: [channel] })
  await addOfficers(site.ctx, {
    lin: 'dispatcher',
    zhang: ['clerk', 'construction'],
    zhou: 'reviewer',
    chen: 'manager',
    wu: 'admin',
  })
})
afterEach(async () => {
  await site.close()
})

const open = (look: Look = {}) => openPage(site, look, problems)
const signIn = (login: string, look: Look = {}) => signInPage(site, login, look, problems)

/** A resident writes on the web and gets a number. */
async function complaint(): Promise<string> {
  const say = (text: string) => receiveMessage(site.ctx, typed(site.ctx, 'resident-1', text))
  await say('我要投诉')
  for (const text of [
    '石桥村村口的路灯坏了两个星期，晚上看不见路',
    '石桥村',
    '跳过',
    '跳过',
    '确认',
    '是',
    '提交',
  ]) {
    if ((await site.ctx.db.read.case.count()) > 0) break
    await say(text)
  }
  const found = await site.ctx.db.read.case.findFirst()
  if (found) return found.number
  throw new Error('the dialogue opened no case')
}

test('from sign-in to an answer that reached the resident, by mouse', async () => {
  const number = await complaint()

  const lin = await signIn('lin')
  await lin.getByRole('link', { name: /路灯/ }).click()
  await lin.getByRole('button', { name: '受理', exact: true }).click()
  await lin.getByText('已受理。').waitFor()
  await lin.getByLabel('交给').selectOption('construction/zhang')
  await lin.getByRole('button', { name: '分派' }).click()
  await lin.getByText('已分派。').waitFor()

  const zhang = await signIn('zhang')
  await zhang.getByRole('link', { name: /路灯/ }).click()
  await zhang.getByLabel('给群众的答复').fill('供电所 11 月 16 日换好了灯泡，晚上会亮。')
  await zhang.getByRole('button', { name: '只存草稿' }).click()
  await zhang.getByText('草稿已存。').waitFor()
  await zhang.getByRole('button', { name: '存好并送审' }).click()
  await zhang.getByText('已送审。').waitFor()

  const zhou = await signIn('zhou')
  await zhou.getByRole('link', { name: /路灯/ }).click()
  await zhou.getByRole('button', { name: '通过并发给群众' }).click()
  await zhou.getByText('已通过，答复正在发给群众。').waitFor()
  while ((await deliverOutbox(site.ctx)) > 0);
  expect(channel.sent.map(s => s.message.text).join()).toContain('供电所 11 月 16 日换好了灯泡')
  await zhou.reload()
  await zhou.getByText('已发出', { exact: false }).first().waitFor()

  const resident = await open({ width: 390 })
  await resident.goto(`/c/${number}#k=${site.ctx.secrets.trackingCode(number)}`)
  await resident.getByText('供电所 11 月 16 日换好了灯泡').waitFor()
  await resident.getByLabel(/5 分/).check()
  await resident.getByRole('button', { name: '评价' }).click()
  // A code alone is not the resident: they confirm in the chat.
  await resident.getByText('还没有办').waitFor()
  await receiveMessage(site.ctx, typed(site.ctx, 'resident-1', '是我，确认'))
  await resident.reload()
  await resident.getByText('您评价了 5 分').waitFor()
  await zhou.reload()
  await zhou.getByText('5 分').first().waitFor()
  expect(problems).toEqual([])
})

test('the same way works without JavaScript', async () => {
  const number = await complaint()
  const lin = await signIn('lin', { script: false })
  await lin.getByRole('link', { name: /路灯/ }).click()
  await lin.getByRole('button', { name: '受理', exact: true }).click()
  await lin.getByLabel('交给').selectOption('construction')
  await lin.getByRole('button', { name: '分派' }).click()
  const zhang = await signIn('zhang', { script: false, width: 390 })
  await zhang.getByRole('link', { name: /路灯/ }).click()
  await zhang.getByLabel('给群众的答复').fill('已修好。')
  await zhang.getByRole('button', { name: '存好并送审' }).click()
  await zhang.getByText('等审核人员审核。').waitFor()
  const zhou = await signIn('zhou', { script: false })
  await zhou.getByRole('link', { name: /路灯/ }).click()
  await zhou.getByRole('button', { name: '通过并发给群众' }).click()
  await zhou.getByText('已通过，答复正在发给群众。').waitFor()
  while ((await deliverOutbox(site.ctx)) > 0);
  expect(channel.sent.map(s => s.message.text).join()).toContain('已修好。')
  const { status } = await site.ctx.db.read.case.findUniqueOrThrow({ where: { number } })
  expect(status).toBe('answered')
  expect(problems).toEqual([])
})

test('the queue is worked by keyboard', async () => {
  const cases = await Promise.all(
    ['甲', '乙', '丙'].map(async name => {
      const number = await openedCase(site.ctx, {
        title: `${name}件`,
        text: `${name}说的事。`,
        channel: 'web',
      })
      return number
    }),
  )
  const lin = await signIn('lin')
  const focused = () => lin.evaluate(() => document.activeElement?.textContent)
  const titles = await lin.locator('a.title').allTextContents()
  await lin.keyboard.press('j')
  expect(await focused()).toBe(titles[0])
  await lin.keyboard.press('j')
  await lin.keyboard.press('j')
  await lin.keyboard.press('k')
  expect(await focused()).toBe(titles[1])
  await lin.keyboard.press('?')
  await lin.getByRole('dialog', { name: '键盘操作' }).waitFor()
  await lin.keyboard.press('?')
  await lin.getByRole('dialog').waitFor({ state: 'hidden' })
  await lin.keyboard.press('/')
  expect(await lin.evaluate(() => document.activeElement?.id)).toBe('find')
  await lin.keyboard.type('jk?')
  expect(await lin.locator('#find').inputValue()).toBe('jk?')
  await lin.keyboard.press('Escape')
  await lin.keyboard.press('j')
  await lin.keyboard.press('a')
  await lin.waitForURL(/cases\/.*#a/)
  await lin.keyboard.press('Enter')
  await lin.getByText('已受理。').waitFor()
  expect(await site.ctx.db.read.case.count({ where: { status: 'accepted', number: { in: cases } } })).toBe(1)
})

test('filters change the list in place and the address with it', async () => {
  await complaint()
  const lin = await signIn('lin')
  await lin.getByLabel('类型').selectOption('inquiry')
  await lin.waitForURL(/kind=inquiry/)
  await lin.getByText('按这些条件没有找到。').waitFor()
  await lin.goBack()
  await lin.getByRole('link', { name: /路灯/ }).waitFor()
  expect(problems).toEqual([])
})

test('a new case appears in the counts of an open page', async () => {
  const lin = await signIn('lin')
  await lin.getByRole('link', { name: '待受理 0' }).waitFor()
  // A page that is loaded anew forgets this.
  await lin.evaluate(() => Object.assign(window, { stillOpen: true }))
  await complaint()
  await lin.getByRole('link', { name: '待受理 1' }).waitFor()
  expect(await lin.evaluate(() => 'stillOpen' in window)).toBe(true)
  expect(await lin.getByRole('link', { name: '待受理 0' }).count()).toBe(0)
  expect(problems).toEqual([])
})

test('text that was not sent is there again after a reload', async () => {
  await complaint()
  const lin = await signIn('lin')
  await lin.getByRole('link', { name: /路灯/ }).click()
  await lin.getByRole('button', { name: '受理', exact: true }).click()
  await lin.getByLabel('交给').selectOption('construction')
  await lin.getByRole('button', { name: '分派' }).click()
  const zhang = await signIn('zhang')
  await zhang.getByRole('link', { name: /路灯/ }).click()
  await zhang.getByLabel('给群众的答复').fill('写到一半')
  await zhang.reload()
  expect(await zhang.getByLabel('给群众的答复').inputValue()).toBe('写到一半')
  await zhang.getByRole('button', { name: '只存草稿' }).click()
  await zhang.getByText('草稿已存。').waitFor()
})

test('no page for residents breaks an accessibility rule or runs over its width, on a screen and on a phone in the dark', async () => {
  const number = await complaint()
  const code = site.ctx.secrets.trackingCode(number)
  await receiveMessage(site.ctx, typed(site.ctx, 'o-loose', '你好', { channel: 'wechat' }))
  const heard = (await site.ctx.db.read.contact.findFirstOrThrow({ orderBy: { id: 'desc' } })).id
  const visits: [string | null, string[]][] = [
    ['lin', [`/desk/conversations/${heard}`]],
    [
      null,
      [
        '/desk/sign-in',
        '/',
        '/guides?q=老人',
        '/guides/senior-allowance',
        '/public',
        '/c',
        `/c/${number}#k=${code}`,
        '/nowhere',
      ],
    ],
  ]
  const found: string[] = []
  for (const look of [{}, { dark: true, width: 390 }]) {
    for (const [login, paths] of visits) {
      const page = login ? await signIn(login, look) : await open(look)
      for (const path of paths) {
        await page.goto(path)
        for (const fault of await pageFaults(page)) found.push(`${path} ${JSON.stringify(look)}: ${fault}`)
      }
      await page.context().close()
    }
  }
  expect(found).toEqual([])
  expect(problems).toEqual([])
}, 120_000)
