import { copyFileSync, existsSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'

/** What `kill -9` leaves at this moment: the database and its log as the system has them. */
export function leftBehind(dir: string): string {
  const copy = mkdtempSync(join(tmpdir(), 'huiyin-killed-'))
  for (const name of ['huiyin.db', 'huiyin.db-wal'])
    if (existsSync(join(dir, name))) copyFileSync(join(dir, name), join(copy, name))
  return copy
}

/**
 * Cuts the connection that sends the nth statement from now, as the server sees it when a process is killed there.
 * @returns a function that ends this, and says whether a connection was cut
 */
export function cutAt(nth: number): () => boolean {
  const { prototype } = pg.Client as unknown as { prototype: { query(...args: unknown[]): unknown } }
  const query = prototype.query
  let sent = 0
  prototype.query = function (this: { connection: { stream: { destroy(): void } } }, ...args: unknown[]) {
    if (++sent === nth) this.connection.stream.destroy()
    return query.apply(this, args)
  }
  return () => {
    prototype.query = query
    return sent >= nth
  }
}
