import { FormData, fetch, type Response } from 'undici'
import { z } from 'zod'
import { Refusal } from '../../domain/base/errors.ts'
import { mediaTypeOf } from '../../domain/base/media/media-type.ts'
import type { Troubles } from '../../domain/base/message.ts'
import type { StoredToken, TokenStore } from '../../domain/base/token-store.ts'
import { readAtMost, TooLong } from '../read-at-most.ts'
import { AccessToken } from './access-token.ts'
import { Circuit } from './circuit.ts'
import { type Unreached, WeChatError } from './errors.ts'

/**
 * The account's API. Every call goes through here: access token, time limit, circuit, errors by table. URLs contain
 * the access token, so neither they nor errors that may quote them ever leave this file.
 */
interface ApiOptions {
  appId: string
  appSecret: string
  /** Without a trailing slash. */
  apiBase: string
  store: TokenStore
  now: () => Date
  /** Receives what an administrator must do, from every call but those that send: these report to the outbox. */
  troubles?: Troubles
  timeoutMs?: number
  pause?: (ms: number) => Promise<unknown>
}

const TIMEOUT_MS = 10_000
const MEDIA_TIMEOUT_MS = 60_000
const MAX_JSON_BYTES = 1024 * 1024
/** The largest a resident can send: a video or photo of 10 MB. */
const MAX_MEDIA_BYTES = 12 * 1024 * 1024

const tokenAnswer = z.object({ access_token: z.string().min(1).max(2048), expires_in: z.number().positive() })
const errorAnswer = z.object({ errcode: z.number().int().optional() }).loose()

/** 40029 invalid, 40163 used, 42003 expired, 41008 missing. */
const BAD_CODE: readonly unknown[] = [40029, 40163, 42003, 41008]

const ARTICLES = '把公开信息放进公众号的草稿箱'

/** What each path is for, in the words of a notice. Calls that send are not listed. */
const WAYS: Record<string, { way: string; words: string }> = {
  '/cgi-bin/media/get': { way: 'media', words: '下载群众发来的照片和语音' },
  '/cgi-bin/media/upload': { way: 'upload', words: '上传答复的照片' },
  '/cgi-bin/menu/create': { way: 'menu', words: '发布菜单' },
  '/cgi-bin/qrcode/create': { way: 'qrcode', words: '生成二维码' },
  '/cgi-bin/media/uploadimg': { way: 'articles', words: ARTICLES },
  '/cgi-bin/material/add_material': { way: 'articles', words: ARTICLES },
  '/cgi-bin/draft/add': { way: 'articles', words: ARTICLES },
  '/cgi-bin/draft/update': { way: 'articles', words: ARTICLES },
  '/cgi-bin/freepublish/submit': { way: 'publishing', words: '发布公众号的文章' },
  '/cgi-bin/freepublish/delete': { way: 'publishing', words: '删除公众号的文章' },
  '/sns/oauth2/access_token': { way: 'login', words: '在微信里打开办理页面' },
}
const CIRCUIT_OPEN = {
  about: 'circuit',
  code: 'open',
  detail:
    '微信的接口连不上，暂停调用，恢复后自动接着发，消息不会丢。请看看服务器能不能上网；能上网就是微信那边的问题，等着就好。',
}

type Json = Record<string, unknown>

export class WeChatApi {
  readonly #options: ApiOptions
  readonly #token: AccessToken
  readonly #circuit: Circuit

