import sharp from 'sharp'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openCase } from '../../src/usecases/open-case.ts'
import { receiveMessage } from '../../src/usecases/receive-message.ts'
import { typed } from '../helpers/context.ts'
import { addOfficer, signedIn, type TestSite, testSite, type Visitor } from '../helpers/site.ts'

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
  number = (await openCase(site.ctx, input, { kind: 'resident' }, { contactId })).number
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
  const { text } = await lin.get(`/desk/cases/${number}`)
  expect(text).toContain('发来一种还不认识的消息：hologram')
})

it('WeChat’s own voice is a download, because no browser plays it', async () => {
  const bytes = Buffer.concat([Buffer.from('#!AMR\n'), Buffer.alloc(40, 7)])
  const id = await sends({ kind: 'media', media: [{ kind: 'voice', bytes, mime: 'audio/amr' }] })
  const attachment = await attachmentOf(id)
  const { text } = await lin.get(`/desk/cases/${number}`)
  expect(text).toContain('浏览器放不了')
  expect(text).not.toContain('<audio')
  const file = await lin.get(`/desk/attachments/${attachment.id}`)
  expect(file.headers.get('content-disposition')).toMatch(/^attachment;.*\.amr$/)
  expect(file.headers.get('x-content-type-options')).toBe('nosniff')
})

it('a voice that browsers play has a player', async () => {
  const bytes = Buffer.concat([Buffer.from('ID3'), Buffer.alloc(40, 7)])
  const id = await sends({ kind: 'media', media: [{ kind: 'voice', bytes, mime: 'audio/mpeg' }] })
  const { id: attachment } = await attachmentOf(id)
  const { text } = await lin.get(`/desk/cases/${number}`)
  expect(text).toContain(`<audio controls preload="none" src="/desk/attachments/${attachment}"`)
})

it('a photo is drawn anew, small in the list and whole when it is opened', async () => {
  const create = { width: 900, height: 600, channels: 3, background: '#223344' } as const
  const bytes = await sharp({ create }).jpeg().toBuffer()
  const id = await sends({ kind: 'media', media: [{ kind: 'photo', bytes, mime: 'image/jpeg' }] })
  const { id: attachment } = await attachmentOf(id)
  expect((await lin.get(`/desk/cases/${number}`)).text).toContain(
    `src="/desk/attachments/${attachment}?size=thumb"`,
  )
  const size = async (query: string) => {
    const cookie = [...lin.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const response = await fetch(`${site.url}/desk/attachments/${attachment}${query}`, {
      headers: { cookie },
    })
    return (await sharp(Buffer.from(await response.arrayBuffer())).metadata()).width
  }
  expect([await size('?size=thumb'), await size('')]).toEqual([480, 900])
})
