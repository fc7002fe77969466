import type { Logger } from 'pino'
import type { Troubles } from '../../domain/base/message.ts'

/** Watches whether this machine's clock agrees with WeChat's. */
export interface WebhookClock {
  /**
   * A request with a right signature was refused for its time.
   * @param seconds how far WeChat's time is ahead of this machine's; negative: behind
   */
  refused(nonce: string, seconds: number): void
  /** A request was in time. */
  accepted(): void
}

/**
 * So many requests in a row, each signed for itself, mean that the clock is wrong. A single one may be an old one that
 * somebody sends again, and so may many copies of it.
 */
const ENOUGH = 3

/**
 * Raises a notice when WeChat's requests are refused because the clock of this machine is wrong: without it an office
 * hears nothing from WeChat, and nothing says why.
 */
export function watchClock(troubles: Troubles | undefined, log: Logger): WebhookClock {
  const nonces = new Set<string>()
  // A process that was restarted does not know what the one before it raised.
  let raised = true
  return {
    refused(nonce, seconds) {
      nonces.add(nonce)
      if (nonces.size < ENOUGH) return
      nonces.clear()
      raised = true
      log.error(
        { seconds: Math.round(seconds) },
        'wechat: this machine’s clock is wrong, so all messages are refused',
      )
      const words = `微信发来的消息都被拒收了：这台机器的时间比微信${seconds > 0 ? '慢' : '快'}了${sayOffset(Math.abs(seconds))}。请校准服务器的时间（打开自动对时），校准后自动恢复；群众刚才发的请他们再发一次。`
      troubles?.raise({ about: 'clock', code: 'off', detail: words }).catch(() => {})
    },
    accepted() {
      nonces.clear()
      if (!raised) return
      raised = false
      troubles?.clear('clock').catch(() => {})
    },
  }
}

/** `90061` → `1 天 1 小时`; whole minutes below an hour. */
function sayOffset(seconds: number): string {
  const minutes = Math.round(seconds / 60)
  const [days, hours] = [Math.floor(minutes / 1440), Math.floor((minutes % 1440) / 60)]
  if (days > 0) return hours > 0 ? ` ${days} 天 ${hours} 小时` : ` ${days} 天`
  return hours > 0 ? ` ${hours} 小时` : ` ${Math.max(1, minutes)} 分钟`
}
