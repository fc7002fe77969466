import type { RequestHandler } from 'express'
import { clearNotice, notice } from '../../store/office/notices.ts'
import type { Context } from '../../usecases/base/context.ts'

const CODE = 'proxy:unconfigured'
const AGAIN_MS = 3_600_000
const HEADERS = ['x-forwarded-for', 'forwarded', 'x-real-ip'] as const

/**
 * Says, in the log and at the desk, that a proxy stands before us which we were not told of: then everybody has the
 * proxy's address, and limits per address are limits for all. At most once an hour, and once it is set, no more.
 */
export function watchForwarded(ctx: Context): RequestHandler {
  let nextAt = 0
  return (req, _res, next) => {
    next()
    const header = HEADERS.find(name => req.get(name) !== undefined)
    const now = ctx.now()
    if (!header || now.getTime() < nextAt) return
    nextAt = now.getTime() + AGAIN_MS
    const known = ctx.config.trustProxy > 0
    if (!known) {
      ctx.log.warn(
        { header },
        'a reverse proxy forwards requests but TRUST_PROXY is 0: all visitors count as one address; set TRUST_PROXY=1',
      )
    }
    const told = known
      ? clearNotice(ctx.db, CODE, now)
      : notice(
          ctx.db,
          CODE,
          `来的请求带着 ${header}，像是前面有反向代理，但没有设 TRUST_PROXY：现在所有来访者都算一个地址，有人乱试密码、查询码或刷消息，别人也会被挡。请在 .env 里设 TRUST_PROXY=1（前面有几层代理就写几）后重启。前面确实没有代理，就不用管这条。`,
          now,
        )
    told.catch(error => ctx.log.error({ err: error }, 'noting a forwarded request failed'))
  }
}
