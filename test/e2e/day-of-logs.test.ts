import { randomBytes } from 'node:crypto'
import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { makeLog } from '../../src/app/log.ts'
import { RUNS } from '../../src/jobs/jobs.ts'
import { deliverOutbox } from '../../src/usecases/notify/deliver-outbox.ts'
import { createOfficer } from '../../src/usecases/people/officers.ts'
import { fetchMedia } from '../../src/usecases/talk/fetch-media.ts'
import { PASSWORD, Visitor } from '../helpers/site.ts'
import { liveToken } from '../helpers/token.ts'
import { ACCOUNT, type WeChatOffice, wechatOffice } from '../helpers/wechat-office.ts'

/**
 * A day of an office with everything that goes wrong in it, logged at `trace`: the log holds nothing that a person wrote or
 * is called, and no secret, and each line of a request or a message says which.
 */

interface Line {
  level: number
  msg: string
  request?: string
  message?: number
  err?: { message: string; stack: string }
}

const lines: string[] = []
const read = () => lines.map(line => JSON.parse(line) as Line)

const SECRETS = {
  key: 'a-secret-key-of-32-characters-or-more',
  metrics: 'metrics-token-of-the-test',
  model: 'sk-model-key-0123456789',
  smtp: 'smtp-password-of-the-test',
  telegram: '123456789:telegram-token-of-the-test',
}
const SAID = [
  '王小明反映：幸福路38号门口的污水冒出来了，臭得很',
  '我家住3栋2单元501，电话13812345678，身份证110101199001011237',
  '会计赵大宝把修路的钱拿回家了',
]
const WRONG_PASSWORD = '我记错了的密码呀'
const SEARCHED = '尉迟恭谨'
const DRAFTED = '已安排人员到王小明家门口清淤'
const PICTURE = '王小明家门口的照片.jpg'

let office: WeChatOffice
let visitor: Visitor
const known = new Set<string>()
const ids: string[] = []

/** As a browser: with our own Origin, which is BASE_URL and not the port that we happen to have. */
const ORIGIN = 'http://127.0.0.1'
class Browser extends Visitor {
  override async post(
    path: string,
    fields: Record<string, string> = {},
    headers: Record<string, string> = {},
  ) {
    const answer = await super.post(path, fields, { origin: ORIGIN, ...headers })
    ids.push(answer.headers.get('x-request-id')!)
    return answer
  }
  override async get(path: string, headers: Record<string, string> = {}) {
    const answer = await super.get(path, headers)
    ids.push(answer.headers.get('x-request-id')!)
    return answer
  }
}

