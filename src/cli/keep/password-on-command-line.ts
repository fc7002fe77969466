import { sayOnStderr } from '../say.ts'

const WITH_PASSWORD = /^[a-z][a-z\d+.-]*:\/\/[^/?#@]*:[^/?#]+@/i

/**
 * Everybody on a machine sees the command lines of all processes. Takes an address with a password out of the list of processes
 * (npm's own process may still show it), and says where it belongs.
 */
export function hidePasswordIn(address: string | undefined): void {
  if (address === undefined || !WITH_PASSWORD.test(address)) return
  // On Linux the new title takes the place of the arguments.
  process.title = 'huiyin'
  sayOnStderr(
    '注意：命令行上的数据库密码，这台机器上的人都看得到，也留在 shell 的历史里。下次请把地址写进 .env 的 DATABASE_URL，命令行上不写。',
  )
}
