import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ERROR_RULES } from '../../../src/channels/wechat/errors.ts'
import type { WeChatOptions } from '../../../src/channels/wechat/mod.ts'
import { ROUTES_BY_ACCOUNT } from '../../../src/channels/wechat/routes.ts'
import { Refusal } from '../../../src/domain/base/errors.ts'
import type { Outbound, SendContext } from '../../../src/domain/base/message.ts'
import { type Bench, MemoryTokens, makeBench, SECRET } from './bench.ts'

const CUSTOM = '/cgi-bin/message/custom/send'
const TOKEN_PATH = '/cgi-bin/stable_token'
const TO = 'oResident0000000000000000001'

let bench: Bench
const restart = async (options: Partial<WeChatOptions>) => {
  await bench.stop()
  bench = await makeBench(options)
}
beforeEach(async () => {
  bench = await makeBench({ apiTimeoutMs: 300 })
})
afterEach(() => bench.stop())

let keys = 0
const send = (text: string, context: Partial<SendContext> = {}) =>
  bench.channel.send(TO, { text }, { purpose: 'dialogue', key: `k${++keys}`, ...context })
/** The resident has just written. */
const written = () => bench.resident().text('x')
const reply: Partial<SendContext> = {
  purpose: 'reply',
  caseNumber: '2026-00012-8',
  casePageUrl: 'https://office.example/c/2026-00012-8#k=abc',
}

describe('customer-service messages', () => {
  it('reach a resident who has written', async () => {
    await written()
    expect(await send('您的答复：已修好 😀')).toEqual({
      outcome: 'sent',
      via: 'custom',
      messages: 1,
      attempts: [{ via: 'custom', outcome: 'sent' }],
    })
    expect(bench.wechat.textsTo(TO)).toEqual(['您的答复：已修好 😀'])
  })

  it('can be a picture, a voice or a card, and the text once WeChat no longer has it', async () => {
    await written()
    const rich = (more: Partial<Outbound>) =>
      bench.channel.send(TO, { text: '看图', ...more }, { purpose: 'dialogue', key: `r${++keys}` })
    const mediaId = bench.wechat.addMedium({ type: 'image/jpeg', bytes: Uint8Array.from([1]) })
    expect(await rich({ media: { kind: 'photo', mediaId } })).toMatchObject({ outcome: 'sent', messages: 1 })
    expect(await rich({ media: { kind: 'voice', mediaId } })).toMatchObject({ outcome: 'sent' })
    const card = { title: '指南', description: '怎么办', picUrl: 'https://x/p.jpg', url: 'https://x/g' }
    expect(await rich({ card })).toMatchObject({ outcome: 'sent' })
    expect(bench.wechat.calls(CUSTOM).map(c => (c.body as { msgtype: string }).msgtype)).toEqual([
      'image',
      'voice',
      'news',
    ])
    expect(bench.wechat.textsTo(TO)).toEqual([])
    bench.clock.forward(3 * 24 * 3600_000 + 1)
    await written()
    expect(await rich({ media: { kind: 'photo', mediaId } })).toMatchObject({ outcome: 'sent' })
    expect(bench.wechat.textsTo(TO)).toEqual(['看图'])
  })

  it('are split on code points under 2,048 bytes, and nothing is lost', async () => {
    await written()
    const text = '😀长文'.repeat(500)
    expect(await send(text)).toMatchObject({ outcome: 'sent' })
    const parts = bench.wechat.textsTo(TO)
    expect(parts.join('')).toBe(text)
    expect(parts.length).toBeGreaterThan(1)
    expect(Math.max(...parts.map(p => Buffer.byteLength(p)))).toBeLessThanOrEqual(2048)
  })

  it('go on after the part that arrived when a try breaks off', async () => {
    await written()
    const text = '长'.repeat(1200)
    bench.wechat.trouble([{ pass: true }, { errcode: -1 }], CUSTOM)
    let partsSent = 0
    const partArrived = async (n: number) => {
      partsSent = n
    }
    expect(await send(text, { partArrived })).toMatchObject({ outcome: 'retry', code: '-1', messages: 1 })
    expect(bench.wechat.textsTo(TO)).toHaveLength(1)
    expect(partsSent).toBe(1)
    // Nothing of it is remembered here: another process, or this one after a crash, may go on.
    expect(await send(text, { partsSent, partArrived })).toMatchObject({ outcome: 'sent', messages: 1 })
    expect(bench.wechat.textsTo(TO).join('')).toBe(text)
    expect(await send(text, { partsSent })).not.toHaveProperty('messages')
  })

  it('are held without asking when the window is known to be shut or used up', async () => {
    const past = new Date(bench.clock.at)
    const later = new Date(bench.clock.at + 1000)
    expect(await send('x', { window: { left: 5, until: past } })).toMatchObject({
      outcome: 'held',
      code: '45015',
    })
    expect(await send('x', { window: { left: 0, until: later } })).toMatchObject({
      outcome: 'held',
      code: '45047',
    })
    expect(bench.wechat.log).toEqual([])
  })

  it('become the beginning and the case page when they are too long for what the window has left', async () => {
    await written()
    const window = { left: 1, until: new Date(bench.clock.at + 1000) }
    expect(await send('长'.repeat(2000), { ...reply, window })).toMatchObject({ outcome: 'sent' })
    const [text, ...more] = bench.wechat.textsTo(TO)
    expect(more).toEqual([])
    expect(text).toContain('全文请点开查看')
    expect(text!.endsWith(reply.casePageUrl!)).toBe(true)
    expect(Buffer.byteLength(text!)).toBeLessThanOrEqual(2048)
  })

  it('are held by WeChat after five, after 48 hours, and after a minute for a menu click', async () => {
    await written()
    for (let i = 0; i < 5; i++) expect(await send('x')).toMatchObject({ outcome: 'sent' })
    expect(await send('x')).toMatchObject({ outcome: 'held', code: '45047' })
    await written()
    bench.clock.forward(48 * 3600_000)
    expect(await send('x')).toMatchObject({ outcome: 'held', code: '45015' })
    await bench.resident().event('CLICK', { EventKey: 'a' })
    for (let i = 0; i < 3; i++) expect(await send('x')).toMatchObject({ outcome: 'sent' })
    expect(await send('x')).toMatchObject({ outcome: 'held', code: '45047' })
    bench.clock.forward(60_000)
    expect(await send('x')).toMatchObject({ outcome: 'held', code: '45015' })
  })
})

