import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openCase } from '../../../src/usecases/cases/moving/open-case.ts'
import { clockAt } from '../../helpers/context.ts'
import { addItem } from '../../helpers/items.ts'
import { addOfficers, signedIn, type TestSite, testSite, Visitor } from '../../helpers/site.ts'

const clock = clockAt('2026-11-30T09:00+08:00')
const AT = '/open/item/2026-00001/comments'
const ASK = { kind: 'inquiry', text: '路灯的钱有没有明细？' }

let site: TestSite
let visitor: Visitor
beforeEach(async () => {
  clock.set('2026-11-30T09:00+08:00')
  site = await testSite({ clock })
  visitor = new Visitor(site.url)
  await addItem(site.ctx, {
    column: 'village-affairs',
    area: 'dongshan',
    lives: [['published', '2026-11-20']],
    title: '三季度账目',
  })
})
afterEach(() => site.close())

/** The form's own key, as its page has it. */
const submissionIn = (html: string) => /name="submission" value="([^"]+)"/.exec(html)![1]!
const withdraw = () =>
  site.ctx.db.inTransaction(tx =>
    tx.item.updateMany({ data: { status: 'withdrawn', liveVersion: null, updatedLiveAt: null } }),
  )
const cases = () => site.ctx.db.read.case.count()

describe('the form below an item', () => {
  it('gives number, day and code, and the same again when it is sent once more', async () => {
    const page = await visitor.page(AT)
    expect(page).toContain('三季度账目')
    const form = { ...ASK, submission: submissionIn(page) }
    const first = await visitor.post(AT, form)
    expect(first.status).toBe(303)
    const done = await visitor.page(first.location!)
    const [number] = /\d{4}-\d{5}-\d/.exec(done)!
    expect(done).toContain(`/c/${number}#k=${site.ctx.secrets.trackingCode(number!)}`)
    expect(done).toMatch(/最晚 <b>12 月 \d+ 日/)
    expect((await visitor.post(AT, form)).location).toBe(first.location)
    expect(await cases()).toBe(1)
  })

  it('pressed twice in a browser that has no cookie yet is one comment of one browser', async () => {
    const form = { ...ASK, submission: submissionIn(await visitor.page(AT)) }
    const [one, two] = await Promise.all([
      new Visitor(site.url).post(AT, form),
      new Visitor(site.url).post(AT, form),
    ])
    expect(one.location).toBe(two.location)
    expect([await cases(), await site.ctx.db.read.contact.count()]).toEqual([1, 1])
  })

  it('is of no use for somebody else’s page', async () => {
    const { location } = await visitor.post(AT, ASK)
    expect((await new Visitor(site.url).get(location!)).status).toBe(404)
    const { number } = await openCase(
      site.ctx,
      { kind: 'inquiry', text: '别人的', channel: 'web' },
      { kind: 'resident' },
    )
    expect((await visitor.get(`${AT}/${number}`)).status).toBe(404)
  })

  it('keeps what was typed when something is wrong, and says what', async () => {
    const { status, text } = await visitor.post(AT, { text: '有没有明细', name: '张三', phone: '12' })
    expect(status).toBe(422)
    expect(text).toContain('有没有明细</textarea>')
    expect(text).toContain('value="张三"')
    expect(text).toContain('请选“提问”或“提意见”')
    expect(text).toContain('11 位手机号')
    expect(await cases()).toBe(0)
  })

  it.each(['', '   ', '\u200b\u3164', '！！'])('takes no blank words %j', async words => {
    const { status, text } = await visitor.post(AT, { ...ASK, text: words })
    expect(status).toBe(422)
    expect(text).toContain('comment-text-problem')
  })

  it('takes neither a megabyte nor what another site sends', async () => {
    expect((await visitor.post(AT, { ...ASK, text: '长'.repeat(120_000) })).status).toBe(413)
    expect((await visitor.post(AT, ASK, { origin: 'https://evil.example' })).status).toBe(403)
    expect(await cases()).toBe(0)
  })

  it('refuses a flood of one browser with the words kept, and lets it go on after a minute’s rest', async () => {
    await visitor.post(AT, ASK)
    const answers: number[] = []
    let last = ''
    for (let n = 0; n < 9; n++) {
      const { status, text } = await visitor.post(AT, { ...ASK, text: `第 ${n} 问` })
      answers.push(status)
      last = text
    }
    expect(answers).toEqual([303, 303, 303, 303, 303, 303, 429, 429, 429])
    expect(last).toContain('第 8 问</textarea>')
    expect(last).toContain('发得太快了')
  })

  it('of an item that is withdrawn meanwhile offers to register the words all the same', async () => {
    const page = await visitor.page(AT)
    await withdraw()
    const { status, text } = await visitor.post(AT, { ...ASK, submission: submissionIn(page) })
    expect(status).toBe(409)
    expect(text).toContain('已经撤下')
    expect(text).toContain(`${ASK.text}</textarea>`)
    expect(text).not.toContain('三季度账目')
    const { location } = await visitor.post(AT, {
      ...ASK,
      submission: submissionIn(text),
      ordinary: 'yes',
    })
    expect(await visitor.page(location!)).toContain('编号')
    expect(await site.ctx.db.read.itemComment.count()).toBe(0)
  })

  it('of a consultation that is over offers a question instead', async () => {
    await site.ctx.db.inTransaction(tx =>
      tx.item.updateMany({ data: { consultation: true, endsOn: '2026-12-01' } }),
    )
    expect(await visitor.page(AT)).toContain('正在征求意见，12 月 1 日截止')
    clock.set('2026-12-02T09:00+08:00')
    const page = await visitor.page(AT)
    expect(page).toContain('征求意见已经结束')
    expect(page).not.toContain('value="suggestion"')
    const late = await visitor.post(AT, { kind: 'suggestion', text: '多装几盏' })
    expect(late.status).toBe(409)
    expect(late.text).toContain('多装几盏</textarea>')
    expect((await visitor.post(AT, { kind: 'inquiry', text: '多装几盏吗' })).status).toBe(303)
  })

  it.each(['2026-00009', '2026-1', 'x', '..%2f..'])('of item %s is not there', async number => {
    expect((await visitor.get(`/open/item/${number}/comments`)).status).toBe(404)
    expect((await visitor.post(`/open/item/${number}/comments`, ASK)).status).toBe(404)
  })
})

it('the case says at the desk which item and version it is about', async () => {
  await addOfficers(site.ctx, { du: 'dispatcher' })
  await visitor.post(AT, ASK)
  const { number } = await site.ctx.db.read.case.findFirstOrThrow()
  const du = await signedIn(site, 'du')
  const page = await du.page(`/desk/cases/${number}`)
  expect(page).toContain('说的是公开信息')
  expect(page).toContain('href="/open/item/2026-00001"')
  expect(page).toMatch(/三季度账目.*第 1 版/s)
})
