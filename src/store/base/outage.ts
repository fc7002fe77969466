/** What the ground under the service can lack: everything comes back by itself once it is there again. */
export type Outage = 'full' | 'read_only' | 'locked' | 'down' | 'too_many_files'

/** Codes of the operating system, SQLite, PostgreSQL and Prisma. The first match counts. */
const OUTAGES: readonly [RegExp, Outage][] = [
  [/^(ENOSPC|EDQUOT|SQLITE_FULL|53100)$/, 'full'],
  [/^(EROFS|SQLITE_READONLY\w*|25006)$/, 'read_only'],
  [/^(SQLITE_BUSY\w*|SQLITE_LOCKED\w*|55P03|SocketTimeout)$/, 'locked'],
  [/^(EMFILE|ENFILE|SQLITE_CANTOPEN\w*)$/, 'too_many_files'],
  [
    /^(ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENOTFOUND|EAI_AGAIN|P1001|P1002|P1017|P2024|DatabaseNotReachable|ConnectionClosed|57P0[0-5]|08\w{3}|53300)$/,
    'down',
  ],
]

/** Messages of pg that have no code. */
const LOST =
  /^(Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error)/

/** Why the database or the disk could not do what was asked; undefined for any other error. Looks into the causes. */
export function outageOf(error: unknown): Outage | undefined {
  for (let e = error, depth = 0; typeof e === 'object' && e !== null && depth < 6; depth++) {
    const { code, kind, originalCode, message, cause } = e as Record<string, unknown>
    for (const name of [code, kind, originalCode]) {
      const found = typeof name === 'string' && OUTAGES.find(([pattern]) => pattern.test(name))
      if (found) return found[1]
    }
    if (typeof message === 'string' && LOST.test(message)) return 'down'
    e = cause
  }
  return undefined
}