describe('errors', () => {
  const OUTCOMES = {
    retry: 'retry',
    operations: 'retry',
    closed: 'held',
    undeliverable: 'undeliverable',
    token: 'retry',
  }
  for (const [code, rule] of Object.entries(ERROR_RULES)) {
    it(`${code} is ${rule.outcome}, with words for an officer`, async () => {
      await written()
      const troubles = { errcode: Number(code) }
      bench.wechat.trouble([troubles, troubles], CUSTOM)
      const result = await send('x')
      expect(result).toMatchObject({
        outcome: OUTCOMES[rule.outcome],
        code,
        detail: rule.detail,
        via: 'custom',
      })
      expect(rule.detail).toMatch(/[\u4e00-\u9fff]/)
      // What can never succeed is not tried twice; a token is replaced once.
      expect(bench.wechat.calls(CUSTOM)).toHaveLength(rule.outcome === 'token' ? 2 : 1)
      if (rule.afterMs) expect(result).toMatchObject({ afterMs: rule.afterMs })
    })
  }

  it('a code nobody knows is tried again, so that nothing is lost', async () => {
    await written()
    bench.wechat.trouble({ errcode: 98765 }, CUSTOM)
    expect(await send('x')).toMatchObject({ outcome: 'retry', code: '98765' })
  })

  for (const [name, trouble, code] of [
    ['a cut line', { cut: true }, 'network'],
    ['no answer in time', { hang: true }, 'timeout'],
    ['a gateway error', { status: 502 }, 'http'],
    ['an answer that is no JSON', { garbage: '<html>' }, 'malformed'],
    ['an answer that is no object', { garbage: '[1]' }, 'malformed'],
  ] as const) {
    it(`${name} is tried again`, async () => {
      await written()
      bench.wechat.trouble(trouble, CUSTOM)
      expect(await send('x')).toMatchObject({ outcome: 'retry', code })
      expect(await send('x')).toMatchObject({ outcome: 'sent' })
    })
  }

  it('spreads retries by up to a quarter', async () => {
    await restart({ spread: () => 0.999 })
    await written()
    bench.wechat.trouble({ errcode: 45011 }, CUSTOM)
    const result = await send('x')
    expect(result.outcome === 'retry' && result.afterMs).toBeGreaterThan(74_000)
  })

  it('leaves a WeChat that is down alone after five failures, and comes back by itself', async () => {
    await written()
    await send('token first')
    bench.wechat.trouble(Array(5).fill({ errcode: -1 }), CUSTOM)
    for (let i = 0; i < 5; i++) expect(await send('x')).toMatchObject({ code: '-1' })
    const calls = bench.wechat.log.length
    expect(await send('x')).toMatchObject({
      outcome: 'retry',
      code: 'circuit',
      afterMs: 15_000,
      notItsFault: true,
      attempts: [],
    })
    expect(bench.wechat.log).toHaveLength(calls)
    bench.clock.forward(15_000)
    bench.wechat.trouble({ errcode: -1 }, CUSTOM)
    expect(await send('x')).toMatchObject({ code: '-1' })
    expect(await send('x')).toMatchObject({ code: 'circuit', afterMs: 30_000 })
    bench.clock.forward(30_000)
    await written()
    expect(await send('x')).toMatchObject({ outcome: 'sent' })
    expect(await send('x')).toMatchObject({ outcome: 'sent' })
  })

  it('never shows the secret or the access token in results or logs', async () => {
    await written()
    const results = [await send('x')]
    bench.wechat.trouble([{ cut: true }, { status: 500 }, { garbage: 'x' }, { errcode: 40164 }], CUSTOM)
    for (let i = 0; i < 4; i++) results.push(await send('x'))
    const store = new MemoryTokens()
    await restart({ tokenStore: store, apiBase: 'http://127.0.0.1:9' })
    results.push(await send('x'))
    const text = JSON.stringify(results) + bench.logged()
    expect(results.at(-1)).toMatchObject({ outcome: 'retry', code: 'network' })
    for (const secret of [SECRET, 'access_token', '127.0.0.1']) expect(text).not.toContain(secret)
  })
})