  constructor(options: ApiOptions) {
    this.#options = options
    this.#circuit = new Circuit(options.now)
    this.#token = new AccessToken({
      account: `wechat:${options.appId}`,
      store: options.store,
      now: options.now,
      ask: force => this.#askToken(force),
      ...(options.pause && { pause: options.pause }),
    })
  }

  /**
   * One call with a JSON body. An expired token is replaced and the call made once more.
   * @throws WeChatError
   */
  post(path: string, body: Json): Promise<Json> {
    return this.#told(path, () => this.#withToken(token => this.#call(path, { access_token: token }, body)))
  }

  /** @throws WeChatError */
  get(path: string, query: Record<string, string> = {}): Promise<Json> {
    return this.#told(path, () =>
      this.#withToken(token => this.#call(path, { access_token: token, ...query })),
    )
  }

  /**
   * One call with a file, as a form (field `media`).
   * @throws WeChatError
   */
  upload(
    path: string,
    query: Record<string, string>,
    file: { bytes: Uint8Array; mime: string; name: string },
  ): Promise<Json> {
    return this.#told(path, () =>
      this.#withToken(token =>
        this.#guard(path, async () => {
          // A body can be read only once, so each try builds its own.
          const body = new FormData()
          body.append('media', new Blob([new Uint8Array(file.bytes)], { type: file.mime }), file.name)
          const address = this.#address(path, { access_token: token, ...query })
          const init = { redirect: 'error', method: 'POST', body } as const
          return json(path, await reach(path, address, init, MEDIA_TIMEOUT_MS))
        }),
      ),
    )
  }

  /**
   * Fetches what a resident sent, by its media id (获取临时素材). For a video WeChat returns a URL to fetch it from.
   * @throws Refusal `not_found` when WeChat no longer has it (three days) or it is too large or no medium,
   *   `unavailable` to try again.
   */
  async media(mediaId: string): Promise<{ bytes: Uint8Array; mime: string; name?: string }> {
    const path = '/cgi-bin/media/get'
    try {
      return await this.#told(path, () =>
        this.#withToken(token =>
          this.#guard(path, async () => {
            const address = this.#address(path, { access_token: token, media_id: mediaId })
            const response = await reach(path, address, { redirect: 'error' }, MEDIA_TIMEOUT_MS)
            // Errors, and videos, come as JSON, sometimes called text/plain.
            if (!/json|text\//.test(response.headers.get('content-type') ?? '')) return medium(path, response)
            const { video_url } = await json(path, response)
            if (typeof video_url !== 'string' || !/^https?:\/\//.test(video_url))
              throw new WeChatError(path, 'malformed')
            return medium(
              path,
              await reach(path, new URL(video_url), { redirect: 'error' }, MEDIA_TIMEOUT_MS),
            )
          }),
        ),
      )
    } catch (error) {
      if (error instanceof WeChatError) throw mediaRefusal(error)
      throw error
    }
  }

  /**
   * The resident of a one-time code from a page authorisation (网页授权, snsapi_base).
   * @returns the openid.
   * @throws Refusal `forbidden` for a virtual user, `not_found` for an invalid code, `unavailable`.
   */
  async whoIs(code: string): Promise<string> {
    const { appId, appSecret } = this.#options
    const path = '/sns/oauth2/access_token'
    const query = { appid: appId, secret: appSecret, code, grant_type: 'authorization_code' }
    const answer = await this.#told(path, () => this.#call(path, query)).catch((error: unknown) => {
      if (!(error instanceof WeChatError)) throw error
      if (BAD_CODE.includes(error.code)) throw new Refusal('not_found', '这次打开已过期，请重新打开链接。')
      throw new Refusal('unavailable', '微信暂时不能核对身份，请过一会儿再打开，或用查询码。')
    })
    const { openid, is_snapshotuser } = answer
    if (is_snapshotuser === 1) {
      throw new Refusal('forbidden', '请点右下角“使用完整服务”，再打开一次；或用查询码。')
    }
    if (typeof openid !== 'string' || openid === '') {
      throw new Refusal('unavailable', '微信暂时不能核对身份，请过一会儿再打开，或用查询码。')
    }
    return openid
  }

  /** Raises a notice for administrators when this call fails, and clears it once the call succeeds. */
  async #told<T>(path: string, call: () => Promise<T>): Promise<T> {
    const { troubles } = this.#options
    const about = WAYS[path]
    try {
      const value = await call()
      if (about) await troubles?.clear(about.way).catch(() => {})
      return value
    } catch (error) {
      if (about && error instanceof WeChatError && error.stops) {
        const way = error.stops === 'way'
        const detail = way ? `${about.words}：${error.advice}` : error.advice
        await troubles
          ?.raise({ about: way ? about.way : 'account', code: String(error.code), detail })
          .catch(() => {})
      }
      throw error
    }
  }

  async #withToken<T>(call: (token: string) => Promise<T>): Promise<T> {
    const token = await this.#token.get()
    try {
      return await call(token)
    } catch (error) {
      if (!(error instanceof WeChatError) || error.rule.outcome !== 'token') throw error
      return call(await this.#token.renew(token))
    }
  }

  async #askToken(force: boolean): Promise<StoredToken> {
    const { appId, appSecret, now } = this.#options
    const path = '/cgi-bin/stable_token'
    const asked = now()
    const answer = await this.#call(
      path,
      {},
      { grant_type: 'client_credential', appid: appId, secret: appSecret, force_refresh: force },
    )
    const parsed = tokenAnswer.safeParse(answer)
    if (!parsed.success) throw new WeChatError(path, 'malformed')
    return {
      token: parsed.data.access_token,
      expiresAt: new Date(asked.getTime() + parsed.data.expires_in * 1000),
    }
  }

  #call(path: string, query: Record<string, string>, body?: Json): Promise<Json> {
    return this.#guard(path, async () => {
      const post = body && {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }
      const timeoutMs = this.#options.timeoutMs ?? TIMEOUT_MS
      return json(
        path,
        await reach(path, this.#address(path, query), { redirect: 'error', ...post }, timeoutMs),
      )
    })
  }

  #address(path: string, query: Record<string, string>): URL {
    const url = new URL(`${this.#options.apiBase}${path}`)
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value)
    return url
  }

  async #works(): Promise<void> {
    this.#circuit.succeeded()
    // Always cleared, because the process that raised it may be gone.
    await this.#options.troubles?.clear(CIRCUIT_OPEN.about).catch(() => {})
  }

  /** Makes no calls while WeChat is down. An error code from WeChat shows that it is up. */
  async #guard<T>(path: string, call: () => Promise<T>): Promise<T> {
    const wait = this.#circuit.enter()
    if (wait > 0) throw new WeChatError(path, 'circuit', wait)
    try {
      const value = await call()
      await this.#works()
      return value
    } catch (error) {
      if (error instanceof WeChatError && error.isOutage) {
        this.#circuit.failed()
        if (this.#circuit.isOpen) await this.#options.troubles?.raise(CIRCUIT_OPEN).catch(() => {})
      } else await this.#works()
      throw error
    }
  }
}

