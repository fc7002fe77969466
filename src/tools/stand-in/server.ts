import { createServer } from 'node:http'
import express, { type Request, type Response } from 'express'
import multer from 'multer'
import { z } from 'zod'
import { type Loopback, listenOnLoopback } from '../loopback.ts'
import { Articles } from './articles.ts'
import { ERRORS } from './errors.ts'
import { checkMenu } from './menu.ts'
import { type Browsing, OAuth } from './oauth.ts'
import { Residents } from './residents.ts'
import { Tokens } from './tokens.ts'
import { checkPicture, checkUpload } from './upload.ts'

/**
 * A stand-in for api.weixin.qq.com, for tests and demos. Strict: it refuses what WeChat refuses, in WeChat's codes, and
 * logs everything. Its clock is passed in.
 */
export interface StandInOptions {
  appId: string
  appSecret: string
  now: () => Date
  /** What this account may do. */
  account?: 'service' | 'subscription' | 'unverified'
  /** Whether it may draft and publish articles; by default a verified account may. */
  publishes?: boolean
  /** Called for every message that reaches a resident's phone through the API. */
  onSent?: (openId: string, message: { text: string; url?: string; image?: string }) => void
}

/** One call of the API, without the token, which a log must not contain. */
export interface LogEntry {
  path: string
  body: unknown
  errcode: number
}

/** A failure that the next call gets instead of its answer. */
export type Trouble =
  | { errcode: number }
  | { status: number }
  | { garbage: string }
  /** Never answers, or only after `release`. */
  | { hang: true }
  /** Breaks the connection. */
  | { cut: true }
  /** No failure: this call succeeds, and the failure listed after it is for the next. */
  | { pass: true }

interface StandInMedium {
  type: string
  bytes: Uint8Array
  /** Videos are fetched from an address of their own. */
  video?: boolean
}

const MEDIA_LIFE_MS = 3 * 24 * 3600_000
const MAX_TEXT_BYTES = 2048
/** WeChat's message ids are numbers of 19 digits, more than JavaScript's hold. */
const MSG_IDS = 2_431_260_672_639_660_000n

const touser = z.string().min(1)
const medium = z.object({ media_id: z.string() })
const article = z.object({ title: z.string(), description: z.string(), url: z.url(), picurl: z.string() })
const send = z.discriminatedUnion('msgtype', [
  z.object({ touser, msgtype: z.literal('text'), text: z.object({ content: z.string() }) }),
  z.object({ touser, msgtype: z.literal('image'), image: medium }),
  z.object({ touser, msgtype: z.literal('voice'), voice: medium }),
  // 图文消息条数限制在 1 条以内.
  z.object({ touser, msgtype: z.literal('news'), news: z.object({ articles: z.array(article).length(1) }) }),
])
const notification = z.object({
  touser: z.string().min(1),
  template_id: z.string(),
  data: z.record(z.string(), z.object({ value: z.string() })),
})
const qrcode = z.object({
  action_name: z.enum(['QR_SCENE', 'QR_STR_SCENE', 'QR_LIMIT_SCENE', 'QR_LIMIT_STR_SCENE']),
  expire_seconds: z.number().int().max(2_592_000).optional(),
  action_info: z.object({
    scene: z.union([
      z.object({ scene_str: z.string().min(1).max(64) }),
      z.object({ scene_id: z.number().int().min(1) }),
    ]),
  }),
})

const isForm = (req: { headers: { 'content-type'?: string | undefined } }) =>
  /^multipart\/form-data/.test(req.headers['content-type'] ?? '')
const readMedia = multer({ storage: multer.memoryStorage(), limits: { fileSize: 20 * 1024 * 1024 } }).single(
  'media',
)
const dataUrl = ({ type, bytes }: StandInMedium) =>
  `data:${type};base64,${Buffer.from(bytes).toString('base64')}`

