import express from 'express'
import sharp from 'sharp'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createWebChat } from '../../../src/channels/web/mod.ts'
import { addOutbound } from '../../../src/store/talk/messages.ts'
import type { ChatMessage } from '../../../src/usecases/talk/web-conversation.ts'
import { problemHandler } from '../../../src/web/shell/problem.ts'
import { webChat } from '../../../src/web/talk/chat.ts'
import { type TestContext, testContext } from '../../helpers/context.ts'
import { browser, listen } from '../../helpers/listen.ts'

let ctx: TestContext
let url: string
const closing: (() => Promise<void>)[] = []

async function serve(limits?: Parameters<typeof webChat>[1]) {
  const app = express()
  const { page, messages } = webChat(ctx, limits)
  app.use('/chat', page)
  app.use('/channels/web', messages)
  app.use(problemHandler(ctx.log))
  const server = await listen(app)
  closing.push(server.close)
  return server.url
}

beforeEach(async () => {
  ctx = await testContext({ channels: [createWebChat()] })
  url = await serve()
})
afterEach(async () => {
  await Promise.all(closing.splice(0).map(close => close()))
  await ctx.close()
})

const POST = '/channels/web/messages'
const photo = () =>
  sharp({ create: { width: 8, height: 8, channels: 3, background: '#080' } })
    .jpeg()
    .toBuffer()
const messagesOf = async (response: Response) =>
  ((await response.json()) as { messages: ChatMessage[] }).messages
type Replies = { replies: { text: string; choices?: { label: string; value: string }[] }[] }

