import { readdirSync } from 'node:fs'
import http from 'node:http'
import net from 'node:net'
import { join } from 'node:path'
import express from 'express'
import { pino } from 'pino'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest'
import { createTelegram } from '../../../src/channels/telegram/mod.ts'
import { createWebChat } from '../../../src/channels/web/mod.ts'
import { createApp } from '../../../src/web/app.ts'
import { makeUploads, UPLOAD_LIMITS } from '../../../src/web/shell/body/uploads.ts'
import { problemHandler } from '../../../src/web/shell/problem.ts'
import { webChat } from '../../../src/web/talk/chat.ts'
import { CHAT_LIMITS } from '../../../src/web/talk/limits.ts'
import { cpuTime } from '../../helpers/cpu-time.ts'
import { eventually } from '../../helpers/eventually.ts'
import { listen } from '../../helpers/listen.ts'
import { type TestSite, testSite } from '../../helpers/site.ts'

/** Every address that takes a POST, from the routers themselves, with what a stranger may send to stop a service. */

let site: TestSite
beforeAll(async () => {
  site = await testSite({ channels: [createWebChat()] })
})
afterAll(() => site.close())

interface Layer {
  route?: { path: string | string[]; stack: { method?: string }[] }
  handle?: { stack?: Layer[] }
  slash?: boolean
  matchers?: ((path: string) => { path: string } | false)[]
}
/** Below which path a router hangs: its matcher says how much of an address it takes. */
const PREFIXES = [
  '/channels/telegram',
  '/channels/web',
  '/channels/wechat',
  '/chat',
  '/api',
  '/desk',
  '/c',
  '/public',
  '/open',
  '/open311',
]
const prefixOf = (layer: Layer): string =>
  layer.slash
    ? ''
    : (PREFIXES.find(p => layer.matchers?.some(m => (m(`${p}/x`) || { path: '' }).path === p)) ?? '?')
const postPaths = (layers: Layer[], below = ''): string[] =>
  layers.flatMap(layer =>
    layer.route
      ? layer.route.stack.some(l => l.method === 'post' || l.method === undefined)
        ? [layer.route.path].flat().map(path => below + path)
        : []
      : layer.handle?.stack
        ? postPaths(layer.handle.stack, below + prefixOf(layer))
        : [],
  )
const paths = () => {
  const telegram = createTelegram({
    token: '1:x',
    apiRoot: 'http://127.0.0.1:9',
    webhookSecret: 'secret-secret',
    log: pino({ level: 'silent' }),
  })
  const app = createApp(site.ctx, { telegram: telegram.router! })
  const found = postPaths((app as unknown as { router: { stack: Layer[] } }).router.stack)
  return [...new Set(found.map(path => path.replace(/:\w+/g, '1').replace(/\/$/, '')))]
}

interface Said {
  /** 0: hung up. */
  status: number
  size: number
  ms: number
}
const send = (url: string, path: string, type: string, body: Buffer, headers: Record<string, string> = {}) =>
  new Promise<Said>(resolve => {
    const used = cpuTime()
    const end = (status: number, size = 0) => resolve({ status, size, ms: used() })
    const request = http.request(
      url + path,
      {
        method: 'POST',
        agent: false,
        headers: { 'content-type': type, 'content-length': body.length, origin: url, ...headers },
      },
      response => {
        let size = 0
        response.on('data', (chunk: Buffer) => {
          size += chunk.length
        })
        response.on('end', () => end(response.statusCode!, size))
        response.on('error', () => end(response.statusCode!, size))
      },
    )
    request.on('error', () => end(0))
    request.end(body)
  })

