import { randomBytes } from 'node:crypto'
import type { Request, Response } from 'express'
import { z } from 'zod'

/** The resident's phone with WeChat's browser. */
export interface Browsing {
  openId: string
  appId: string
  /** The host (and port) registered as 网页授权域名. */
  domain: string
  /** A virtual user: somebody who views the page without signing in to WeChat (快照页模式). */
  snapshot?: boolean
}

const CODE_MS = 5 * 60_000

/** WeChat takes letters and digits only. */
const asked = z.object({
  appid: z.string(),
  redirect_uri: z.url(),
  response_type: z.literal('code'),
  scope: z.enum(['snsapi_base', 'snsapi_userinfo']),
  state: z
    .string()
    .regex(/^[a-zA-Z0-9]{0,128}$/)
    .optional(),
})

/** 网页授权: issues one-time codes through the browser, and exchanges them for an openid. */
export class OAuth {
  browsing: Browsing | undefined
  readonly #codes = new Map<string, Browsing & { until: number; used: boolean }>()
  readonly #now: () => number

  constructor(now: () => number) {
    this.#now = now
  }

  authorize(req: Request, res: Response): void {
    const parsed = asked.safeParse(req.query)
    const who = this.browsing
    const refused =
      !parsed.success || !who
        ? 10016
        : parsed.data.appid !== who.appId
          ? 10013
          : new URL(parsed.data.redirect_uri).host !== who.domain
            ? 10003
            : 0
    if (refused !== 0) return void res.status(200).send(`<p>错误码：${refused}</p>`)
    const code = randomBytes(16).toString('hex')
    this.#codes.set(code, { ...who!, until: this.#now() + CODE_MS, used: false })
    const back = new URL(parsed.data!.redirect_uri)
    back.searchParams.set('code', code)
    back.searchParams.set('state', parsed.data!.state ?? '')
    res.redirect(302, back.href)
  }

  /** @returns the answer, or the error code. */
  exchange(
    query: Request['query'],
    { appId, appSecret, now }: { appId: string; appSecret: string; now: number },
  ) {
    if (query['appid'] !== appId) return 40013
    if (query['secret'] !== appSecret) return 40125
    if (query['grant_type'] !== 'authorization_code') return 40035
    const found = this.#codes.get(String(query['code']))
    if (!found || found.until < now) return 40029
    if (found.used) return 40163
    found.used = true
    return {
      access_token: randomBytes(20).toString('hex'),
      expires_in: 7200,
      openid: found.openId,
      scope: 'snsapi_base',
      ...(found.snapshot && { is_snapshotuser: 1 }),
    }
  }
}
