import express from 'express'
import { pino } from 'pino'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createTelegram, type TelegramOptions } from '../../../src/channels/telegram/mod.ts'
import { GIVE_UP_AFTER } from '../../../src/channels/telegram/poll.ts'
import { splitText } from '../../../src/channels/telegram/send.ts'
import { Refusal } from '../../../src/domain/base/errors.ts'
import type { Inbound, Receive } from '../../../src/domain/base/message.ts'
import { eventually } from '../../helpers/eventually.ts'
import { privateMessage, type TelegramServer, telegramServer } from '../../helpers/telegram-server.ts'

const TOKEN = '123456:secret-token'
const RECEIVED = { messageId: 1, replies: [], passive: 0, repeated: false }
const CONTEXT = { purpose: 'dialogue', key: 'k1' } as const

let server: TelegramServer
let logged: string
const open: { stop(): Promise<void> }[] = []

beforeEach(async () => {
  server = await telegramServer(TOKEN)
  logged = ''
})
afterEach(async () => {
  await Promise.all(open.splice(0).map(channel => channel.stop()))
  await server.close()
  expect(logged).not.toContain('secret-token')
})

function telegram(options: Partial<TelegramOptions> = {}) {
  const log = pino(
    { level: 'trace' },
    {
      write: (line: string) => {
        logged += line
      },
    },
  )
  const channel = createTelegram({
    token: TOKEN,
    apiRoot: server.apiRoot,
    log,
    // Yields, but does not wait.
    pause: () => new Promise(resolve => setImmediate(resolve)),
    ...options,
  })
  open.push(channel)
  return channel
}

const text = (value: string) => privateMessage({ text: value })

describe('long polling', () => {
  it('confirms an update only after it was received, in order', async () => {
    const seen: string[] = []
    let finish = () => {}
    const gate = new Promise<void>(resolve => {
      finish = resolve
    })
    server.push(text('一'))
    server.push(text('二'))
    await telegram().start(async inbound => {
      seen.push(inbound.text!)
      await gate
      return RECEIVED
    })
    await eventually(() => expect(seen).toEqual(['一']))
    expect(server.pending).toHaveLength(2)
    finish()
    await eventually(() => expect(server.pending).toHaveLength(0))
    expect(seen).toEqual(['一', '二'])
  })

  it('tries a message that was not stored again, before any later one', async () => {
    const seen: string[] = []
    let down = 3
    server.push(text('一'))
    server.push(text('二'))
    await telegram().start(async inbound => {
      seen.push(inbound.text!)
      if (down-- > 0) throw new Error('database is locked')
      return RECEIVED
    })
    await eventually(() => expect(server.pending).toHaveLength(0))
    expect(seen).toEqual(['一', '一', '一', '一', '二'])
  })

  it('leaves what was failing unconfirmed when it is stopped', async () => {
    server.push(text('一'))
    let tries = 0
    const channel = telegram({
      pause: (_ms, signal) => new Promise(end => signal.addEventListener('abort', () => end())),
    })
    await channel.start(async () => {
      tries++
      throw new Error('disk full')
    })
    await eventually(() => expect(tries).toBe(1))
    await channel.stop()
    expect(server.pending).toHaveLength(1)

    const seen: Inbound[] = []
    await telegram().start(async inbound => {
      seen.push(inbound)
      return RECEIVED
    })
    await eventually(() => expect(seen.map(inbound => inbound.text)).toEqual(['一']))
  })

  it('asks the resident to send again what could not be stored for very long', async () => {
    server.push(text('一'))
    server.push(text('二'))
    const receive = vi.fn<Receive>(async inbound => {
      if (inbound.text === '一') throw new Error('defect')
      return RECEIVED
    })
    await telegram().start(receive)
    await eventually(() => expect(server.pending).toHaveLength(0))
    expect(receive).toHaveBeenCalledTimes(GIVE_UP_AFTER + 1)
    expect(server.sent()[0]).toMatchObject({ chat_id: 7, text: expect.stringContaining('再发一次') })
  })

  it('is not held up by a message that is refused for good', async () => {
    server.push(text('一'))
    await telegram().start(async () => {
      throw new Refusal('malformed', '不行')
    })
    await eventually(() => expect(server.pending).toHaveLength(0))
  })

  it('goes on after Telegram was away', async () => {
    server.breakDown(true)
    const receive = vi.fn<Receive>(async () => RECEIVED)
    await telegram().start(receive)
    await eventually(() => expect(logged).toContain('not reached yet'))
    server.breakDown(false)
    server.push(text('一'))
    await eventually(() => expect(receive).toHaveBeenCalledTimes(1))
  })

  it('answers a pressed button, so that it stops spinning', async () => {
    server.push({ callback_query: { id: 'cb9', from: { id: 7 }, data: 'yes' } })
    const receive = vi.fn<Receive>(async () => RECEIVED)
    await telegram().start(receive)
    await eventually(() =>
      expect(server.calls).toContainEqual({
        method: 'answerCallbackQuery',
        body: { callback_query_id: 'cb9' },
      }),
    )
    expect(receive.mock.calls[0]![0]).toMatchObject({ choice: 'yes' })
  })
})

