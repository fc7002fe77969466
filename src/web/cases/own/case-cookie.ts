import { parseCookie } from 'cookie'
import type { Request, Response } from 'express'
import { HOUR } from '../../../domain/base/civil-date.ts'
import type { CaseKey } from '../../../domain/cases/case-key.ts'
import type { Context } from '../../../usecases/base/context.ts'

/**
 * A case page that has been opened: a signed cookie that only this page gets (`Path=/c/NUMBER`) and no script reads,
 * so that the code is in no address and no form. It expires, because village halls have one computer for everybody.
 */
const COOKIE = 'huiyin_case'
const LIFE_MS = 2 * HOUR
const CONTEXT = 'case.cookie'

const pathOf = (number: string) => `/c/${number}`

const payloadOf = ({ number, by, issuedId, phone }: CaseKey, until: string) =>
  [number, by, issuedId ?? 0, phone ? 1 : 0, until].join('.')

export function setCaseCookie(ctx: Context, res: Response, key: CaseKey): void {
  const until = String(ctx.now().getTime() + LIFE_MS)
  const payload = payloadOf(key, until)
  res.cookie(COOKIE, `${payload}.${ctx.secrets.sign(payload, CONTEXT)}`, {
    httpOnly: true,
    sameSite: 'lax',
    secure: ctx.config.baseUrl.startsWith('https:'),
    path: pathOf(key.number),
    maxAge: LIFE_MS,
  })
}

export const clearCaseCookie = (res: Response, number: string): void => {
  res.clearCookie(COOKIE, { path: pathOf(number) })
}

/** This browser's key to the case, if it is still valid. */
export function caseKeyOf(ctx: Context, req: Request, number: string): CaseKey | undefined {
  const value = parseCookie(req.headers.cookie ?? '')[COOKIE] ?? ''
  const end = value.lastIndexOf('.')
  const payload = value.slice(0, end)
  if (end < 0 || !ctx.secrets.verify(payload, value.slice(end + 1), CONTEXT)) return undefined
  const [named, by, issued, phone, until] = payload.split('.')
  if (named !== number || !(Number(until) > ctx.now().getTime())) return undefined
  const issuedId = Number(issued)
  return {
    number,
    by: by as CaseKey['by'],
    phone: phone === '1',
    ...(issuedId > 0 && { issuedId }),
  }
}
