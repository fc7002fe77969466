import { askToReload } from '../app/signals.ts'
import { providerOf } from '../store/base/database.ts'
import { loadContent } from '../usecases/office/load-content.ts'
import { CommandFailure } from './failure.ts'
import { readPid } from './pid-file.ts'
import { say } from './say.ts'
import { settingsOfExisting } from './settings.ts'

/**
 * Checks the office's files first, so that mistakes are printed here, and then signals the service: on PostgreSQL all its
 * processes, on whichever machines.
 */
export async function reload(): Promise<void> {
  const config = settingsOfExisting()
  await loadContent(config.officeDir, new Date())
  if (providerOf(config.databaseUrl) === 'postgresql') {
    const asked = await askToReload(config)
    if (asked < 1) throw new CommandFailure('没有找到正在运行的服务（这个数据库上）。内容检查没有问题。')
    say(`内容没有问题，已通知 ${asked} 个进程重新读取。`)
    return
  }
  const pid = readPid(config.dataDir)
  if (pid === undefined)
    throw new CommandFailure(`没有找到正在运行的服务（数据目录 ${config.dataDir}）。内容检查没有问题。`)
  process.kill(pid, 'SIGHUP')
  say('内容没有问题，已通知服务重新读取。')
}