describe('webhook', () => {
  const SECRET = 'a-long-secret'

  async function serve(receive: Receive) {
    const channel = telegram({
      webhookSecret: SECRET,
      webhookUrl: 'https://office.example/channels/telegram',
    })
    await channel.start(receive)
    const app = express()
    app.use('/channels/telegram', channel.router!)
    app.use(((error, _req, res, _next) => {
      res.status(error instanceof Refusal ? error.status : 500).end()
    }) as express.ErrorRequestHandler)
    const http = await new Promise<import('node:http').Server>(ready => {
      const listening = app.listen(0, '127.0.0.1', () => ready(listening))
    })
    open.push({ stop: async () => void http.close() })
    const { port } = http.address() as import('node:net').AddressInfo
    return (secret: string, body: unknown, bare = false) =>
      fetch(`http://127.0.0.1:${port}/channels/telegram`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-telegram-bot-api-secret-token': secret },
        body: bare ? String(body) : JSON.stringify(body),
      })
  }

  it('is registered with its secret', async () => {
    await serve(async () => RECEIVED)
    await eventually(() =>
      expect(server.calls[0]).toMatchObject({
        method: 'setWebhook',
        body: { url: 'https://office.example/channels/telegram', secret_token: SECRET },
      }),
    )
  })

  it('takes nothing without the secret', async () => {
    const receive = vi.fn<Receive>(async () => RECEIVED)
    const post = await serve(receive)
    expect((await post('wrong', { update_id: 1, ...text('一') })).status).toBe(401)
    expect(receive).not.toHaveBeenCalled()
    expect((await post(SECRET, { update_id: 1, ...text('一') })).status).toBe(200)
    expect(receive).toHaveBeenCalledTimes(1)
  })

  it.each([
    ['an update without its number', { hello: 1 }],
    ['no object', [1]],
    ['no JSON', 'not JSON'],
    ['nothing', ''],
    [
      'a message without a time',
      { update_id: 1, message: { message_id: 2, chat: { id: 7, type: 'private' }, text: '路灯坏了' } },
    ],
    ['a text that is none', { update_id: 1, ...privateMessage({ text: { deep: [1] } }) }],
    ['a photo that is none', { update_id: 1, ...privateMessage({ photo: 'x' }) }],
    ['a button from nobody', { update_id: 1, callback_query: { id: 5 } }],
    ['a type of tomorrow', { update_id: 1, hologram: { from: { id: 7 }, x: 1 } }],
    ['a hostile name', { update_id: 1, ['__proto__x']: { chat: { id: 7, type: 'private' } } }],
  ])('acknowledges %s and hands it on for a look', async (_what, body) => {
    const receive = vi.fn<Receive>(async () => RECEIVED)
    const post = await serve(receive)
    expect((await post(SECRET, body, typeof body === 'string')).status).toBe(200)
    expect(receive.mock.calls[0]![0]).toMatchObject({ unread: expect.any(String), at: expect.any(Date) })
    expect((await post(SECRET, body, typeof body === 'string')).status).toBe(200)
    const [first, again] = receive.mock.calls.map(([inbound]) => inbound)
    expect(again!.externalId).toBe(first!.externalId)
    expect(logged).toContain('kept for a look')
  })

  it('is not acknowledged when it could not be stored', async () => {
    const post = await serve(async () => {
      throw new Error('database is locked')
    })
    expect((await post(SECRET, { update_id: 1, ...text('一') })).status).toBe(500)
  })
})

