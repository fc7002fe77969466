import sharp from 'sharp'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { mediaTypeOf } from '../../../src/domain/base/media/media-type.ts'
import { receiveMessage } from '../../../src/usecases/talk/receive-message.ts'
import { makePlayable } from '../../../src/usecases/talk/voice/make-playable.ts'
import { openedCase, RESIDENT } from '../../helpers/cases.ts'
import { typed } from '../../helpers/context.ts'
import { addOfficer, signedIn, type TestSite, testSite, Visitor } from '../../helpers/site.ts'
import { readWav, TONE } from '../../helpers/voice.ts'

/** What residents send that is not text, as officers see it. */

let site: TestSite
let lin: Visitor
let number: string
let contactId: number

beforeAll(async () => {
  site = await testSite()
  await addOfficer(site.ctx, 'lin', 'dispatcher')
  lin = await signedIn(site, 'lin')
  await receiveMessage(site.ctx, typed(site.ctx, 'o-1', '你好', { channel: 'wechat' }))
  contactId = (await site.ctx.db.read.contact.findFirstOrThrow()).id
  const input = { kind: 'complaint', text: '路灯坏了', channel: 'wechat' } as const
  number = await openedCase(site.ctx, input, RESIDENT, { contactId })
})
afterAll(() => site.close())

/** Sends it and puts it with the case, as the dialogue that opened it would. */
async function sends(more: Parameters<typeof typed>[3]): Promise<number> {
  const { messageId, replies } = await receiveMessage(
    site.ctx,
    typed(site.ctx, 'o-1', '', { channel: 'wechat', ...more }),
  )
  // Whatever it is, it is answered.
  expect(replies.length).toBeGreaterThan(0)
  const { id: caseId } = await site.ctx.db.read.case.findUniqueOrThrow({ where: { number } })
  await site.ctx.db.inTransaction(async tx => {
    await tx.message.update({ where: { id: messageId }, data: { caseId } })
    await tx.attachment.updateMany({ where: { messageId }, data: { caseId } })
  })
  return messageId
}

const attachmentOf = (messageId: number) =>
  site.ctx.db.read.attachment.findFirstOrThrow({ where: { messageId } })

it('a kind of message that nobody knows is kept, answered and visible', async () => {
  await sends({ kind: 'unknown', raw: 'hologram' })
  const text = await lin.page(`/desk/cases/${number}`)
  expect(text).toContain('发来一种还不认识的消息：hologram')
})

const cookieOf = (visitor: Visitor) =>
  [...visitor.cookies].map(([name, value]) => `${name}=${value}`).join('; ')

it('WeChat’s own voice is played on the desk and on the resident’s own page, and the original stays', async () => {
  const id = await sends({ kind: 'media', media: [{ kind: 'voice', bytes: TONE, mime: 'audio/amr' }] })
  const attachment = await attachmentOf(id)
  expect(await lin.page(`/desk/cases/${number}`)).toContain('正在转成能直接听的')
  expect(await makePlayable(site.ctx)).toBe(1)
  expect(await makePlayable(site.ctx)).toBe(0)
  const page = await lin.get(`/desk/cases/${number}`)
  const play = `/desk/attachments/${attachment.id}?size=play`
  expect(page.text).toContain(`<audio controls preload="none" src="${play}"`)
  expect(page.headers.get('content-security-policy')).toContain("media-src 'self'")

  const whole = await fetch(site.url + play, { headers: { cookie: cookieOf(lin) } })
  const wav = new Uint8Array(await whole.arrayBuffer())
  expect(whole.headers.get('content-type')).toContain('audio/wav')
  expect(readWav(wav).seconds).toBeCloseTo(0.48)
  // A player seeks by asking for a part.
  const part = await fetch(site.url + play, { headers: { cookie: cookieOf(lin), range: 'bytes=44-143' } })
  expect([part.status, part.headers.get('content-range')]).toEqual([206, `bytes 44-143/${wav.length}`])
  expect(new Uint8Array(await part.arrayBuffer())).toEqual(wav.slice(44, 144))
  const beyond = await lin.get(play, { range: `bytes=${wav.length}-` })
  expect([beyond.status, beyond.headers.get('content-range')]).toEqual([416, `bytes */${wav.length}`])

  const file = await fetch(`${site.url}/desk/attachments/${attachment.id}`, {
    headers: { cookie: cookieOf(lin) },
  })
  expect(file.headers.get('content-disposition')).toMatch(/^attachment;.*\.amr$/)
  expect(file.headers.get('x-content-type-options')).toBe('nosniff')
  expect(new Uint8Array(await file.arrayBuffer())).toEqual(TONE)

  const code = site.ctx.secrets.trackingCode(number)
  const stranger = new Visitor(site.url)
  const own = (await stranger.own(number, code)).text
  const address = /<audio[^>]+src="([^"]+)"/.exec(own)![1]!.replaceAll('&amp;', '&')
  const heard = await fetch(site.url + address, { headers: { cookie: cookieOf(stranger) } })
  expect(new Uint8Array(await heard.arrayBuffer())).toEqual(wav)
  expect((await new Visitor(site.url).get(address)).status).toBe(404)
  // The code of one case opens nothing of another.
  const input = { kind: 'complaint', text: '水管坏了', channel: 'wechat' } as const
  const other = await openedCase(site.ctx, input, RESIDENT, { contactId })
  expect((await stranger.own(other, site.ctx.secrets.trackingCode(other))).status).toBe(200)
  expect((await stranger.get(`/c/${other}/attachments/${attachment.id}`)).status).toBe(404)
  expect((await stranger.get(address)).status).toBe(404)
})

