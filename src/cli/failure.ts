/**
 * Errors whose message is written for the person at the terminal. By name, not imported, so that `--help` stays
 * quick.
 */
const FOR_PEOPLE = new Set([
  'ConfigError',
  'ContentError',
  'DatabaseTooNew',
  'DataDirInUse',
  'WrongSecretKey',
  'RekeyUnfinished',
  'CommandFailure',
  'BackupProblem',
])

/** A command that cannot do what was asked, in Chinese. */
export class CommandFailure extends Error {
  override readonly name = 'CommandFailure'
}

/** Prints the error on stderr and sets exit code 1. */
export async function printFailure(error: unknown): Promise<void> {
  process.exitCode = 1
  const { wantsStack } = await import('../config.ts')
  process.stderr.write(`${wordsFor(error, wantsStack())}\n`)
}

/**
 * Errors of the operating system and libraries (codes or messages, anywhere in the chain of causes), and what to do
 * about each.
 */
const KNOWN: readonly [RegExp, string][] = [
  [/EADDRINUSE/, '端口已被占用。请换一个端口（PORT），或先停掉占用它的程序。'],
  [/EADDRNOTAVAIL/, '本机没有这个地址。请检查 HOST。'],
  [/listen EACCES/, '没有权限用这个端口。请换一个 1024 以上的端口（PORT）。'],
  [
    /NOTADB|file is not a database|database disk image is malformed|SQLITE_CORRUPT/,
    '数据库文件坏了，或不是回音的数据库。请把它移到别处留着，再从备份恢复；不要直接删除。',
  ],
  [
    /SQLITE_CANTOPEN|unable to open database file/,
    '打不开数据库文件。请检查 DATABASE_URL 的路径和文件的读写权限。',
  ],
  [/SQLITE_READONLY|readonly database/, '数据库文件只能读，不能写。请把写入权限给运行回音的用户。'],
  [/SQLITE_FULL|ENOSPC|disk is full/, '磁盘满了。请腾出空间再启动。'],
  [
    /P1000|28P01|28000|Authentication failed against|password authentication failed/,
    'PostgreSQL 不认这个用户名或密码。请检查 DATABASE_URL。',
  ],
  [
    /P1003|3D000|Database `.*` does not exist|database ".*" does not exist/,
    'PostgreSQL 里没有这个数据库。请先建好，或检查 DATABASE_URL。',
  ],
  [
    /P1001|P1002|Can't reach database server|DatabaseNotReachable/,
    '连不上数据库。请确认 PostgreSQL 已启动，DATABASE_URL 里的地址和端口没有写错。',
  ],
  [
    /ECONNREFUSED|ENOTFOUND|ETIMEDOUT|EHOSTUNREACH|EAI_AGAIN/,
    '连不上要用的服务。请检查网络、地址和端口，确认对方已启动。',
  ],
]

const NO_RIGHTS = /EACCES|EPERM|EROFS/

/** What may not be read or written, by its path where the system says it. */
const noRights = (path: string | undefined): string =>
  path === undefined
    ? '没有读写文件的权限。请检查 DATA_DIR 和 OFFICE_DIR 属于运行回音的用户。'
    : `没有读写 ${path} 的权限。请换一个目录，或把权限给运行这个命令的用户。`

/** An error as one sentence that says what to do; the stack only with `withStack`. */
function wordsFor(error: unknown, withStack = false): string {
  if (!(error instanceof Error)) return `出错了：${String(error)}`
  if (FOR_PEOPLE.has(error.name)) return error.message
  const { detail, code, extra } = error as Error & {
    detail?: string
    code?: string
    extra?: { errors?: { path: string; message: string }[] }
  }
  if (error.name === 'Refusal') {
    const more = (extra?.errors ?? []).filter(e => e.message !== detail)
    return [detail, ...more.map(e => `  ${e.path}：${e.message}`)].join('\n')
  }
  const stack = withStack ? `\n${error.stack ?? error.message}` : ''
  const said = textsOf(error)
  const known = KNOWN.find(([pattern]) => pattern.test(said))
  if (known) return known[1] + stack
  if (NO_RIGHTS.test(said)) return noRights((error as NodeJS.ErrnoException).path) + stack
  if (code === 'ENOENT') return `没有找到文件：${(error as NodeJS.ErrnoException).path ?? ''}${stack}`
  if (stack) return `出错了：${stack.trim()}`
  const first = error.message.split('\n').find(line => line.trim() !== '') ?? error.name
  return `出错了：${first.trim()}\n（要看出错的位置，请设 LOG_LEVEL=debug 再运行一次。）`
}

/** Codes and messages of an error and its causes; stops at a circular chain. */
function textsOf(error: unknown, depth = 0): string {
  if (typeof error !== 'object' || error === null || depth > 5) return ''
  const { name, code, message, originalCode, originalMessage, kind, cause } = error as Record<string, unknown>
  const own = [name, code, message, originalCode, originalMessage, kind].filter(x => typeof x === 'string')
  return [...own, textsOf(cause, depth + 1)].join('\n')
}