export class WeChatStandIn {
  readonly log: LogEntry[] = []
  readonly residents = new Residents()
  readonly tokens = new Tokens()
  /** Template ids that were approved, with the names of their fields. */
  readonly templates = new Map<string, string[]>()
  menu: unknown = null
  /** Drafts, tasks and published articles. */
  readonly articles = new Articles({ now: () => this.#now(), isCover: id => this.#covers.has(id) })
  /** Permanent pictures, by id. */
  readonly #covers = new Map<string, Uint8Array>()
  readonly #oauth = new OAuth(() => this.#now())
  readonly #options: StandInOptions
  readonly #troubles: { path: string | undefined; trouble: Trouble }[] = []
  readonly #media = new Map<string, StandInMedium & { until: number }>()
  readonly #sentOnce = new Map<string, number>()
  readonly #hanging: (() => void)[] = []
  #server: Loopback | undefined
  #count = 0

  constructor(options: StandInOptions) {
    this.#options = options
  }

  async start(): Promise<this> {
    this.#server = await listenOnLoopback(createServer(this.#app()))
    return this
  }

  async stop(): Promise<void> {
    for (const release of this.#hanging) release()
    await this.#server?.close()
  }

  get base(): string {
    return this.#server!.url
  }

  /** Makes the next calls (of `path`, if given) fail like this, in order. */
  trouble(trouble: Trouble | Trouble[], path?: string): void {
    for (const one of [trouble].flat()) this.#troubles.push({ path, trouble: one })
  }

  /** Removes all failures that are still to come. */
  calm(): void {
    this.#troubles.length = 0
  }

  /** Sets whose browser the next request comes from, and the domain registered for page authorisation. */
  browse(browsing: Browsing): void {
    this.#oauth.browsing = browsing
  }

  /** Somebody deletes all permanent pictures in the console. */
  dropCovers(): void {
    this.#covers.clear()
  }

  /** Stores a photo, voice message or video that a resident sent. @returns its media id */
  addMedium(medium: StandInMedium): string {
    const id = `media-${++this.#count}`
    this.#media.set(id, { ...medium, until: this.#options.now().getTime() + MEDIA_LIFE_MS })
    return id
  }

  /** The texts that reached a resident by the customer-service interface, in order. */
  textsTo(openId: string): string[] {
    return this.log
      .filter(e => e.path === '/cgi-bin/message/custom/send' && e.errcode === 0)
      .flatMap(e => {
        const sent = send.parse(e.body)
        return sent.touser === openId && sent.msgtype === 'text' ? [sent.text.content] : []
      })
  }

  /** The pictures that reached a resident by the customer-service interface, in order. */
  picturesTo(openId: string): Uint8Array[] {
    return this.calls('/cgi-bin/message/custom/send').flatMap(e => {
      const sent = e.errcode === 0 ? send.parse(e.body) : undefined
      const bytes = sent?.msgtype === 'image' && this.#media.get(sent.image.media_id)?.bytes
      return bytes && sent.touser === openId ? [bytes] : []
    })
  }

  calls(path: string): LogEntry[] {
    return this.log.filter(e => e.path === path)
  }

  #app() {
    const app = express()
    app.get('/video/:id', (req, res) => {
      const medium = this.#media.get(req.params.id)
      if (medium) res.type(medium.type).send(Buffer.from(medium.bytes))
      else res.status(404).end()
    })
    // The part of open.weixin.qq.com that WeChat's browser is redirected through.
    app.get('/connect/oauth2/authorize', (req, res) => this.#oauth.authorize(req, res))
    app.use(express.text({ type: req => !isForm(req), limit: '12mb' }))
    app.use((req, res, next) => this.#disturb(req, res) || next())
    app.post('/cgi-bin/stable_token', (req, res) => this.#stableToken(req, res))
    app.get('/sns/oauth2/access_token', (req, res) => {
      const { appId, appSecret } = this.#options
      const answer = this.#oauth.exchange(req.query, { appId, appSecret, now: this.#now() })
      if (typeof answer === 'number') return this.#refuse(req, res, answer)
      this.log.push({ path: req.path, body: null, errcode: 0 })
      res.json(answer)
    })
    app.use((req, res, next) => {
      const code = this.tokens.check(req.query['access_token'], this.#now())
      if (code === 0) next()
      else this.#refuse(req, res, code)
    })
    app.post('/cgi-bin/message/custom/send', (req, res) => this.#answer(req, res, body => this.#custom(body)))
    app.post('/cgi-bin/message/template/send', (req, res) =>
      this.#answer(req, res, body => this.#template(body)),
    )
    app.post('/cgi-bin/message/subscribe/bizsend', (req, res) =>
      this.#answer(req, res, body => this.#subscribe(body)),
    )
    app.post('/cgi-bin/menu/create', (req, res) =>
      this.#answer(req, res, body => {
        if (this.#account === 'unverified') return 48001
        const code = checkMenu(body)
        if (code === 0) this.menu = body
        return code
      }),
    )
    app.post('/cgi-bin/qrcode/create', (req, res) =>
      this.#answer(req, res, body => {
        if (this.#account !== 'service') return 48001
        const parsed = qrcode.safeParse(body)
        if (!parsed.success) return 40035
        const ticket = `ticket-${++this.#count}`
        return { ticket, url: `http://weixin.qq.com/q/${ticket}`, expire_seconds: parsed.data.expire_seconds }
      }),
    )
    app.get('/cgi-bin/getcallbackip', (req, res) => {
      this.log.push({ path: req.path, body: null, errcode: 0 })
      res.json({ ip_list: ['127.0.0.1'] })
    })
    for (const path of Object.keys(this.articles.calls))
      app.post(path, (req, res) =>
        this.#answer(req, res, body => (this.#publishes ? this.articles.calls[path]!(body) : 48001)),
      )
    app.post('/cgi-bin/media/uploadimg', readMedia, (req, res) => this.#uploadPicture(req, res))
    app.post('/cgi-bin/material/add_material', readMedia, (req, res) => this.#addMaterial(req, res))
    app.post('/cgi-bin/media/upload', readMedia, (req, res) => this.#upload(req, res))
    app.get('/cgi-bin/media/get', (req, res) => this.#getMedium(req, res))
    app.use((req, res) => this.#refuse(req, res, req.method === 'GET' ? 43002 : 40035))
    return app
  }

  #now(): number {
    return this.#options.now().getTime()
  }

  get #account() {
    return this.#options.account ?? 'service'
  }

  get #publishes() {
    return this.#options.publishes ?? this.#account !== 'unverified'
  }

  /** Applies a failure to the call, if there is one. @returns whether it did */
  #disturb(req: Request, res: Response): boolean {
    const at = this.#troubles.findIndex(t => t.path === undefined || t.path === req.path)
    const trouble = at >= 0 ? this.#troubles.splice(at, 1)[0]!.trouble : undefined
    if (!trouble || 'pass' in trouble) return false
    if ('errcode' in trouble) this.#refuse(req, res, trouble.errcode)
    else {
      this.#note(req, -999)
      if ('status' in trouble) res.status(trouble.status).send('upstream error')
      else if ('garbage' in trouble) res.send(trouble.garbage)
      else if ('cut' in trouble) res.destroy()
      else this.#hanging.push(() => res.destroy())
    }
    return true
  }

  #note(req: Request, errcode: number): void {
    let body: unknown = req.body
    try {
      body = JSON.parse(String(req.body))
    } catch {}
    this.log.push({ path: req.path, body, errcode })
  }

  #refuse(req: Request, res: Response, errcode: number): void {
    this.#note(req, errcode)
    res.json({ errcode, errmsg: `${ERRORS[errcode] ?? 'error'} rid: 0-0-0` })
  }

  /** Answers a call with what `run` returns for its JSON body: an error code, 0, or the fields of the answer. */
  #answer(req: Request, res: Response, run: (body: unknown) => number | object) {
    let body: unknown
    try {
      body = JSON.parse(String(req.body))
    } catch {
      this.#refuse(req, res, 47001)
      return
    }
    const result = run(body)
    if (typeof result === 'number' && result !== 0) return this.#refuse(req, res, result)
    this.#note(req, 0)
    const answer = { errcode: 0, errmsg: 'ok', ...(typeof result === 'object' && result) }
    const write = (_: string, value: unknown) => (typeof value === 'bigint' ? `#${value}#` : value)
    res.type('json').send(JSON.stringify(answer, write).replace(/"#(\d+)#"/g, '$1'))
  }

  #stableToken(req: Request, res: Response) {
    const { appId, appSecret } = this.#options
    const wanted = z.object({
      grant_type: z.literal('client_credential'),
      appid: z.string(),
      secret: z.string(),
      force_refresh: z.boolean().optional(),
    })
    let parsed: z.infer<typeof wanted>
    try {
      parsed = wanted.parse(JSON.parse(String(req.body)))
    } catch {
      return this.#refuse(req, res, 47001)
    }
    if (parsed.appid !== appId) return this.#refuse(req, res, 40013)
    if (parsed.secret !== appSecret) return this.#refuse(req, res, 40125)
    const token = this.tokens.stable(parsed.force_refresh ?? false, this.#now())
    if (typeof token === 'number') return this.#refuse(req, res, token)
    this.log.push({ path: req.path, body: { force_refresh: parsed.force_refresh ?? false }, errcode: 0 })
    res.json(token)
  }

  #custom(body: unknown): number {
    if (this.#account === 'unverified') return 48001
    const parsed = send.safeParse(body)
    if (!parsed.success) return 40035
    const sent = parsed.data
    if (!this.residents.knows(sent.touser)) return 40003
    const text = sent.msgtype === 'text' ? sent.text.content : ''
    if (Buffer.byteLength(text) > MAX_TEXT_BYTES) return 45002
    if (sent.msgtype === 'text' && text === '') return 44002
    const id =
      sent.msgtype === 'image' ? sent.image.media_id : sent.msgtype === 'voice' && sent.voice.media_id
    const medium = id ? this.#media.get(id) : undefined
    if (id && (!medium || medium.until <= this.#now())) return 40007
    if (sent.msgtype === 'image' && !medium!.type.startsWith('image/')) return 40007
    const code = this.residents.spend(sent.touser, this.#now())
    if (code === 0) {
      const [card] = sent.msgtype === 'news' ? sent.news.articles : []
      const image = sent.msgtype === 'image' && dataUrl(medium!)
      this.#options.onSent?.(sent.touser, {
        text: card ? `${card.title}\n${card.description}` : text || (image ? '' : '（语音）'),
        ...(card && { url: card.url }),
        ...(image && { image }),
      })
    }
    return code
  }

  #template(body: unknown): number | object {
    if (this.#account !== 'service') return 48001
    const code = this.#notify(body)
    if (code !== 0) return code
    const { client_msg_id: id } = body as { client_msg_id?: string }
    const msgid = (id !== undefined && this.#sentOnce.get(id)) || ++this.#count
    if (id !== undefined) this.#sentOnce.set(id, msgid)
    this.#tell(body)
    return { msgid: MSG_IDS + BigInt(msgid) }
  }

  #subscribe(body: unknown): number {
    if (this.#account !== 'service') return 48001
    const code = this.#notify(body)
    if (code !== 0) return code
    const { touser, template_id } = body as { touser: string; template_id: string }
    if (!this.residents.useConsent(touser, template_id)) return 43101
    this.#tell(body)
    return 0
  }

  /** Reports a notification as the phone shows it: its fields, and the URL that a tap opens. */
  #tell(body: unknown): void {
    const { touser, data } = notification.parse(body)
    const { url, page } = body as { url?: string; page?: string }
    const text = Object.values(data)
      .map(field => field.value)
      .join('\n')
    const link = url ?? page
    this.#options.onSent?.(touser, { text: `【服务通知】\n${text}`, ...(link && { url: link }) })
  }

  #notify(body: unknown): number {
    const parsed = notification.safeParse(body)
    if (!parsed.success) return 47003
    const { touser, template_id, data } = parsed.data
    const fields = this.templates.get(template_id)
    if (!fields) return 40037
    if (!this.residents.knows(touser)) return 40003
    if (!this.residents.follows(touser)) return 43004
    for (const field of fields) {
      const value = data[field]?.value
      if (value === undefined || value === '') return 47003
      if (field.startsWith('thing') && [...value].length > 20) return 47003
    }
    return 0
  }

  #upload(req: Request, res: Response) {
    const { type } = req.query
    const bytes = req.file?.buffer
    const found = checkUpload(type, bytes)
    req.body = { type, bytes: bytes?.length ?? 0 }
    if (typeof found === 'number') return this.#refuse(req, res, found)
    const id = this.addMedium({ type: found.mime, bytes: bytes! })
    this.log.push({ path: req.path, body: req.body, errcode: 0 })
    const created_at = Math.floor(this.#now() / 1000)
    res.json({ type, [type === 'thumb' ? 'thumb_media_id' : 'media_id']: id, created_at })
  }

  /** 上传图文消息内的图片: a picture for the text of an article. */
  #uploadPicture(req: Request, res: Response) {
    const bytes = req.file?.buffer
    const code = this.#publishes ? checkPicture(bytes, 'text') : 48001
    req.body = { bytes: bytes?.length ?? 0 }
    if (code !== 0) return this.#refuse(req, res, code)
    this.log.push({ path: req.path, body: req.body, errcode: 0 })
    res.json({ url: `http://mmbiz.qpic.cn/mmbiz/${++this.#count}/0` })
  }

  /** 上传永久素材, of which only pictures are taken here. */
  #addMaterial(req: Request, res: Response) {
    const bytes = req.file?.buffer
    const { type } = req.query
    const code = !this.#publishes ? 48001 : type === 'image' ? checkPicture(bytes, 'cover') : 40004
    req.body = { type, bytes: bytes?.length ?? 0 }
    if (code !== 0) return this.#refuse(req, res, code)
    const id = `cover-${++this.#count}`
    this.#covers.set(id, bytes!)
    this.log.push({ path: req.path, body: req.body, errcode: 0 })
    res.json({ media_id: id, url: `http://mmbiz.qpic.cn/mmbiz/${this.#count}/0?wx_fmt=jpeg`, item: [] })
  }

  #getMedium(req: Request, res: Response) {
    const id = String(req.query['media_id'] ?? '')
    const medium = this.#media.get(id)
    if (!medium || medium.until < this.#now()) return this.#refuse(req, res, 40007)
    this.log.push({ path: req.path, body: { media_id: id }, errcode: 0 })
    if (medium.video) res.json({ video_url: `${this.base}/video/${id}` })
    else {
      res.set('content-disposition', `attachment; filename="${id}.dat"`).type(medium.type)
      res.send(Buffer.from(medium.bytes))
    }
  }
}