it('a voice that cannot be decoded stays a download, with a plain sentence', async () => {
  const bytes = Buffer.concat([Buffer.from('#!AMR\n'), Buffer.alloc(40, 0x60)])
  const id = await sends({ kind: 'media', media: [{ kind: 'voice', bytes, mime: 'audio/amr' }] })
  await makePlayable(site.ctx)
  const attachment = await attachmentOf(id)
  const text = await lin.page(`/desk/cases/${number}`)
  expect(text).toContain('语音的格式这里放不了，请下载后听。')
  expect(text).toContain(`href="/desk/attachments/${attachment.id}" download`)
  expect(text).not.toContain(`src="/desk/attachments/${attachment.id}`)
})

it('Speex, which no browser plays and we do not decode, says so, too', async () => {
  const bytes = Buffer.concat([Buffer.from('OggS'), Buffer.alloc(24), Buffer.from('Speex   1.2')])
  const mime = mediaTypeOf(bytes)?.mime
  const id = await sends({ kind: 'media', media: [{ kind: 'voice', bytes, ...(mime && { mime }) }] })
  const attachment = await attachmentOf(id)
  const text = await lin.page(`/desk/cases/${number}`)
  expect(text).toContain('语音的格式浏览器放不了')
  const file = await lin.get(`/desk/attachments/${attachment.id}`)
  expect(file.headers.get('content-disposition')).toMatch(/^attachment;.*\.spx$/)
})

it('a voice that browsers play has a player', async () => {
  const bytes = Buffer.concat([Buffer.from('ID3'), Buffer.alloc(40, 7)])
  const id = await sends({ kind: 'media', media: [{ kind: 'voice', bytes, mime: 'audio/mpeg' }] })
  const { id: attachment } = await attachmentOf(id)
  const text = await lin.page(`/desk/cases/${number}`)
  expect(text).toContain(`<audio controls preload="none" src="/desk/attachments/${attachment}"`)
})

it('a photo is drawn anew, small in the list and whole when it is opened', async () => {
  const create = { width: 900, height: 600, channels: 3, background: '#223344' } as const
  const bytes = await sharp({ create }).jpeg().toBuffer()
  const id = await sends({ kind: 'media', media: [{ kind: 'photo', bytes, mime: 'image/jpeg' }] })
  const { id: attachment } = await attachmentOf(id)
  expect(await lin.page(`/desk/cases/${number}`)).toContain(
    `src="/desk/attachments/${attachment}?size=thumb"`,
  )
  const size = async (query: string) => {
    const response = await fetch(`${site.url}/desk/attachments/${attachment}${query}`, {
      headers: { cookie: cookieOf(lin) },
    })
    return (await sharp(Buffer.from(await response.arrayBuffer())).metadata()).width
  }
  expect([await size('?size=thumb'), await size('')]).toEqual([480, 900])
})
