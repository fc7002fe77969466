import sharp from 'sharp'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { trackingUrl } from '../../src/usecases/cases/moving/open-case.ts'
import { storePictures } from '../../src/usecases/cases/public/reply-pictures.ts'
import { eventually } from '../helpers/eventually.ts'
import { Visitor } from '../helpers/site.ts'
import { type WeChatOffice, wechatOffice } from '../helpers/wechat-office.ts'
import { textOf } from '../tools/stand-in/wechat/mod.ts'

/** Photos of an answer, from the officer's file to the resident's phone, by the routes. */

const UPLOAD = '/cgi-bin/media/upload'
const CUSTOM = '/cgi-bin/message/custom/send'
let office: WeChatOffice

beforeAll(async () => {
  office = await wechatOffice({ settings: { WECHAT_TEMPLATE_REPLY: 'TPL|thing1={text}' } })
  office.wechat.templates.set('TPL', ['thing1'])
})
afterAll(() => office.stop())

const photo = (background: string) =>
  sharp({ create: { width: 3000, height: 1000, channels: 3, background } })
    .withExif({ IFD0: { Copyright: 'the officer’s camera' } })
    .png()
    .toBuffer()
const stored = async (...colours: string[]) =>
  storePictures(office.service.ctx, await Promise.all(colours.map(photo)))
const sent = (number: string) =>
  eventually(async () => expect((await office.view(number)).replies[0]).toMatchObject({ delivery: 'sent' }))
/** A try was refused and put off. Before that is written down, a clock that moves on is the clock it is put off from. */
const refused = (number: string) =>
  eventually(async () => {
    const row = await office.service.ctx.db.read.outbox.findFirstOrThrow({
      where: { dedupeKey: `reply:${(await office.view(number)).replies[0]!.id}` },
    })
    expect([row.status, row.claimedBy, row.errorCode !== null]).toEqual(['queued', null, true])
  })
const uploads = () => office.wechat.calls(UPLOAD).length

it('a photo goes out behind its text, drawn anew, and stands on the resident’s own page', async () => {
  const who = office.resident('o-picture')
  const number = await office.complains(who)
  await office.answers(number, '灯已换好，见照片。', await stored('#224466'))
  await sent(number)
  const { wechat } = office
  const [text] = wechat.textsTo(who.openId).slice(-1)
  expect(text).toContain('附照片 1 张')
  expect(text).toContain(`https://office.example/c/${number}#k=`)
  const [picture, ...more] = wechat.picturesTo(who.openId)
  expect(more).toEqual([])
  const { format, width, exif } = await sharp(picture).metadata()
  expect({ format, width, exif }).toEqual({ format: 'jpeg', width: 2000, exif: undefined })
  // Behind the text, and both out of the window.
  const kinds = wechat
    .calls(CUSTOM)
    .slice(-2)
    .map(c => (c.body as { msgtype: string }).msgtype)
  expect(kinds).toEqual(['text', 'image'])
  const contact = await office.service.ctx.db.read.contact.findFirstOrThrow({ orderBy: { id: 'desc' } })
  expect(contact.windowLeft).toBe(3)

  const resident = new Visitor(office.service.address, { origin: 'https://office.example' })
  const page = await resident.own(number, office.service.ctx.secrets.trackingCode(number))
  const source = /<img[^>]+src="([^"]+)"/.exec(page.text)![1]!.replaceAll('&amp;', '&')
  const cookie = [...resident.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  const shown = await fetch(office.service.address + source, { headers: { cookie } })
  expect((await sharp(Buffer.from(await shown.arrayBuffer())).metadata()).width).toBe(480)
})

it('a picture that was sent up is not sent up again, not for a retry and not for another resident', async () => {
  const { wechat } = office
  const pictures = await stored('#886622')
  const before = uploads()
  const first = office.resident('o-retry')
  const number = await office.complains(first)
  // Refused once behind the upload: the try that follows has the id already, and does not repeat the text.
  wechat.trouble([{ pass: true }, { errcode: -1 }], CUSTOM)
  await office.answers(number, '第一位的答复。', pictures)
  await refused(number)
  office.clock.advance(10)
  await sent(number)
  expect(wechat.textsTo(first.openId).filter(t => t.includes('第一位'))).toHaveLength(1)
  expect(wechat.picturesTo(first.openId)).toHaveLength(1)
  const second = office.resident('o-again')
  const other = await office.complains(second)
  await office.answers(other, '第二位的答复。', pictures)
  await sent(other)
  expect(wechat.picturesTo(second.openId)).toHaveLength(1)
  expect(uploads() - before).toBe(1)
  // WeChat forgets after three days; then it is sent up anew.
  office.clock.advance(3 * 24 * 60)
  const third = office.resident('o-later')
  const later = await office.complains(third)
  await office.answers(later, '第三位的答复。', pictures)
  await sent(later)
  expect(wechat.picturesTo(third.openId)).toHaveLength(1)
  expect(uploads() - before).toBe(2)
})

it('an upload that WeChat will never take leaves the text sent, and the photo on the page', async () => {
  const who = office.resident('o-refused')
  const number = await office.complains(who)
  office.wechat.trouble({ errcode: 40009 }, UPLOAD)
  await office.answers(number, '照片太大的答复。', await stored('#113355'))
  await sent(number)
  expect(office.wechat.picturesTo(who.openId)).toEqual([])
  expect((await office.view(number)).replies[0]!.pictures).toHaveLength(1)
  const { db } = office.service.ctx
  const history = await db.read.deliveryAttempt.findMany({ orderBy: { id: 'desc' }, take: 2 })
  expect(history.map(h => [h.outcome, h.code])).toEqual([
    ['sent', null],
    ['undeliverable', '40009'],
  ])
})

it('what the window has no room for stays on the page', async () => {
  const who = office.resident('o-window')
  const number = await office.complains(who)
  // A click later: three messages within a minute, and one is used up.
  office.clock.advance(49 * 60)
  await who.event('CLICK', { EventKey: 'progress' })
  await office.answers(number, '三张照片的答复。', await stored('#111111', '#222222', '#333333'))
  await sent(number)
  const pictures = office.wechat.picturesTo(who.openId).length
  expect(pictures).toBeGreaterThan(0)
  expect(pictures).toBeLessThan(3)
})

it('beyond the window the notice with the page goes out, and no picture is tried', async () => {
  const who = office.resident('o-beyond')
  const number = await office.complains(who)
  office.clock.advance(49 * 60)
  const before = uploads()
  await office.answers(number, '过了四十八小时的答复。', await stored('#445566'))
  await sent(number)
  expect(uploads()).toBe(before)
  const [template] = office.wechat.calls('/cgi-bin/message/template/send').slice(-1)
  expect(template!.body).toMatchObject({ touser: who.openId, url: trackingUrl(office.service.ctx, number) })
})

it('an account that can only answer gives the held text with its link when the resident writes', async () => {
  const small = await wechatOffice({ account: 'unverified' })
  try {
    const who = small.resident('o-unverified')
    const number = await small.complains(who)
    await small.answers(
      number,
      '灯已换好。',
      await storePictures(small.service.ctx, [await photo('#665544')]),
    )
    await eventually(async () =>
      expect((await small.view(number)).replies[0]).toMatchObject({ delivery: 'held' }),
    )
    small.clock.advance(5)
    const answer = textOf(await who.text('在吗'))
    expect(answer).toContain('附照片 1 张')
    expect(answer).toContain(`/c/${number}#k=`)
    expect((await small.view(number)).replies[0]).toMatchObject({ delivery: 'sent' })
  } finally {
    await small.stop()
  }
})
