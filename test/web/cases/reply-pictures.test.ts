import sharp from 'sharp'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { receiveMessage } from '../../../src/usecases/talk/receive-message.ts'
import { conversationOf } from '../../../src/usecases/talk/web-conversation.ts'
import { assignCase, openedCase, RESIDENT } from '../../helpers/cases.ts'
import { officer, typed } from '../../helpers/context.ts'
import { addOfficers, signedIn, type TestSite, testSite, Visitor, versionOn } from '../../helpers/site.ts'

/** Photos of an answer at the desk: chosen with the draft, seen by the reviewer, then by the resident. */

let site: TestSite
let clerk: Visitor
let reviewer: Visitor
let number: string

beforeAll(async () => {
  site = await testSite()
  await addOfficers(site.ctx, { zhang: ['clerk', 'construction'], zhou: 'reviewer' })
  clerk = await signedIn(site, 'zhang')
  reviewer = await signedIn(site, 'zhou')
  await receiveMessage(site.ctx, typed(site.ctx, 'browser-1', '你好', { channel: 'web' }))
  const contactId = (await site.ctx.db.read.contact.findFirstOrThrow()).id
  const input = { kind: 'complaint', text: '路灯坏了', channel: 'web' } as const
  number = await openedCase(site.ctx, input, RESIDENT, { contactId })
  const lin = await officer(site.ctx, 'dispatcher', '林晓')
  await assignCase(site.ctx, number, lin)
})
afterAll(() => site.close())

const photo = async (background: string) =>
  new Uint8Array(
    await sharp({ create: { width: 60, height: 40, channels: 3, background } })
      .png()
      .toBuffer(),
  )

/** The reply's form as a browser sends it. */
async function draft(visitor: Visitor, text: string, files: Uint8Array[], more: [string, string][] = []) {
  const page = await visitor.get(`/desk/cases/${number}`)
  const form = new FormData()
  for (const [name, value] of [
    ['_csrf', visitor.csrf],
    ['version', versionOn(page) ?? '1'],
    ['text', text],
    ...more,
  ] as [string, string][])
    form.append(name, value)
  for (const file of files) form.append('pictures', new Blob([file.slice().buffer]), '照片.png')
  const cookie = [...visitor.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  const response = await fetch(`${site.url}/desk/cases/${number}/moves/draft`, {
    method: 'POST',
    body: form,
    headers: { cookie, origin: site.url },
    redirect: 'manual',
  })
  return { status: response.status, text: await response.text() }
}
const pictures = () => site.ctx.db.read.attachment.findMany({ where: { replyId: { not: null } } })

it('what is no picture is refused, and what was typed stays', async () => {
  const { status, text } = await draft(clerk, '写好的答复', [Buffer.from('<svg onload=alert(1)>')])
  expect(status).toBe(422)
  expect(text).toContain('有一张照片打不开')
  expect(text).toContain('写好的答复')
  expect(await pictures()).toEqual([])
})

it('more than three are refused, at once or one after the other', async () => {
  const four = await Promise.all(['#111111', '#222222', '#333333', '#444444'].map(photo))
  expect((await draft(clerk, '答复', four)).status).toBe(422)
  expect((await draft(clerk, '答复', four.slice(0, 3))).status).toBe(303)
  expect((await draft(clerk, '答复', four.slice(3))).status).toBe(422)
  expect(await pictures()).toHaveLength(3)
})

it('a draft’s pictures can be taken out again', async () => {
  const [first, second] = await pictures()
  expect(
    (
      await draft(
        clerk,
        '答复',
        [],
        [
          ['drop', String(first!.id)],
          ['drop', String(second!.id)],
        ],
      )
    ).status,
  ).toBe(303)
  expect(await pictures()).toHaveLength(1)
  const page = await clerk.get(`/desk/cases/${number}`)
  expect(page.text).toContain('enctype="multipart/form-data"')
  expect(page.text).toContain('去掉照片 1')
})

it('nobody outside sees them before the answer is approved; the reviewer does', async () => {
  const [picture] = await pictures()
  expect((await draft(clerk, '路灯修好了。', [], [['after', 'submit']])).status).toBe(303)
  expect(await reviewer.page(`/desk/cases/${number}`)).toContain(
    `/desk/attachments/${picture!.id}?size=thumb`,
  )
  const code = site.ctx.secrets.trackingCode(number)
  const own = `/c/${number}/attachments/${picture!.id}`
  const resident = new Visitor(site.url)
  await resident.own(number, code)
  expect((await resident.get(own)).status).toBe(404)
  expect((await reviewer.move(number, 'approve')).status).toBe(303)
  expect((await resident.get(own)).status).toBe(200)
  expect(await resident.page(`/c/${number}`)).toContain('答复附的照片 1')
})

it('the web chat shows them with the answer', async () => {
  const { messages } = await conversationOf(site.ctx, 'browser-1')
  const answer = messages.at(-1)!
  expect(answer.text).toContain('路灯修好了。')
  expect(answer.media).toMatchObject([{ kind: 'photo' }])
})

it('somebody whose session has ended keeps the text; files of strangers are not read', async () => {
  const stranger = new Visitor(site.url)
  const form = new FormData()
  form.append('text', '快写完的答复')
  form.append('pictures', new Blob([(await photo('#777777')).slice().buffer]), 'a.png')
  const response = await fetch(`${site.url}/desk/cases/${number}/moves/draft`, {
    method: 'POST',
    body: form,
    headers: { origin: stranger.url },
  })
  expect(response.status).toBe(401)
  expect(await response.text()).toContain('快写完的答复')
})