describe('the access token', () => {
  it('is asked for once, and again shortly before its end', async () => {
    await written()
    await Promise.all([send('a'), send('b'), send('c')])
    expect(bench.wechat.calls(TOKEN_PATH)).toHaveLength(1)
    bench.clock.forward(7200_000 - 299_000)
    expect(await send('d')).toMatchObject({ outcome: 'sent' })
    expect(bench.wechat.calls(TOKEN_PATH)).toHaveLength(2)
  })

  it('is shared by the channels of one account: one asks, the others wait', async () => {
    const store = new MemoryTokens()
    await restart({ tokenStore: store })
    await written()
    const twin = await makeBench({ tokenStore: store, apiBase: bench.wechat.base })
    await Promise.all([send('a'), twin.channel.send(TO, { text: 'b' }, { purpose: 'dialogue', key: 'b' })])
    expect(bench.wechat.calls(TOKEN_PATH)).toHaveLength(1)
    expect(bench.wechat.textsTo(TO).sort()).toEqual(['a', 'b'])
    await twin.stop()
  })

  it('is taken over when the one who asked has died', async () => {
    const store = new MemoryTokens()
    const { clock } = bench
    await store.claim('wechat:wx2c2769f8efd9abc2', 'dead', clock.now(), new Date(clock.at + 20_000))
    await restart({ tokenStore: store, now: clock.now, pause: async ms => clock.forward(ms) })
    bench.wechat.residents.opens(TO, 'message', bench.clock.at)
    expect(await send('x')).toMatchObject({ outcome: 'retry', code: 'timeout' })
    expect(await send('x')).toMatchObject({ outcome: 'sent' })
  })

  it('is replaced once when WeChat refuses it', async () => {
    await written()
    await send('a')
    bench.wechat.tokens.revoke()
    expect(await send('b')).toMatchObject({ outcome: 'sent' })
    expect(bench.wechat.calls(TOKEN_PATH)).toHaveLength(2)
  })

  it('is forced anew when WeChat refuses it but gives the same again, at most every 75 minutes', async () => {
    await written()
    await send('a')
    bench.wechat.trouble({ errcode: 40001 }, CUSTOM)
    expect(await send('b')).toMatchObject({ outcome: 'sent' })
    expect(bench.wechat.calls(TOKEN_PATH).map(c => c.body)).toEqual([
      { force_refresh: false },
      { force_refresh: false },
      { force_refresh: true },
    ])
    bench.wechat.trouble([{ errcode: 40001 }, { errcode: 40001 }], CUSTOM)
    expect(await send('c')).toMatchObject({ outcome: 'retry', code: '40001' })
    expect(
      bench.wechat.calls(TOKEN_PATH).filter(c => (c.body as { force_refresh: boolean }).force_refresh),
    ).toHaveLength(1)
  })

  it('says in words what to do when the secret is wrong or the address not allowed', async () => {
    await restart({ appSecret: 'wrong' })
    expect(await send('x')).toMatchObject({
      outcome: 'retry',
      code: '40125',
      detail: expect.stringContaining('WECHAT_APP_SECRET'),
    })
    bench.wechat.trouble({ errcode: 40164 }, TOKEN_PATH)
    expect(await send('x')).toMatchObject({
      outcome: 'retry',
      code: '40164',
      detail: expect.stringContaining('IP 白名单'),
      notItsFault: true,
      trouble: { about: 'account', code: '40164' },
    })
  })
})

