import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { OfficerActor } from '../../../src/domain/people/actor.ts'
import { addComment } from '../../../src/store/publish/item-comments.ts'
import { findItem } from '../../../src/store/publish/items.ts'
import { moveItemAs } from '../../../src/usecases/publish/move-item.ts'
import { openedCase } from '../../helpers/cases.ts'
import { clockAt } from '../../helpers/context.ts'
import { draftItem, goPublic, NEWS } from '../../helpers/publishing.ts'
import {
  type Answer,
  addOfficer,
  addOfficers,
  signedIn,
  type TestSite,
  testSite,
  type Visitor,
} from '../../helpers/site.ts'

let site: TestSite
let lin: OfficerActor
let chen: OfficerActor
let zhao: OfficerActor
let writer: Visitor

beforeEach(async () => {
  site = await testSite({ clock: clockAt('2026-11-30T09:00+08:00') })
  ;({ lin, chen, zhao } = await addOfficers(site.ctx, {
    lin: 'correspondent',
    chen: 'reviewer',
    zhao: 'manager',
  }))
  await addOfficer(site.ctx, 'cun', 'correspondent', undefined, 'dongshan')
  writer = await signedIn(site, 'lin')
})
afterEach(() => site.close())

const itemOf = async (number: string) => (await findItem(site.ctx.db.read, number))!

/** Sends the form of an item as a browser does, with its files last. */
async function sendForm(
  who: Visitor,
  path: string,
  fields: Record<string, string>,
  files: [name: string, bytes: string | Uint8Array][] = [],
): Promise<Answer> {
  await who.get(path.replace(/\/preview$/, ''))
  const body = new FormData()
  for (const [name, value] of Object.entries({ _csrf: who.csrf, ...fields })) body.append(name, value)
  for (const [name, bytes] of files) body.append('files', new Blob([bytes as BlobPart]), name)
  const response = await fetch(site.url + path, {
    method: 'POST',
    body,
    redirect: 'manual',
    headers: { origin: site.url, cookie: [...who.cookies].map(([n, v]) => `${n}=${v}`).join('; ') },
  })
  const text = await response.text()
  return {
    status: response.status,
    text,
    headers: response.headers,
    location: response.headers.get('location'),
  }
}

const FORM = {
  columnId: 'news',
  areaId: '',
  title: '道路修好了',
  body: '## 进度\n\n- 已通车',
  openness: 'open',
}

describe('writing', () => {
  it('makes a draft with a file, which officers in scope download', async () => {
    const sent = await sendForm(writer, '/desk/items/new', FORM, [['账目.csv', '项目,金额\n修路,3\n']])
    expect(sent.location).toMatch(/^\/desk\/items\/2026-\d{5}\?done=item-begun$/)
    const page = await writer.page(sent.location!)
    expect(page).toContain('草稿已存')
    expect(page).toContain('<h2>进度</h2>')
    const link = /href="(\/desk\/items\/[^"]+\/files\/\d+)"/.exec(page)![1]!
    const file = await writer.get(link)
    expect(file.text).toBe('项目,金额\n修路,3\n')
    expect(file.headers.get('content-disposition')).toMatch(/^attachment/)
    expect((await (await signedIn(site, 'cun')).get(link)).status).toBe(404)
  })

  it.each<[string, [string, string | Uint8Array], string]>([
    ['a Word file', ['通知.docx', 'PK\u0003\u0004x'], '打不开'],
    ['a page', ['网页.html', '<html><script>1</script>'], '不能传'],
    ['21 MB', ['大.pdf', new Uint8Array(21 * 1024 * 1024).fill(37)], '20 MB'],
  ])('refuses %s in words and keeps what was typed', async (_what, file, words) => {
    const { status, text } = await sendForm(writer, '/desk/items/new', FORM, [file])
    expect(status).toBe(422)
    expect(text).toContain(words)
    expect(text).toContain('id="files-problem"')
    expect(text).toContain('value="道路修好了"')
    expect(text).toContain('- 已通车</textarea>')
    expect(await site.ctx.db.read.item.count()).toBe(0)
  })

  it('offers a village’s correspondent that village and its columns alone', async () => {
    const page = await (await signedIn(site, 'cun')).page('/desk/items/new')
    expect(page).toContain('value="village-affairs"')
    expect(page).not.toContain('value="news"')
    expect(page).toContain('value="dongshan"')
    expect(page).not.toMatch(/value="xihe"|全单位<\/option>/)
  })

  it('previews without script, changing nothing, and escapes what is no Markdown', async () => {
    const body = '## 标题\n\n<script>alert(1)</script>'
    const { text, status } = await sendForm(writer, '/desk/items/new/preview', { ...FORM, body })
    expect(status).toBe(200)
    expect(text).toContain('<h2>标题</h2>')
    expect(text).not.toContain('<script>alert')
    expect(text).toContain('value="道路修好了"')
    expect(await site.ctx.db.read.item.count()).toBe(0)
  })

  it('shows both texts when somebody else saved meanwhile, and loses neither', async () => {
    const number = await draftItem(site.ctx, lin)
    const { version } = await itemOf(number)
    const at = `/desk/items/${number}/edit`
    const first = await sendForm(writer, at, { ...FORM, version: String(version), body: '甲写的' })
    expect(first.status).toBe(303)
    const { status, text } = await sendForm(writer, at, { ...FORM, version: String(version), body: '乙写的' })
    expect(status).toBe(412)
    expect(text).toContain('甲写的')
    expect(text).toContain('乙写的</textarea>')
    // Saving again is a decision: the form has the present version now.
    const now = /name="version" value="(\d+)"/.exec(text)![1]!
    expect((await sendForm(writer, at, { ...FORM, version: now, body: '乙写的' })).status).toBe(303)
  })

  it('says what is personal before it is handed in', async () => {
    const number = await draftItem(site.ctx, lin, { body: '请打 13912345678 联系。' })
    expect(await writer.page(`/desk/items/${number}`)).toContain('身份证号、电话、账号不能公开')
  })
})

