import type { RequestHandler } from 'express'
import { Refusal } from '../../domain/base/errors.ts'

/**
 * Refuses requests that another site makes a browser send. Browsers put `Origin` on every POST, and `Sec-Fetch-Site`
 * where they support it; other programs send neither, and have no cookie that could be misused.
 */
export function sameOrigin(baseUrl: string): RequestHandler {
  const own = new URL(baseUrl).host
  return (req, _res, next) => {
    const origin = req.get('origin')
    const foreign =
      ['cross-site', 'same-site'].includes(req.get('sec-fetch-site') ?? '') ||
      (origin !== undefined && !([own, req.host] as unknown[]).includes(hostOf(origin) ?? null))
    next(foreign ? new Refusal('forbidden', '请从本站页面发送。') : undefined)
  }
}

/** `null` (a sandboxed frame, a redirect) is never ours. */
function hostOf(origin: string): string | undefined {
  try {
    return new URL(origin).host
  } catch {
    return undefined
  }
}
