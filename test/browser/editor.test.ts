import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { openCase } from '../../src/usecases/cases/moving/open-case.ts'
import { saveCanned } from '../../src/usecases/cases/shown/canned-replies.ts'
import { closeBrowser, launchBrowser } from '../helpers/browser.ts'
import { assignCase } from '../helpers/cases.ts'
import { signInPage } from '../helpers/desk-browser.ts'
import { addOfficers, type TestSite, testSite } from '../helpers/site.ts'

let site: TestSite
let number: string
const problems: string[] = []
beforeAll(async () => {
  await launchBrowser()
})
afterAll(closeBrowser)
beforeEach(async () => {
  problems.length = 0
  site = await testSite()
  const { lin, chen } = await addOfficers(site.ctx, {
    lin: 'dispatcher',
    zhang: ['clerk', 'construction'],
    chen: 'manager',
  })
  const opened = await openCase(
    site.ctx,
    { kind: 'complaint', title: '路灯坏了', text: '村口的路灯坏了。', channel: 'phone' },
    { kind: 'resident' },
  )
  number = opened.number
  await assignCase(site.ctx, number, lin)
  await saveCanned(site.ctx, chen, { title: '开头', text: '您反映的{标题}：', departmentId: '' })
})
afterEach(() => site.close())

const cases = () => `/desk/cases/${number}`

test('a piece goes in at the cursor, what is typed is kept, and is there on another computer', async () => {
  const zhang = await signInPage(site, 'zhang', {}, problems)
  await zhang.goto(cases())
  const area = zhang.getByLabel('给群众的答复')
  await area.fill('灯换好了。')
  await area.evaluate((field: HTMLTextAreaElement) => field.setSelectionRange(0, 0))
  await zhang.getByRole('button', { name: '插入“开头”' }).click()
  expect(await area.inputValue()).toBe('您反映的路灯坏了：灯换好了。')
  await zhang.getByText('已保存 10:00').waitFor()
  const home = await signInPage(site, 'zhang', { width: 390 }, problems)
  await home.goto(cases())
  expect(await home.getByLabel('给群众的答复').inputValue()).toBe('您反映的路灯坏了：灯换好了。')
  expect(problems).toEqual([])
})

test('the same without script: the form comes back with the piece added', async () => {
  const zhang = await signInPage(site, 'zhang', { script: false })
  await zhang.goto(cases())
  await zhang.getByLabel('给群众的答复').fill('灯换好了。')
  await zhang.getByRole('button', { name: '插入“开头”' }).click()
  expect(await zhang.getByLabel('给群众的答复').inputValue()).toBe('灯换好了。\n您反映的路灯坏了：')
})

test('two officers see each other, and the second save is refused with both texts shown', async () => {
  const zhang = await signInPage(site, 'zhang', {}, problems)
  await zhang.goto(cases())
  const lin = await signInPage(site, 'lin', {}, problems)
  await lin.goto(cases())
  await lin.getByText('zhang同志也开着这件').waitFor()
  await zhang.getByText('lin同志也开着这件').waitFor()
  await lin.getByLabel('给群众的答复').fill('林写的。')
  await zhang.getByText('lin同志正在写答复').waitFor()
  await zhang.getByLabel('给群众的答复').fill('张写的。')
  await lin.getByRole('button', { name: '只存草稿' }).click()
  await lin.getByText('草稿已存。').waitFor()
  await zhang.getByRole('button', { name: '只存草稿' }).click()
  await zhang.getByText('您打开之后，这件被别人办理过').waitFor()
  await zhang.getByText('林写的。').waitFor()
  expect(await zhang.getByLabel('给群众的答复').inputValue()).toBe('张写的。')
  await lin.context().close()
  await zhang.getByText('lin同志').first().waitFor()
  expect(problems).toEqual([])
}, 60_000)

test('@ completes a colleague’s name by keyboard', async () => {
  const zhang = await signInPage(site, 'zhang', {}, problems)
  await zhang.goto(cases())
  await zhang.locator('#move-note summary').click()
  const note = zhang.getByLabel('备注')
  await note.pressSequentially('请 @ch')
  await zhang.getByRole('option', { name: /chen同志/ }).waitFor()
  await note.press('Enter')
  expect(await note.inputValue()).toBe('请 @chen同志 ')
  expect(problems).toEqual([])
})

test('the intake form says where a matter belongs while it is typed', async () => {
  const lin = await signInPage(site, 'lin', {}, problems)
  await lin.goto('/desk/new')
  await lin.getByLabel('群众说了什么').pressSequentially('村口的路灯坏了，晚上看不见')
  await lin.getByText(/类别像是“.+”（把握 \d+%）/).waitFor()
  expect(problems).toEqual([])
  const plain = await signInPage(site, 'lin', { script: false })
  await plain.goto('/desk/new')
  await plain.getByLabel('群众说了什么').fill('村口的路灯坏了，晚上看不见')
  await plain.getByRole('button', { name: '看看归哪里办' }).click()
  await plain.getByText(/类别像是“.+”（把握 \d+%）/).waitFor()
  expect(await plain.getByLabel('群众说了什么').inputValue()).toContain('路灯坏了')
})