describe('JSON messages', () => {
  it('are answered, and the browser is known by its cookie from then on', async () => {
    const resident = browser(url)
    const first = await resident.postJson(POST, { text: '投诉' })
    expect(first.status).toBe(200)
    const { replies } = (await first.json()) as Replies
    expect(replies.map(r => r.text).join()).toContain('请说说是什么事')
    expect(first.headers.get('set-cookie')).toMatch(
      /^__Host-huiyin_chat=\S+; Max-Age=\d+; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
    )
    await resident.postJson(POST, { text: '老供销社门口的路灯坏了半个月，晚上看不见路。' })
    const shown = await messagesOf(await resident.fetch('/channels/web/messages'))
    expect(shown.filter(m => m.from === 'resident')).toHaveLength(2)
    expect(await ctx.db.read.contact.count()).toBe(1)
  })

  it('know a browser by the name that the cookie had before', async () => {
    const said = async (cookie: string) => {
      const headers = { 'content-type': 'application/json', cookie }
      return fetch(url + POST, { method: 'POST', headers, body: JSON.stringify({ text: '你好' }) })
    }
    const [cookie] = (await said('')).headers.get('set-cookie')!.split(';')
    await said(cookie!.replace('__Host-', ''))
    expect(await ctx.db.read.contact.count()).toBe(1)
    await said(cookie!.replace('__Host-', 'other_'))
    expect(await ctx.db.read.contact.count()).toBe(2)
  })

  it('sent twice under one id count once and get the same answer', async () => {
    const resident = browser(url)
    await resident.postJson(POST, { text: '投诉' })
    const words = { text: '西河村水库边的垃圾三天没人倒了。', id: 'same-id-1234' }
    const [a, b] = [await resident.postJson(POST, words), await resident.postJson(POST, words)]
    expect(await a.json()).toEqual(await b.json())
    const c = await resident.postJson(POST, { text: words.text }, { 'idempotency-key': 'same-id-1234' })
    expect(c.status).toBe(200)
    expect(await ctx.db.read.message.count({ where: { direction: 'in' } })).toBe(2)
    // Another browser's ids are its own.
    await browser(url).postJson(POST, words)
    expect(await ctx.db.read.message.count({ where: { direction: 'in' } })).toBe(3)
  })

  it('with a photo, sent twice under one id, are one message with one photo; another photo makes another', async () => {
    const resident = browser(url)
    await resident.postJson(POST, { text: '投诉' })
    const form = (color: string) => async () => {
      const made = sharp({ create: { width: 8, height: 8, channels: 3, background: color } })
      const body = new FormData()
      body.set('id', 'photo-id-1234')
      body.set('photos', new Blob([new Uint8Array(await made.jpeg().toBuffer())], { type: 'image/jpeg' }))
      return (await resident.fetch(POST, { method: 'POST', body })).status
    }
    for (const send of [form('#080'), form('#080'), form('#800')]) expect(await send()).toBe(200)
    expect(await ctx.db.read.message.count({ where: { direction: 'in' } })).toBe(3)
    expect(await ctx.db.read.attachment.count()).toBe(2)
  })

  it('open a conversation without words', async () => {
    const resident = browser(url)
    const { replies } = (await (await resident.postJson(POST, { start: true })).json()) as Replies
    expect(replies[0]!.text).toContain('青禾镇')
    const shown = await messagesOf(await resident.fetch('/channels/web/messages'))
    expect(shown.length).toBeGreaterThan(0)
    expect(shown.filter(m => m.from !== 'office')).toEqual([])
  })

  it('may carry photos, which only their sender sees again', async () => {
    const resident = browser(url)
    const data = (await photo()).toString('base64')
    expect((await resident.postJson(POST, { attachments: [{ data }] })).status).toBe(200)
    const [message] = await messagesOf(await resident.fetch('/channels/web/messages'))
    const address = message!.media![0]!.url
    const seen = await resident.fetch(address)
    expect(seen.headers.get('content-type')).toBe('image/jpeg')
    // Drawn anew when it came: the same picture, and not the same file.
    expect(await sharp(Buffer.from(await seen.arrayBuffer())).metadata()).toMatchObject({
      width: 8,
      height: 8,
    })
    expect(seen.headers.get('content-security-policy')).toContain('sandbox')
    expect(seen.headers.get('x-content-type-options')).toBe('nosniff')
    expect((await browser(url).fetch(address)).status).toBe(404)
    const stranger = browser(url)
    await stranger.postJson(POST, { text: '你好' })
    expect((await stranger.fetch(address)).status).toBe(404)
  })

  it.each([
    ['nothing in it', {}, 422],
    ['an unknown field', { text: '你好', admin: true }, 422],
    ['text of 30,000 letters', { text: 'a'.repeat(30_000) }, 422],
    ['text of 30,000 characters: more than a JSON body may weigh', { text: '好'.repeat(30_000) }, 413],
    [
      'an attachment that is no photo',
      { attachments: [{ data: Buffer.from('MZ hello').toString('base64') }] },
      415,
    ],
    ['a photo that is HTML', { attachments: [{ data: Buffer.from('<script>').toString('base64') }] }, 415],
    ['an id that is too short', { text: '你好', id: 'x' }, 422],
  ])('with %s are refused in words', async (_name, body, status) => {
    const response = await browser(url).postJson(POST, body)
    expect(response.status).toBe(status)
    expect(response.headers.get('content-type')).toContain('application/problem+json')
    expect(((await response.json()) as { detail: string }).detail).toMatch(/[\u4e00-\u9fff]/)
    expect(await ctx.db.read.message.count()).toBe(0)
  })

  it('of 9,000 characters are taken in', async () => {
    const resident = browser(url)
    await resident.postJson(POST, { text: '投诉' })
    const response = await resident.postJson(POST, { text: '路坏了。'.repeat(2250) })
    expect(response.status).toBe(200)
    expect(((await response.json()) as Replies).replies.length).toBeGreaterThan(0)
  })

  it('that are no JSON are refused', async () => {
    const bad = await browser(url).fetch(POST, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"text":',
    })
    expect(bad.status).toBe(400)
    const plain = await browser(url).fetch(POST, {
      method: 'POST',
      headers: { 'content-type': 'text/plain' },
      body: 'x',
    })
    expect(plain.status).toBe(415)
  })

  it('from another site are refused', async () => {
    const evil = browser(url, 'https://evil.example')
    expect((await evil.postJson(POST, { text: '你好' })).status).toBe(403)
    expect((await browser(url, 'null').postJson(POST, { text: '你好' })).status).toBe(403)
    const crossSite = await browser(url).postJson(POST, { text: '你好' }, { 'sec-fetch-site': 'cross-site' })
    expect(crossSite.status).toBe(403)
    // The public address is ours, whatever stands before us.
    expect((await browser(url, 'https://office.example').postJson(POST, { text: '你好' })).status).toBe(200)
  })

  it('under a cookie that was made up belong to nobody', async () => {
    const resident = browser(url)
    await resident.postJson(POST, { text: '你好' })
    const forged = resident.cookie.replace(/\..*/, '.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA')
    const response = await fetch(`${url}/channels/web/messages`, { headers: { cookie: forged } })
    expect(await messagesOf(response)).toEqual([])
  })

  it('too many in a minute have to wait', async () => {
    const slow = await serve({
      perContact: { points: 2, seconds: 60 },
      newcomers: { points: 1, seconds: 60 },
      perNetwork: { points: 10, seconds: 60 },
    })
    const resident = browser(slow)
    await resident.postJson(POST, { text: '一' })
    await resident.postJson(POST, { text: '二' })
    await resident.postJson(POST, { text: '三' })
    const refused = await resident.postJson(POST, { text: '四' })
    expect(refused.status).toBe(429)
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
    // A new browser at the same address is not a way round it.
    expect((await browser(slow).postJson(POST, { text: '五' })).status).toBe(429)
  })
})

