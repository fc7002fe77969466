import { randomBytes } from 'node:crypto'
import { parseCookie } from 'cookie'
import type { Request, Response } from 'express'
import { Refusal } from '../../../domain/base/errors.ts'
import { parseCaseNumber } from '../../../domain/base/text/case-number.ts'
import type { CaseKey } from '../../../domain/cases/case-key.ts'
import type { Context } from '../../../usecases/base/context.ts'
import { keyForContact } from '../../../usecases/cases/own/own-case.ts'
import { queryOf } from '../../shell/form.ts'

/** The path below /c that WeChat redirects to. */
export const CALLBACK = '/wechat'
const COOKIE = 'huiyin_wechat'
const LIFE_MS = 10 * 60_000
const CONTEXT = 'wechat.oauth'

/**
 * A case page opened in WeChat's browser without its code (网页授权, snsapi_base): WeChat identifies the resident, and
 * only their own case opens. The redirect is bound to this browser by a cookie and to this case by a signature; it
 * leads only to `/c/NUMBER`.
 */
export function inWeChat(ctx: Context) {
  const { wechat, baseUrl } = ctx.config
  const sign = (number: string, until: string, nonce: string) =>
    Buffer.from(ctx.secrets.sign(`${number}.${until}.${nonce}`, CONTEXT), 'base64url').toString('hex')

  return {
    /** Whether WeChat can identify the resident: it is configured, and this is WeChat's browser. */
    knows(req: Request): boolean {
      const asks = wechat?.oauthBase !== undefined && ctx.channels.get('wechat')?.whoIs !== undefined
      return asks && /MicroMessenger/i.test(req.get('user-agent') ?? '')
    },

    /** Redirects to WeChat. @returns false when it is not configured or this is another browser. */
    redirected(req: Request, res: Response, numberText: string): boolean {
      const number = parseCaseNumber(numberText)
      if (!number || !this.knows(req)) return false
      const nonce = randomBytes(16).toString('hex')
      const until = String(Math.floor(ctx.now().getTime() + LIFE_MS))
      const state = [Buffer.from(number).toString('hex'), until, sign(number, until, nonce)].join('Z')
      res.cookie(COOKIE, nonce, {
        httpOnly: true,
        sameSite: 'lax',
        secure: baseUrl.startsWith('https:'),
        path: '/c',
        maxAge: LIFE_MS,
      })
      // The order of these and the word after # are as the documentation wants them.
      const query = new URLSearchParams([
        ['appid', wechat!.appId],
        ['redirect_uri', `${baseUrl}/c${CALLBACK}`],
        ['response_type', 'code'],
        ['scope', 'snsapi_base'],
        ['state', state],
      ])
      res.redirect(303, `${wechat!.oauthBase}/connect/oauth2/authorize?${query}#wechat_redirect`)
      return true
    },

    /**
     * Back from WeChat.
     * @returns the key of the resident that WeChat identified. @throws Refusal
     */
    async returned(req: Request, res: Response): Promise<CaseKey> {
      const nonce = parseCookie(req.headers.cookie ?? '')[COOKIE] ?? ''
      res.clearCookie(COOKIE, { path: '/c' })
      const [, hex = '', until = '', signature = ''] =
        /^((?:[0-9a-f]{2}){1,20})Z(\d{1,15})Z([0-9a-f]{64})$/.exec(queryOf(req, 'state')) ?? []
      const number = Buffer.from(hex, 'hex').toString()
      const raw = Buffer.from(signature, 'hex').toString('base64url')
      const ours = nonce !== '' && ctx.secrets.verify(`${number}.${until}.${nonce}`, raw, CONTEXT)
      const code = queryOf(req, 'code')
      const whoIs = ctx.channels.get('wechat')?.whoIs
      if (!ours || Number(until) < ctx.now().getTime() || !/^[\w-]{1,200}$/.test(code) || !whoIs) {
        throw new Refusal('not_found', '这次打开已过期，请重新打开链接。')
      }
      return keyForContact(ctx, number, 'wechat', await whoIs(code))
    },
  }
}
