import { clearNotice, notice } from '../../store/office/notices.ts'
import type { Context } from '../base/context.ts'

const CODE = 'proxy:unconfigured'

/**
 * A request came through a reverse proxy. Without TRUST_PROXY everybody has the proxy's address, and limits per
 * address apply to all of them together, so this logs a warning and raises a notice. Once it is set, the notice is
 * cleared.
 * @param header the header that shows the proxy
 */
export async function noteProxy(ctx: Context, header: string): Promise<void> {
  const now = ctx.now()
  if (ctx.config.trustProxy > 0) {
    await clearNotice(ctx.db, CODE, now)
    return
  }
  ctx.log.warn(
    { header },
    'a reverse proxy forwards requests but TRUST_PROXY is 0: all visitors count as one address; set TRUST_PROXY=1',
  )
  await notice(
    ctx.db,
    CODE,
    `来的请求带着 ${header}，像是前面有反向代理，但没有设 TRUST_PROXY：现在所有来访者都算一个地址，有人乱试密码、查询码或刷消息，别人也会被挡。请在 .env 里设 TRUST_PROXY=1（前面有几层代理就写几）后重启。前面确实没有代理，就不用管这条。`,
    now,
  )
}