describe('moves', () => {
  it('lead from the draft to the public, each by somebody else, with a time in Shanghai', async () => {
    const number = await draftItem(site.ctx, lin)
    const move = async (login: string, name: string, fields: Record<string, string> = {}) => {
      const who = await signedIn(site, login)
      await who.get(`/desk/items/${number}`)
      const version = String((await itemOf(number)).version)
      return who.post(`/desk/items/${number}/moves/${name}`, { version, ...fields })
    }
    expect((await move('lin', 'submit')).location).toBe(`/desk/items/${number}?done=item-submit`)
    expect((await move('lin', 'pass')).status).toBe(403)
    expect((await move('chen', 'pass')).status).toBe(303)
    const twice = await move('chen', 'check', { confirmed: 'yes' })
    expect(twice.status).toBe(409)
    expect(twice.text).toContain('不能是同一个人')
    expect((await move('zhao', 'check')).text).toContain('先勾选')
    const past = await move('zhao', 'check', { confirmed: 'yes', publishAt: '2026-11-30T08:00' })
    expect(past.text).toContain('已经过了')
    expect(past.text).toContain('value="2026-11-30T08:00"')
    const done = await move('zhao', 'check', { confirmed: 'yes', publishAt: '2026-12-01T08:30' })
    expect(done.status).toBe(303)
    expect(await itemOf(number)).toMatchObject({
      status: 'scheduled',
      publishAt: new Date('2026-12-01T08:30+08:00'),
    })
  })

  it('keep what was typed when the form is stale', async () => {
    const number = await draftItem(site.ctx, lin)
    await goPublic(site.ctx, number, [lin, chen, zhao])
    await writer.get(`/desk/items/${number}`)
    const version = String((await itemOf(number)).version)
    const form = { version, change: '日期改为 27 日' }
    const first = await writer.post(`/desk/items/${number}/moves/amend`, form)
    expect(first.location).toBe(`/desk/items/${number}/edit?done=item-amend`)
    await moveItemAs(site.ctx, number, 'abandon', {}, lin)
    const late = await writer.post(`/desk/items/${number}/moves/amend`, form)
    expect(late.status).toBe(412)
    expect(late.text).toContain('日期改为 27 日</textarea>')
  })

  it('show a reviewer what a new version changes', async () => {
    const number = await draftItem(site.ctx, lin)
    await goPublic(site.ctx, number, [lin, chen, zhao])
    await moveItemAs(site.ctx, number, 'amend', { change: '更正日期' }, lin)
    const { version } = await itemOf(number)
    await sendForm(writer, `/desk/items/${number}/edit`, {
      ...FORM,
      title: NEWS.title,
      body: NEWS.body.replace('28', '27'),
      version: String(version),
    })
    const page = await (await signedIn(site, 'chen')).page(`/desk/items/${number}`)
    expect(page).toContain('<del>8</del><ins>7</ins>')
    const one = await writer.page(`/desk/items/${number}/versions/2`)
    expect(one).toContain('更正日期')
    expect(one).toContain('<ins>7</ins>')
  })
})

