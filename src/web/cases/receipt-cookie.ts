import { parseCookie } from 'cookie'
import type { Request, Response } from 'express'
import { MINUTE } from '../../domain/base/civil-date.ts'
import type { Context } from '../../usecases/base/context.ts'

/**
 * A code just made for a receipt, sealed in a cookie of that page for the minutes of printing, because the code
 * itself is not stored. Another officer, or this one later, makes a new code.
 */
const COOKIE = 'huiyin_receipt'
const LIFE_MS = 10 * MINUTE

const contextOf = (number: string, officerId: number) => `receipt:${number}:${officerId}`

export function keepReceipt(
  ctx: Context,
  res: Response,
  number: string,
  officerId: number,
  code: string,
): void {
  const value = `${ctx.now().getTime() + LIFE_MS} ${code}`
  res.cookie(COOKIE, ctx.secrets.seal(value, contextOf(number, officerId)), {
    httpOnly: true,
    sameSite: 'strict',
    secure: ctx.config.baseUrl.startsWith('https:'),
    path: `/desk/cases/${number}/receipt`,
    maxAge: LIFE_MS,
  })
}

export function receiptCode(
  ctx: Context,
  req: Request,
  number: string,
  officerId: number,
): string | undefined {
  const sealed = parseCookie(req.headers.cookie ?? '')[COOKIE]
  if (!sealed || sealed.length > 500) return undefined
  try {
    const [until, code] = ctx.secrets.open(sealed, contextOf(number, officerId)).split(' ')
    return Number(until) > ctx.now().getTime() ? code : undefined
  } catch {
    // Of another case or officer, or made up.
    return undefined
  }
}