describe('send', () => {
  it('sends choices as buttons', async () => {
    const choices = [
      { label: '东山村', value: 'dongshan' },
      { label: '西河村', value: 'xihe' },
    ]
    const result = await telegram().send('7', { text: '哪个村？', choices }, CONTEXT)
    expect(result).toMatchObject({ outcome: 'sent', via: 'telegram' })
    expect(server.sent()[0]).toMatchObject({
      chat_id: '7',
      text: '哪个村？',
      reply_markup: {
        inline_keyboard: [
          [{ text: '东山村', callback_data: 'dongshan' }],
          [{ text: '西河村', callback_data: 'xihe' }],
        ],
      },
    })
  })

  it.each([
    [403, 'Forbidden: bot was blocked by the user', undefined, { outcome: 'undeliverable', code: '403' }],
    [400, 'Bad Request: chat not found', undefined, { outcome: 'undeliverable', code: '400' }],
    [429, 'Too Many Requests', { retry_after: 7 }, { outcome: 'retry', code: '429', afterMs: 7000 }],
    [500, 'Internal Server Error', undefined, { outcome: 'retry', code: '500' }],
  ])('knows what %i means', async (status, description, parameters, expected) => {
    server.refuse('sendMessage', status, description, parameters)
    expect(await telegram().send('7', { text: '答复' }, CONTEXT)).toMatchObject(expected)
  })

  it('tries again when Telegram cannot be reached, and gives nothing away', async () => {
    server.breakDown(true)
    const result = await telegram().send('7', { text: '答复' }, CONTEXT)
    expect(result).toMatchObject({ outcome: 'retry', code: 'network' })
    expect(JSON.stringify(result)).not.toContain('secret')
  })

  it('goes on with the part that did not arrive when a long text was interrupted', async () => {
    const channel = telegram()
    const message = { text: `${'甲'.repeat(4096)}${'乙'.repeat(10)}` }
    server.refuseFrom('sendMessage', 2, 500, 'Internal Server Error')
    const kept: number[] = []
    const context = { ...CONTEXT, partArrived: async (parts: number) => void kept.push(parts) }
    expect((await channel.send('7', message, context)).outcome).toBe('retry')
    expect(kept).toEqual([1])
    // What arrived was kept outside of the process: another one goes on.
    const next = telegram()
    expect((await next.send('7', message, { ...context, partsSent: kept.at(-1)! })).outcome).toBe('sent')
    const texts = server.sent().map(body => String(body.text)[0])
    expect(texts).toEqual(['甲', '乙', '乙'])
  })

  it('sends the pictures of an answer behind its text, and after a failure only what is missing', async () => {
    const channel = telegram()
    let partsSent = 0
    const context = () => ({
      ...CONTEXT,
      partsSent,
      partArrived: async (parts: number) => {
        partsSent = parts
      },
      picture: async () => new Uint8Array([0xff, 0xd8, 0xff]),
    })
    const message = { text: '修好了', pictures: ['a', 'b'] }
    server.refuseFrom('sendPhoto', 2, 500, 'Internal Server Error')
    expect(await channel.send('7', message, context())).toMatchObject({ outcome: 'retry', textArrived: true })
    expect((await telegram().send('7', message, context())).outcome).toBe('sent')
    const methods = server.calls.map(call => call.method).filter(m => m.startsWith('send'))
    expect(methods).toEqual(['sendMessage', 'sendPhoto', 'sendPhoto', 'sendPhoto'])
    // What Telegram never takes does not hold up the answer.
    server.refuse('sendPhoto', 400, 'Bad Request: PHOTO_INVALID_DIMENSIONS')
    partsSent = 0
    expect((await channel.send('7', message, context())).outcome).toBe('sent')
  })

  it('splits on whole characters', () => {
    const parts = splitText('😀'.repeat(3000))
    expect(parts.join('')).toBe('😀'.repeat(3000))
    expect(parts.every(part => part.length <= 4096 && !/[\uD800-\uDBFF]$/.test(part))).toBe(true)
    expect(splitText('短')).toEqual(['短'])
  })
})

describe('fetchMedia', () => {
  it('fetches what the resident sent', async () => {
    server.files.set('f1', { path: 'photos/a.jpg', bytes: new Uint8Array([1, 2, 3]) })
    const got = await telegram().fetchMedia!('f1')
    expect([...got.bytes]).toEqual([1, 2, 3])
    expect(got.name).toBe('a.jpg')
  })

  it('says that a file is gone or too large', async () => {
    await expect(telegram().fetchMedia!('nope')).rejects.toMatchObject({ code: 'not_found' })
    server.files.set('big', { path: 'b', bytes: new Uint8Array(1), size: 30 * 1024 * 1024 })
    await expect(telegram().fetchMedia!('big')).rejects.toMatchObject({ code: 'not_found' })
    // A server that understates the size does not get past the limit either.
    server.files.set('liar', { path: 'c', bytes: new Uint8Array(21 * 1024 * 1024), size: 10 })
    await expect(telegram().fetchMedia!('liar')).rejects.toMatchObject({ code: 'not_found' })
  })

  it('may be tried again when Telegram is away, and the error holds no token', async () => {
    server.breakDown(true)
    const error = await telegram().fetchMedia!('f1').catch((e: Error) => e)
    expect(error).toMatchObject({ code: 'unavailable' })
    expect(`${(error as Error).stack} ${JSON.stringify(error)}`).not.toContain('secret')
  })
})