describe('the list', () => {
  it('counts what waits, and shows it to those whose it is', async () => {
    const number = await draftItem(site.ctx, lin)
    await moveItemAs(site.ctx, number, 'submit', {}, lin)
    const page = await (await signedIn(site, 'chen')).page('/desk/items?status=in_review')
    expect(page).toContain(`/desk/items/${number}`)
    expect(page).toMatch(/公开信息<b class="count">1<\/b>/)
    expect(await (await signedIn(site, 'cun')).page('/desk/items')).not.toContain(number)
  })

  it('says what to do when there is nothing', async () => {
    expect(await writer.page('/desk/items')).toContain('选好栏目，写标题和正文')
    expect(await writer.page('/desk/items?column=news')).toContain('清除条件')
  })

  it('goes on by the id of the last item', async () => {
    for (let i = 0; i < 31; i++) await draftItem(site.ctx, lin, { title: `第 ${i} 条` })
    const page = await writer.page('/desk/items')
    const next = /rel="next" href="([^"]+)"/.exec(page)![1]!
    const older = await writer.page(next.replaceAll('&amp;', '&'))
    expect(older).toContain('第 0 条')
    expect(older).not.toContain('第 30 条')
  })
})

describe('columns', () => {
  it('that are late are named, the late ones first, to those who answer for them', async () => {
    const page = await writer.page('/desk/items/columns')
    expect(page).toMatch(/超期没有更新/)
    expect(page.indexOf('超期</span>')).toBeLessThan(page.indexOf('没超期'))
    const village = await (await signedIn(site, 'cun')).page('/desk/items/columns')
    expect(village).toContain('村务公开')
    expect(village).not.toContain('工作动态')
    expect(await writer.page('/desk/items')).toMatch(/有 \d+ 个栏目超期/)
  })

  it('are late no more once something is published', async () => {
    const late = async () => Number(/有 (\d+) 个栏目超期/.exec(await writer.page('/desk/items'))![1])
    const before = await late()
    await goPublic(site.ctx, await draftItem(site.ctx, lin), [lin, chen, zhao])
    expect(await late()).toBe(before - 1)
  })

  it('stand on the manager’s board', async () => {
    expect(await (await signedIn(site, 'zhao')).page('/desk/board')).toMatch(/\d+ 个栏目超期/)
  })
})

describe('comments', () => {
  it('of a consultation are treated with a reason; words of cases out of sight stay out', async () => {
    const { ctx } = site
    const number = await draftItem(ctx, lin, {
      columnId: 'notices',
      consultation: true,
      endsOn: '2026-12-10',
    })
    await goPublic(ctx, number, [lin, chen, zhao])
    const comment = await openedCase(ctx, { title: '站台再远一点', text: '站台离路口太近。' })
    await ctx.db.inTransaction(async tx => {
      const { id: caseId } = await tx.case.findUniqueOrThrow({ where: { number: comment } })
      const { id: itemId } = await tx.item.findUniqueOrThrow({ where: { number } })
      await addComment(tx, { itemId, caseId, version: 1, createdAt: ctx.now() })
    })
    const reviewer = await signedIn(site, 'chen')
    expect(await reviewer.page(`/desk/items/${number}`)).toContain('站台再远一点')
    expect(await writer.page(`/desk/items/${number}`)).not.toContain('站台再远一点')
    const treat = (fields: Record<string, string>) =>
      reviewer.post(`/desk/items/${number}/treat`, { comment, ...fields })
    const refused = await treat({ treatment: 'adopted', reason: '请打 13912345678' })
    expect(refused.status).toBe(422)
    expect(refused.text).toContain('13912345678</textarea>')
    expect((await treat({ treatment: 'adopted', reason: '有道理，往东移二十米。' })).status).toBe(303)
    const page = await writer.page(`/desk/items/${number}`)
    expect(page).toContain('采纳')
    expect(page).toContain('往东移二十米')
    expect((await writer.post(`/desk/items/${number}/treat`, { comment })).status).toBe(403)
  })
})