describe('the routes', () => {
  const templates = {
    reply: 'TPL|thing1={text}|character_string2={number}',
    subscribeReply: 'SUB|thing1={text}',
  }
  const shut = { ...reply, window: { left: 0, until: new Date(0) } }
  const withTemplates = async (more: Partial<WeChatOptions> = {}) => {
    await restart({ templates, ...more })
    bench.wechat.templates.set('TPL', ['thing1', 'character_string2'])
    bench.wechat.templates.set('SUB', ['thing1'])
    bench.wechat.residents.follow(TO)
  }

  it('has the routes that each kind of account may use', () => {
    expect(ROUTES_BY_ACCOUNT).toEqual({
      service: ['custom', 'subscribe', 'template'],
      subscription: ['custom'],
      unverified: [],
    })
  })

  it('goes by subscription message when the window is shut and the resident agreed', async () => {
    await withTemplates()
    bench.wechat.residents.consent(TO, 'SUB')
    expect(await send('您反映的路灯已经修好，请查看详细答复内容，谢谢您的监督', shut)).toMatchObject({
      outcome: 'sent',
      via: 'subscribe',
      attempts: [{ via: 'subscribe', outcome: 'sent' }],
    })
    const [call] = bench.wechat.calls('/cgi-bin/message/subscribe/bizsend')
    expect(call!.body).toMatchObject({ touser: TO, template_id: 'SUB', page: reply.casePageUrl })
  })

  it('goes by template when there is no consent, with the case page', async () => {
    await withTemplates()
    expect(await send('已修好', shut)).toMatchObject({
      outcome: 'sent',
      via: 'template',
      // WeChat's ids have 19 digits; not one is lost.
      externalId: expect.stringMatching(/^\d{19}$/),
      attempts: [
        { via: 'subscribe', outcome: 'held', code: '43101' },
        { via: 'template', outcome: 'sent' },
      ],
    })
    expect(bench.wechat.calls('/cgi-bin/message/template/send')[0]!.body).toMatchObject({
      url: reply.casePageUrl,
      data: { thing1: { value: '已修好' }, character_string2: { value: '2026-00012-8' } },
    })
  })

  it('goes down when WeChat says that the window is shut, though we thought it open', async () => {
    await withTemplates()
    const open = { left: 3, until: new Date(bench.clock.at + 1000) }
    expect(await send('已修好', { ...reply, window: open })).toMatchObject({
      outcome: 'sent',
      via: 'template',
      windowShut: 'over',
      attempts: [{ via: 'custom', code: '45015' }, { via: 'subscribe' }, { via: 'template' }],
    })
    expect(bench.wechat.calls(CUSTOM)[0]!.errcode).toBe(45015)
  })

  it('holds when no template is set, and says why in words', async () => {
    expect(await send('已修好', shut)).toMatchObject({
      outcome: 'held',
      via: 'custom',
      code: '45015',
      detail: expect.stringContaining('48 小时'),
    })
  })

  it('carries the case page on every route', async () => {
    await withTemplates()
    bench.wechat.residents.consent(TO, 'SUB')
    await written()
    const window = { left: 5, until: new Date(bench.clock.at + 1000) }
    for (const via of ['custom', 'subscribe', 'template']) {
      const context = via === 'custom' ? { ...reply, purpose: 'notice' as const, window } : shut
      expect(await send('已修好', context)).toMatchObject({ via })
      expect(JSON.stringify(bench.wechat.log.at(-1)!.body)).toContain(reply.casePageUrl)
    }
  })

  it('never sends chat as a notification', async () => {
    await withTemplates()
    expect(await send('请选择', { ...shut, purpose: 'dialogue' })).toMatchObject({ outcome: 'held' })
    expect(bench.wechat.log).toEqual([])
  })

  it('tells an administrator when a template does not fit', async () => {
    await withTemplates({ templates: { reply: 'TPL|thing9={text}' } })
    expect(await send('x', shut)).toMatchObject({
      outcome: 'retry',
      via: 'template',
      code: '47003',
      detail: expect.stringContaining('模板'),
      notItsFault: true,
      trouble: { about: 'template', code: '47003' },
    })
  })

  it('gives up when the resident no longer follows', async () => {
    await withTemplates()
    bench.wechat.residents.unfollow(TO)
    expect(await send('x', shut)).toMatchObject({ outcome: 'undeliverable', code: '43004' })
  })

  it('has only the first route for a verified subscription account', async () => {
    await withTemplates({ account: 'subscription' })
    expect(await send('x', shut)).toMatchObject({ outcome: 'held', code: '45015' })
    await written()
    expect(await send('x')).toMatchObject({ outcome: 'sent', via: 'custom' })
  })

  it('only holds for an unverified account, without asking', async () => {
    await withTemplates({ account: 'unverified' })
    await written()
    expect(await send('x', reply)).toMatchObject({ outcome: 'held', code: 'unverified' })
    expect(bench.wechat.log).toEqual([])
  })
})

