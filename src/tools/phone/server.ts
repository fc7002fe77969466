import { createServer } from 'node:http'
import { join } from 'node:path'
import express, { type ErrorRequestHandler } from 'express'
import { z } from 'zod'
import { LONGEST_TEXT } from '../../domain/base/text/visible-text.ts'
import { ROOT } from '../../root.ts'
import { type Loopback, listenOnLoopback } from '../loopback.ts'
import {
  type AccountKeys,
  cardOf,
  type Delivery,
  textOf,
  WeChatResident,
  type WeChatStandIn,
} from '../stand-in/mod.ts'

/**
 * A page that looks like a phone with WeChat on it, for trying the official account without one. Each browser is a
 * resident of its own; their input reaches the service as WeChat would send it, including retries. Demo only: it
 * listens on this machine and has no sign-in.
 */
interface PhoneOptions {
  wechat: WeChatStandIn
  /** The account's server URL and its secrets. */
  account: AccountKeys
  /** The scene codes that can be scanned. */
  places: () => Promise<{ scene: string; place: string }[]>
}

interface Bubble {
  id: number
  from: 'me' | 'office' | 'note'
  text: string
  url?: string
  image?: string
}

const who = z.string().regex(/^[a-z0-9]{8,40}$/)
const act = z.discriminatedUnion('act', [
  z.strictObject({ who, act: z.literal('follow'), scene: z.string().max(64).optional() }),
  z.strictObject({ who, act: z.literal('unfollow') }),
  z.strictObject({ who, act: z.literal('scan'), scene: z.string().max(64) }),
  z.strictObject({ who, act: z.literal('click'), key: z.string().max(128) }),
  z.strictObject({ who, act: z.literal('text'), text: z.string().min(1).max(LONGEST_TEXT) }),
  z.strictObject({ who, act: z.literal('photo'), data: z.string().regex(/^data:image\/(jpeg|png);base64,/) }),
  z.strictObject({ who, act: z.literal('voice'), data: z.string().regex(/^data:[\w/.+-]*;base64,/) }),
  z.strictObject({ who, act: z.literal('unknown') }),
])
type Act = z.infer<typeof act>

/** How often WeChat tries to deliver a message. */
const TRIES = 4

export class Phone {
  readonly #bubbles = new Map<string, Bubble[]>()
  readonly #options: PhoneOptions
  #server: Loopback | undefined
  #count = 0

  constructor(options: PhoneOptions) {
    this.#options = options
  }

  async start(): Promise<this> {
    this.#server = await listenOnLoopback(createServer(this.#app()))
    return this
  }

  async stop(): Promise<void> {
    await this.#server?.close()
  }

  get url(): string {
    return `${this.#server!.url}/phone`
  }

  /** Called by the stand-in when a message reaches a resident through the API. */
  received(openId: string, message: { text: string; url?: string; image?: string }): void {
    this.#add(openId, { from: 'office', ...message })
  }

  #app() {
    const app = express()
    app.use((_req, res, next) => {
      res.set({
        'Content-Security-Policy': "default-src 'self'; img-src 'self' data:",
        'Cache-Control': 'no-store',
      })
      next()
    })
    app.use('/phone', express.static(join(ROOT, 'src/tools/phone'), { index: 'phone.html', redirect: false }))
    app.get('/phone', (_req, res) => res.sendFile(join(ROOT, 'src/tools/phone/phone.html')))
    app.get('/phone/setting', async (_req, res) => {
      res.json({ menu: this.#options.wechat.menu, places: await this.#options.places() })
    })
    app.get('/phone/messages', (req, res) => {
      const after = Number(req.query['after']) || 0
      const openId = openIdOf(who.parse(req.query['who']))
      res.json((this.#bubbles.get(openId) ?? []).filter(b => b.id > after))
    })
    app.post('/phone/act', express.json({ limit: '8mb' }), async (req, res) => {
      const does = act.parse(req.body)
      await this.#do(does)
      res.status(204).end()
    })
    const onError: ErrorRequestHandler = (error, _req, res, _next) => {
      res.status(error instanceof z.ZodError ? 400 : 502).json({ error: '没有成功' })
    }
    app.use(onError)
    return app
  }

  async #do(does: Act): Promise<void> {
    const openId = openIdOf(does.who)
    const { wechat, account } = this.#options
    const resident = new WeChatResident(openId, account)
    const note = (text: string) => this.#add(openId, { from: 'note', text })
    switch (does.act) {
      case 'follow':
        note('您关注了公众号')
        return this.#deliver(openId, () =>
          resident.write('event', {
            Event: 'subscribe',
            EventKey: does.scene ? `qrscene_${does.scene}` : '',
          }),
        )
      case 'unfollow':
        note('您取消了关注')
        return this.#deliver(openId, () => resident.write('event', { Event: 'unsubscribe' }))
      case 'scan':
        note('您扫了二维码')
        return this.#deliver(openId, () =>
          resident.write('event', { Event: 'SCAN', EventKey: does.scene, Ticket: 'demo' }),
        )
      case 'click':
        return this.#deliver(openId, () => resident.write('event', { Event: 'CLICK', EventKey: does.key }))
      case 'text':
        this.#add(openId, { from: 'me', text: does.text })
        return this.#deliver(openId, () => resident.message('text', { Content: does.text }))
      case 'photo': {
        this.#add(openId, { from: 'me', text: '', image: does.data })
        const [head = '', data = ''] = does.data.split(',', 2)
        const type = /image\/\w+/.exec(head)![0]
        const MediaId = wechat.addMedium({ type, bytes: Buffer.from(data, 'base64') })
        return this.#deliver(openId, () =>
          resident.message('image', { PicUrl: 'http://demo.invalid/', MediaId }),
        )
      }
      case 'voice': {
        this.#add(openId, { from: 'me', text: '（语音）' })
        const bytes = Buffer.from(does.data.split(',', 2)[1] ?? '', 'base64')
        const MediaId = wechat.addMedium({ type: 'audio/amr', bytes })
        return this.#deliver(openId, () => resident.message('voice', { MediaId, Format: 'amr' }))
      }
      case 'unknown':
        this.#add(openId, { from: 'me', text: '（一种新的消息）' })
        return this.#deliver(openId, () => resident.message('hologram', {}))
    }
  }

  /** Delivers as WeChat does: with retries, and an apology to the resident when all of them fail. */
  async #deliver(openId: string, write: () => { deliver(): Promise<Delivery> }): Promise<void> {
    const letter = write()
    for (let tries = 0; tries < TRIES; tries++) {
      const delivery = await letter.deliver().catch(() => undefined)
      if (delivery?.status !== 200) continue
      const text = textOf(delivery)
      const card = cardOf(delivery)
      if (card)
        this.#add(openId, { from: 'office', text: `${card.title}\n${card.description}`, url: card.url })
      else if (text) this.#add(openId, { from: 'office', text })
      return
    }
    this.#add(openId, { from: 'note', text: '该公众号提供的服务出现故障，请稍后再试' })
  }

  #add(openId: string, bubble: Omit<Bubble, 'id'>): void {
    const all = this.#bubbles.get(openId) ?? []
    all.push({ id: ++this.#count, ...bubble })
    this.#bubbles.set(openId, all.slice(-200))
  }
}

const openIdOf = (name: string) => `o-phone-${name}`