describe('what the office says later', () => {
  it('is fetched with the id of the last message seen', async () => {
    const resident = browser(url)
    await resident.postJson(POST, { text: '你好' })
    const before = await messagesOf(await resident.fetch('/channels/web/messages'))
    const last = before.at(-1)!.id
    expect(await messagesOf(await resident.fetch(`/channels/web/messages?after=${last}`))).toEqual([])
    expect((await resident.fetch(`/chat/log?after=${last}`)).status).toBe(204)
    const { id } = await ctx.db.read.contact.findFirstOrThrow()
    await ctx.db.inTransaction(tx =>
      addOutbound(tx, ctx.secrets, {
        contactId: id,
        outbound: { text: '路灯已经修好 <b>了</b>，见 https://office.example/c/1#k=2 。' },
        purpose: 'reply',
        dedupeKey: 'reply:1',
        now: ctx.now(),
      }),
    )
    const [news] = await messagesOf(await resident.fetch(`/channels/web/messages?after=${last}`))
    expect(news).toMatchObject({ from: 'office', text: expect.stringContaining('修好') })
    const html = await (await resident.fetch(`/chat/log?after=${last}`)).text()
    expect(html).toContain('&lt;b>')
    expect(html).toContain('<a href="https://office.example/c/1#k=2">')
    // A stranger sees none of it.
    expect(await messagesOf(await browser(url).fetch('/channels/web/messages?after=0'))).toEqual([])
  })
})

describe('the page without JavaScript', () => {
  const form = (fields: Record<string, string | Blob>) => {
    const body = new FormData()
    for (const [name, value] of Object.entries(fields)) body.append(name, value)
    return { method: 'POST', body }
  }

  it('holds a conversation with forms', async () => {
    const resident = browser(url)
    const empty = await (await resident.fetch('/chat')).text()
    expect(empty).toContain('<html lang="zh-CN"')
    expect(empty).toContain('name="start"')
    expect(empty).not.toMatch(/<script(?![^>]*\ssrc=)/)
    expect(empty).not.toMatch(/\son\w+=|style=/)
    expect(resident.cookie).toBe('')

    const sent = await resident.fetch('/chat', form({ text: '投诉', id: 'form-1234' }))
    expect([sent.status, sent.headers.get('location')]).toEqual([303, '/chat#end'])
    const page = await (await resident.fetch('/chat')).text()
    expect(page).toContain('请说说是什么事')
    expect(page).toContain('role="log"')
  })

  it('shows choices as buttons, and what was pressed as its label', async () => {
    const resident = browser(url)
    await resident.fetch('/chat', form({ start: '1' }))
    const page = await (await resident.fetch('/chat')).text()
    const [, value, label] = /name="choice" value="([^"]+)"[^>]*>([^<]+)</.exec(page)!
    await resident.fetch('/chat', form({ choice: value!, text: '' }))
    const shown = await messagesOf(await resident.fetch('/channels/web/messages'))
    expect(shown.find(m => m.from === 'resident')!.text).toBe(label)
    const after = await (await resident.fetch('/chat')).text()
    expect(after).not.toContain(`value="${value}">${label}</button>`)
  })

  it('takes a photo from the form', async () => {
    const resident = browser(url)
    const jpeg = new Blob([new Uint8Array(await photo())], { type: 'image/jpeg' })
    expect((await resident.fetch('/chat', form({ photos: jpeg }))).status).toBe(303)
    expect(await (await resident.fetch('/chat')).text()).toContain('<img src="/channels/web/attachments/')
  })

  it('says what is wrong and keeps what was typed', async () => {
    const resident = browser(url)
    const refused = await resident.fetch('/chat', form({ text: '', id: 'form-1234' }))
    expect(refused.status).toBe(422)
    expect(await refused.text()).toContain('请先写点什么')
    const fake = new Blob(['<svg onload=alert(1)>'], { type: 'image/png' })
    const second = await resident.fetch('/chat', form({ text: '就是这里</textarea>', photos: fake }))
    expect(second.status).toBe(415)
    const page = await second.text()
    expect(page).toContain('请发照片')
    expect(page).toContain('就是这里&lt;/textarea>')
  })

  it('refuses a photo of more than 10 MB', async () => {
    const big = new Blob([new Uint8Array(10 * 1024 * 1024 + 1)], { type: 'image/jpeg' })
    const refused = await browser(url).fetch('/chat', form({ photos: big }))
    expect(refused.status).toBe(413)
    expect(await refused.text()).toContain('10 MB')
  })
})