const JSON_TYPE = 'application/json'
const FORM = 'application/x-www-form-urlencoded'
const keys = (n: number) => `{${Array.from({ length: n }, (_, i) => `"k${i}":1`).join(',')}}`
const HOSTILE: [string, string, () => Buffer][] = [
  ['15 MB of JSON', JSON_TYPE, () => Buffer.from(`{"text":"${'x'.repeat(15e6)}"}`)],
  ['14 MB of nested lists', JSON_TYPE, () => Buffer.from('['.repeat(7e6) + ']'.repeat(7e6))],
  ['60 kB of nested lists', JSON_TYPE, () => Buffer.from('['.repeat(3e4) + ']'.repeat(3e4))],
  ['60 kB of nested objects', JSON_TYPE, () => Buffer.from(`${'{"a":'.repeat(9000)}1${'}'.repeat(9000)}`)],
  ['60 kB of keys', JSON_TYPE, () => Buffer.from(keys(6000))],
  ['1,500 keys', JSON_TYPE, () => Buffer.from(keys(1500))],
  ['10,000 fields', FORM, () => Buffer.from(Array.from({ length: 10_000 }, (_, i) => `k${i}=1`).join('&'))],
  ['a field that nests', FORM, () => Buffer.from(`a${'[b]'.repeat(9000)}=1`)],
  ['1 MB in a field', FORM, () => Buffer.from(`text=${'x'.repeat(1e6)}`)],
  ['nothing of what it promises', 'multipart/form-data; boundary=x', () => Buffer.from('--y--')],
  [
    '1,000 parts',
    'multipart/form-data; boundary=x',
    () =>
      Buffer.from(
        `${Array.from({ length: 1000 }, (_, i) => `--x\r\ncontent-disposition: form-data; name="k${i}"\r\n\r\n1\r\n`).join('')}--x--`,
      ),
  ],
]

const incoming = () => {
  try {
    return readdirSync(join(site.ctx.config.dataDir, 'incoming'))
  } catch {
    return []
  }
}

test('the addresses are all there', () => {
  const found = paths()
  expect(found.length).toBeGreaterThan(50)
  for (const path of [
    '/channels/web/messages',
    '/channels/telegram',
    '/chat',
    '/api/v1/cases',
    '/desk/sign-in',
    '/c',
  ])
    expect(found).toContain(path)
  expect(found.filter(path => path.includes('?'))).toEqual([])
})

describe('every address that takes a POST', () => {
  test.each(HOSTILE)('refuses %s at once and in few words', async (_name, type, make) => {
    const body = make()
    const wrong: unknown[] = []
    for (const path of paths()) {
      const { status, size, ms } = await send(site.url, path, type, body)
      // Hanging up on somebody who goes on sending is an answer, too.
      if ((status !== 0 && (status < 300 || status >= 500)) || size > 30_000 || ms > 3000)
        wrong.push([path, status, size, Math.round(ms)])
    }
    expect(wrong).toEqual([])
    expect(incoming()).toEqual([])
  })
})

const part = (name: string, bytes: Buffer | string, file?: string) =>
  Buffer.concat([
    Buffer.from(
      `--x\r\ncontent-disposition: form-data; name="${name}"${file ? `; filename="${file}"` : ''}\r\n\r\n`,
    ),
    Buffer.from(bytes),
    Buffer.from('\r\n'),
  ])
const MULTIPART = 'multipart/form-data; boundary=x'
const form = (...parts: Buffer[]) => Buffer.concat([...parts, Buffer.from('--x--\r\n')])

describe('the web chat’s API', () => {
  it('says of 1,500 keys only the first few', async () => {
    const answer = await fetch(`${site.url}/channels/web/messages`, {
      method: 'POST',
      headers: { 'content-type': JSON_TYPE },
      body: keys(1500),
    })
    const text = await answer.text()
    expect(answer.status).toBe(422)
    expect(text.length).toBeLessThan(1000)
    expect(text).toContain('k0、k1、k2、k3、k4 等 1500 项')
  })

  it('still takes a small photo in JSON, as programs send it', async () => {
    const data = (
      await sharp({ create: { width: 8, height: 8, channels: 3, background: '#123' } })
        .jpeg()
        .toBuffer()
    ).toString('base64')
    const body = Buffer.from(JSON.stringify({ attachments: [{ data, name: '路灯.jpg' }] }))
    expect((await send(site.url, '/channels/web/messages', JSON_TYPE, body)).status).toBe(200)
  })

  it('keeps the Chinese name of a photo from the page’s own form', async () => {
    const photo = await sharp({ create: { width: 9, height: 9, channels: 3, background: '#321' } })
      .png()
      .toBuffer()
    const body = form(part('photos', photo, '东山村水渠.png'))
    expect((await send(site.url, '/channels/web/messages', MULTIPART, body)).status).toBe(200)
    const rows = await site.ctx.db.read.attachment.findMany({ orderBy: { id: 'desc' }, take: 1 })
    expect(rows).toMatchObject([{ name: '东山村水渠.png', mime: 'image/jpeg', cleaned: true }])
    await eventually(() => expect(incoming()).toEqual([]))
  })

  it('keeps nothing of a photo that breaks off, and lets the next one in', async () => {
    const { hostname, port } = new URL(site.url)
    for (let i = 0; i < UPLOAD_LIMITS.atOnce + 2; i++) {
      const socket = net.connect(Number(port), hostname)
      socket.on('error', () => {})
      socket.write(
        `POST /channels/web/messages HTTP/1.1\r\nhost: x\r\ncontent-type: ${MULTIPART}\r\ncontent-length: 9000000\r\n\r\n`,
      )
      socket.write(
        part('photos', Buffer.concat([Buffer.from([0xff, 0xd8, 0xff]), Buffer.alloc(200_000)]), 'a.jpg'),
      )
      await eventually(() => expect(incoming()).toHaveLength(1))
      socket.destroy()
      await eventually(() => expect(incoming()).toEqual([]))
    }
    const body = form(part('text', '路灯坏了半个月。'))
    expect((await send(site.url, '/channels/web/messages', MULTIPART, body)).status).toBe(200)
  })
})