beforeAll(async () => {
  office = await wechatOffice({
    log: makeLog('trace', { write: (line: string) => void lines.push(line) }),
    settings: {
      BASE_URL: ORIGIN,
      SECRET_KEY: SECRETS.key,
      METRICS_TOKEN: SECRETS.metrics,
      // Nobody listens there.
      LLM_BASE_URL: 'http://127.0.0.1:1/v1',
      LLM_API_KEY: SECRETS.model,
      LLM_MODEL: 'none',
      SMTP_URL: `smtp://huiyin:${SECRETS.smtp}@127.0.0.1:1`,
      MAIL_FROM: 'huiyin@office.example',
      TELEGRAM_BOT_TOKEN: SECRETS.telegram,
      TELEGRAM_API_ROOT: 'http://127.0.0.1:1',
      TELEGRAM_WEBHOOK_SECRET: 'webhook-secret-of-the-test',
    },
  })
  const { ctx, address, setupLink } = office.service
  visitor = new Browser(address)
  for (const secret of [...Object.values(SECRETS), ACCOUNT.appSecret, ACCOUNT.token, ACCOUNT.aesKey])
    known.add(secret)
  known.add(new URL(setupLink!).pathname.split('/').at(-1)! + new URL(setupLink!).search)
  for (const text of [...SAID, WRONG_PASSWORD, PASSWORD, SEARCHED, DRAFTED, PICTURE]) known.add(text)
  for (const word of ['王小明', '幸福路', '13812345678', '110101199001011237', '赵大宝', '3栋2单元'])
    known.add(word)

  // Residents: a complaint with a photo, an anonymous report, a case page.
  const who = office.resident('o6_bmjrPTlm6_2sgVt7hMZOPfL2M')
  const reporter = office.resident('oREPORTER_2sgVt7hMZOPfL2M99')
  for (const { openId } of [who, reporter]) known.add(openId)
  await office.says(who, '你好')
  await office.says(who, SAID[1]!)
  const number = await office.complains(who)
  known.add(ctx.secrets.trackingCode(number))
  const photo = await sharp({ create: { width: 8, height: 8, channels: 3, background: 'red' } })
    .jpeg()
    .toBuffer()
  const MediaId = office.wechat.addMedium({ type: 'image/jpeg', bytes: photo })
  known.add(MediaId)
  await who.message('image', { MediaId, PicUrl: `http://mmbiz.example/${MediaId}` }).deliver()
  await who.message('image', { MediaId: 'gone-media-id', PicUrl: '' }).deliver()
  await fetchMedia(ctx)
  for (const line of ['举报', SAID[2]!, '跳过', '匿名', '确认']) await office.says(reporter, line)
  await visitor.own(number, ctx.secrets.trackingCode(number))
  await visitor.own(number, 'WRONGCODE2')
  await visitor.get(`/c/${number}?k=${ctx.secrets.trackingCode(number)}`)

  // Officers: signing in rightly and wrongly, searching, drafting, the API.
  for (const [login, role] of [
    ['weichigongjin', 'admin'],
    ['zhaodispatcher', 'dispatcher'],
  ] as const) {
    await createOfficer(ctx, { login, name: SEARCHED, role, password: PASSWORD })
    known.add(login)
  }
  await visitor.signIn('weichigongjin', WRONG_PASSWORD)
  await visitor.signIn('nobodyofthatname', WRONG_PASSWORD)
  known.add('nobodyofthatname')
  await visitor.signIn('weichigongjin')
  await visitor.get('/desk/settings')
  await visitor.get('/desk/officers/weichigongjin/sessions')
  await visitor.get(`/desk?q=${encodeURIComponent(SEARCHED)}`)
  await visitor.get(`/desk/${encodeURIComponent(SEARCHED)}/13812345678`)
  for (const value of visitor.cookies.values()) known.add(value)
  const dispatcher = new Browser(address)
  await dispatcher.signIn('zhaodispatcher')
  await dispatcher.get(`/desk/cases/${number}`)
  await dispatcher.post(`/desk/cases/${number}/assist`)
  await dispatcher.move(number, 'note', { text: DRAFTED })
  const token = await liveToken(ctx, 'zhaodispatcher')
  known.add(token)
  const api = (body: string) =>
    fetch(`${address}/api/v1/cases`, {
      method: 'POST',
      body,
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
        'idempotency-key': body.slice(0, 30).replace(/\W/g, '') || 'k',
      },
    })
  await api(
    JSON.stringify({
      kind: 'complaint',
      text: SAID[0],
      channel: 'phone',
      resident: { name: '王小明', phone: '13812345678' },
    }),
  )
  await api(`{"text": "${SAID[0]}`)
  await api(JSON.stringify({ kind: SAID[0], text: 1 }))
  await fetch(`${address}/metrics`, { headers: { authorization: `Bearer ${SECRETS.metrics}` } })
  await fetch(`${address}/channels/wechat?signature=${SEARCHED}&timestamp=1&nonce=13812345678`, {
    method: 'POST',
    body: SAID[0]!,
  })

  // WeChat refuses, then hangs up; a stored text and a stored photo cannot be read any more.
  office.wechat.trouble([{ errcode: 40001 } as never, { errcode: 45015 } as never])
  await office.answers(number, DRAFTED)
  await deliverOutbox(ctx)
  const attachments = join(ctx.config.dataDir, 'attachments')
  for (const file of readdirSync(attachments, { recursive: true, withFileTypes: true }).filter(f =>
    f.isFile(),
  ))
    writeFileSync(join(file.parentPath, file.name), randomBytes(64))
  await visitor.get('/desk/officers')
  const page = await dispatcher.get(`/desk/cases/${number}`)
  for (const [, at] of page.text.matchAll(/src="([^"]*attachments[^"]*)"/g))
    await dispatcher.get(at!.replaceAll('&amp;', '&'))

  // A page of ours that is broken, by an error that quotes what it was given.
  const broken = Object.assign(new Error(`${SAID[0]} near "${SAID[1]}"`), { detail: SAID[0], code: '22P02' })
  const content = ctx.content
  ctx.content = () => {
    if (/guides\.ts|guides\/guides/.test(new Error().stack!)) throw broken
    return content()
  }
  await visitor.get('/guides')
  ctx.content = content

  office.clock.set('2026-11-03T08:40+08:00')
  for (const run of Object.values(RUNS)) await run(ctx, AbortSignal.timeout(30_000)).catch(() => {})
  await office.wechat.stop()
  await office.says(who, SAID[0]!)
  await deliverOutbox(ctx)
}, 60_000)
afterAll(() => office.stop())

it('holds no word, name, number or secret of the day', () => {
  expect(lines.length).toBeGreaterThan(500)
  const said = (secret: string) =>
    lines.filter(line => line.includes(secret) || line.includes(encodeURIComponent(secret)))
  const found = [...known].flatMap(secret => said(secret).map(line => `${secret}: ${line.slice(0, 300)}`))
  expect(found).toEqual([])
})

it('was a day on which much went wrong', () => {
  const messages = new Set(read().map(line => line.msg))
  for (const wanted of ['request', 'message', 'sending', 'sql', 'request failed', 'wechat: refused'])
    expect([...messages]).toContain(wanted)
  expect([...messages].filter(msg => /language model/.test(msg))).toHaveLength(1)
  expect(read().filter(line => line.level >= 50).length).toBeGreaterThan(0)
})

it('names the request in each line of one, as its answer does', () => {
  const requests = read().filter(line => line.msg === 'request')
  expect(requests.length).toBeGreaterThan(20)
  for (const { request } of requests) expect(request).toMatch(/^[0-9a-f]{16}$/)
  expect(new Set(requests.map(line => line.request)).size).toBe(requests.length)
  const logged = new Set(requests.map(line => line.request))
  expect(ids.filter(id => !logged.has(id))).toEqual([])
  for (const line of read().filter(l => l.msg === 'request failed')) expect(logged).toContain(line.request)
})

it('names the message in each line of one', () => {
  const messages = read().filter(line => line.msg === 'message' || line.msg === 'sending')
  expect(messages.length).toBeGreaterThan(15)
  for (const { message } of messages) expect(message).toBeGreaterThan(0)
})