/** @throws WeChatError without the address. */
async function reach(
  path: string,
  url: URL,
  init: { redirect: 'error'; method?: string; headers?: Record<string, string>; body?: string | FormData },
  timeoutMs: number,
): Promise<Response> {
  const response = await fetch(url, { ...init, signal: AbortSignal.timeout(timeoutMs) }).catch(
    (error: unknown) => {
      throw new WeChatError(path, unreached(error))
    },
  )
  if (response.ok) return response
  await response.body?.cancel().catch(() => {})
  throw new WeChatError(path, 'http')
}

const unreached = (error: unknown): Unreached =>
  error instanceof Error && error.name === 'TimeoutError' ? 'timeout' : 'network'

/** @throws WeChatError with WeChat's own code, when it refused. */
async function json(path: string, response: Response): Promise<Json> {
  const bytes = await bytesOf(path, response, MAX_JSON_BYTES)
  let value: unknown
  try {
    // Message ids have 19 digits: as numbers they would lose the last ones.
    const text = bytes.toString('utf8')
    value = JSON.parse(text.replace(/("(?:msg_?id|publish_id)"\s*:\s*)(\d{16,20})(?=\s*[,}])/g, '$1"$2"'))
  } catch {
    throw new WeChatError(path, 'malformed')
  }
  const parsed = errorAnswer.safeParse(value)
  if (!parsed.success) throw new WeChatError(path, 'malformed')
  const { errcode } = parsed.data
  if (errcode !== undefined && errcode !== 0) throw new WeChatError(path, errcode)
  return parsed.data
}

async function medium(
  path: string,
  response: Response,
): Promise<{ bytes: Uint8Array; mime: string; name?: string }> {
  const bytes = await bytesOf(path, response, MAX_MEDIA_BYTES)
  // Raw Speex has no signature bytes; it is only ever a download.
  const speex = /^(?:audio|voice)\/(?:x-)?speex\b/.test(response.headers.get('content-type') ?? '')
  const type = mediaTypeOf(bytes) ?? (speex ? { mime: 'audio/speex' } : undefined)
  if (!type) throw new Refusal('not_found', '收到的文件不是照片、语音或视频，没有保存。')
  const name = /filename="?([\w.-]{1,100})"?/.exec(response.headers.get('content-disposition') ?? '')?.[1]
  return { bytes, mime: type.mime, ...(name && { name }) }
}

/** @throws Refusal `not_found` when it is larger. */
const bytesOf = async (path: string, { body }: Response, most: number): Promise<Buffer> =>
  body === null
    ? Buffer.alloc(0)
    : readAtMost(body, most).catch((error: unknown) => {
        throw error instanceof TooLong
          ? new Refusal('not_found', '文件太大，没有保存。')
          : new WeChatError(path, unreached(error))
      })

const mediaRefusal = (error: WeChatError): Refusal =>
  error.rule.outcome === 'undeliverable'
    ? new Refusal('not_found', error.rule.detail)
    : new Refusal('unavailable', `暂时取不到：${error.rule.detail}`)