describe('uploads', () => {
  const serve = async (limits: Partial<typeof UPLOAD_LIMITS>) => {
    const app = express()
    const { messages } = webChat(
      site.ctx,
      // A busy machine asks often before the held uploads have begun.
      {
        ...CHAT_LIMITS,
        newcomers: { points: 100_000, seconds: 60 },
        perNetwork: { points: 100_000, seconds: 60 },
      },
      makeUploads(site.ctx, { ...UPLOAD_LIMITS, ...limits }),
    )
    app.use('/channels/web', messages)
    app.use(problemHandler(site.ctx.log))
    return listen(app)
  }
  const open = (url: string, more = '') => {
    const socket = net.connect(Number(new URL(url).port), '127.0.0.1')
    socket.on('error', () => {})
    socket.write(
      `POST /channels/web/messages HTTP/1.1\r\nhost: x\r\ncontent-type: ${MULTIPART}\r\ncontent-length: 500000\r\n\r\n${more}`,
    )
    return socket
  }
  const text = form(part('text', '路灯坏了半个月。'))

  it('of one network are limited at a time; the others get Retry-After', async () => {
    const { url, close } = await serve({ atOnceOfNetwork: 2 })
    const held = [open(url), open(url)]
    await eventually(async () => {
      for (const [i, socket] of held.entries()) if (socket.destroyed) held[i] = open(url)
      const answer = await fetch(`${url}/channels/web/messages`, {
        method: 'POST',
        headers: { 'content-type': MULTIPART },
        body: new Uint8Array(text),
      })
      expect([answer.status, answer.headers.get('retry-after')]).toEqual([429, '3'])
    })
    for (const socket of held) socket.destroy()
    await eventually(async () =>
      expect((await send(url, '/channels/web/messages', MULTIPART, text)).status).toBe(200),
    )
    await close()
  })

  it('that send no data are aborted', async () => {
    const { url, close } = await serve({ stallMs: 50 })
    const socket = open(url, '--x\r\ncontent-disposition: form-data; name="photos"; filename="a.jpg"\r\n\r\n')
    await new Promise(resolve => socket.once('close', resolve))
    await eventually(() => expect(incoming()).toEqual([]))
    await close()
  })

  it('have a budget of bytes an hour, by what is sent and not by what is promised', async () => {
    const { url, close } = await serve({ ofNetwork: 600_000 })
    for (let i = 0; i < 3; i++) {
      const socket = open(url)
      await new Promise<unknown>(resolve => socket.once('connect', resolve))
      socket.destroy()
    }
    const big = form(part('text', 'x'.repeat(90_000)))
    const statuses: number[] = []
    for (let i = 0; i < 9; i++)
      statuses.push((await send(url, '/channels/web/messages', MULTIPART, big)).status)
    expect(statuses.filter(s => s === 429).length).toBeGreaterThan(1)
    expect(statuses.filter(s => s !== 429).length).toBeGreaterThan(4)
    await close()
  })
})
