import { run, type Service } from '../main.ts'
import { writePid } from './pid-file.ts'
import { say } from './say.ts'
import { settings } from './settings.ts'

/** `huiyin serve`: runs until it receives a signal to stop. SIGHUP reloads the office's files. */
export async function serve(): Promise<void> {
  const config = settings()
  const service = await run(config)
  const removePid = writePid(config.dataDir)
  say(`回音已启动：${service.address}`)
  if (service.broken) {
    say('注意：内容文件有错，现在用的是上次没有错的内容。改好后运行 reload。错在：')
    say(service.broken.message)
  }
  if (service.setupLink) {
    say('还没有工作人员。打开下面的链接设置第一位管理员（只能用一次）：')
    say(`  ${service.setupLink}`)
  }
  process.on('SIGHUP', () => {
    service.reload().catch((error: Error) => {
      // The old content stays in use; the mistakes are logged for the administrator.
      service.ctx.log.error({ name: error.name }, error.message)
    })
  })
  stopOnSignal(service, removePid)
}

/** Ctrl-C and `kill` finish running work; a second one does not wait. */
export function stopOnSignal(service: Service, after: () => void): void {
  let stopping = false
  const stop = () => {
    if (stopping) process.exit(1)
    stopping = true
    service
      .stop()
      .then(after)
      .then(
        () => process.exit(0),
        (error: Error) => {
          process.stderr.write(`停止时出错：${error.message}\n`)
          process.exit(1)
        },
      )
  }
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
}