describe('what residents send', () => {
  const JPEG = Uint8Array.from([0xff, 0xd8, 0xff, 0xe0, 1, 2, 3])
  const refused = async (ref: string) => {
    const error = await bench.channel.fetchMedia!(ref).catch((e: unknown) => e)
    return error instanceof Refusal ? error.code : error
  }

  it('is fetched as it is, with its real type whatever it is called', async () => {
    const id = bench.wechat.addMedium({ type: 'audio/x', bytes: JPEG })
    const medium = await bench.channel.fetchMedia!(id)
    expect(Buffer.from(medium.bytes)).toEqual(Buffer.from(JPEG))
    expect(medium).toMatchObject({ mime: 'image/jpeg', name: `${id}.dat` })
  })

  it('is fetched from its own address when it is a video', async () => {
    const bytes = Buffer.concat([Buffer.alloc(4), Buffer.from('ftypisom'), Buffer.alloc(8)])
    const id = bench.wechat.addMedium({ type: 'video/mp4', bytes, video: true })
    expect(await bench.channel.fetchMedia!(id)).toMatchObject({ mime: 'video/mp4' })
  })

  it('is gone after three days', async () => {
    const id = bench.wechat.addMedium({ type: 'image/jpeg', bytes: JPEG })
    bench.clock.forward(3 * 24 * 3600_000 + 1)
    expect(await refused(id)).toBe('not_found')
  })

  it('is refused when it is no photo, voice or video, or too large', async () => {
    expect(await refused(bench.wechat.addMedium({ type: 'image/jpeg', bytes: Buffer.from('MZ evil') }))).toBe(
      'not_found',
    )
    const big = Buffer.concat([JPEG, Buffer.alloc(13 * 1024 * 1024)])
    expect(await refused(bench.wechat.addMedium({ type: 'image/jpeg', bytes: big }))).toBe('not_found')
  })

  it('is tried again later when WeChat is busy or cannot be reached', async () => {
    const id = bench.wechat.addMedium({ type: 'image/jpeg', bytes: JPEG })
    bench.wechat.trouble([{ errcode: -1 }, { cut: true }], '/cgi-bin/media/get')
    expect(await refused(id)).toBe('unavailable')
    expect(await refused(id)).toBe('unavailable')
    expect(await bench.channel.fetchMedia!(id)).toMatchObject({ mime: 'image/jpeg' })
  })
})
