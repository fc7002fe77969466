import { fetch } from 'undici'
import { bad, type Check, ok, warn } from './finding.ts'

/** What of readiness is missing, in words. */
const WORDS: Record<string, string> = {
  database: '数据库',
  disk: '磁盘',
  content: '内容文件',
  workers: '后台工作',
}

export const SERVICE: readonly Check[] = [
  {
    id: 'service',
    name: '服务',
    async look({ config, pid, patienceMs }) {
      if (pid === undefined) return warn('没有在运行', '要启动请运行 systemctl start huiyin，或 npm start。')
      const host = config.host === '0.0.0.0' ? '127.0.0.1' : config.host
      const response = await fetch(`http://${host}:${config.port}/readyz`, {
        signal: AbortSignal.timeout(patienceMs),
      })
      const { ready, checks } = (await response.json()) as { ready: boolean; checks: Record<string, boolean> }
      if (ready) return ok(`在运行（进程 ${pid}）`)
      const missing = Object.keys(WORDS).filter(name => checks[name] === false)
      return bad(
        `在运行（进程 ${pid}），但不能工作：${missing.map(name => WORDS[name]).join('、')}`,
        '请看下面各项，和日志：journalctl -u huiyin -n 50。',
      )
    },
    failed:
      '服务的进程在，却不应答。请看日志（journalctl -u huiyin -n 50），再重新启动：systemctl restart huiyin。',
  },
]
