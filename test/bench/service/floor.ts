import { rmSync } from 'node:fs'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import pg from 'pg'

/** What one turn of a dialogue cannot do without: the message, where the dialogue stands, the answer. */
const WORDS = '小学门口的路灯坏了三个月没人管，晚上孩子放学看不清路，麻烦派人看看。'.repeat(3)

export interface Slice {
  count: number
  seconds: number
}

/** The floor under every durable message, measured in slices between what is held against it. */
export interface Floor {
  /** Goes on for so long. @returns how many transactions were committed, and in how many seconds */
  slice(ms: number): Slice | Promise<Slice>
  close(): void | Promise<void>
}

/**
 * Transactions of three writes, one after the other, through prepared statements in one thread, WAL and
 * synchronous=FULL as the service sets them. Nothing is read, understood or answered.
 * @param dir on the disk that the service writes to
 */
export function openFloor(dir: string): Floor {
  const file = join(dir, 'floor.db')
  const db = new Sqlite(file)
  db.exec(`
    PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
    CREATE TABLE message (id INTEGER PRIMARY KEY, sender TEXT NOT NULL, externalId TEXT NOT NULL, text TEXT NOT NULL, UNIQUE (sender, externalId));
    CREATE TABLE session (contactId INTEGER PRIMARY KEY, state TEXT NOT NULL, version INTEGER NOT NULL);
    CREATE TABLE answer (id INTEGER PRIMARY KEY, messageId INTEGER NOT NULL, text TEXT NOT NULL);`)
  const message = db.prepare('INSERT INTO message (sender, externalId, text) VALUES (?, ?, ?)')
  const session = db.prepare(
    'INSERT INTO session (contactId, state, version) VALUES (?, ?, 1) ON CONFLICT DO UPDATE SET state = excluded.state, version = version + 1',
  )
  const answer = db.prepare('INSERT INTO answer (messageId, text) VALUES (?, ?)')
  let n = 0
  const turn = db.transaction(() => {
    n++
    const { lastInsertRowid } = message.run(`o-${n % 500}`, String(n), WORDS)
    session.run(n % 500, WORDS)
    answer.run(lastInsertRowid, WORDS)
  })
  const slice = (ms: number) => {
    const began = performance.now()
    const before = n
    while (performance.now() - began < ms) turn.immediate()
    return { count: n - before, seconds: (performance.now() - began) / 1000 }
  }
  slice(300) // the compiler's time is not the disk's
  return {
    slice,
    close() {
      db.close()
      for (const suffix of ['', '-wal', '-shm']) rmSync(file + suffix, { force: true })
    },
  }
}

/**
 * The same on PostgreSQL through `pg`: one connection that waits for every statement, as a program without Huiyin would, or
 * `connections` of them side by side.
 */
export async function openPgFloor(url: string, connections: number): Promise<Floor> {
  const clients = await Promise.all(
    Array.from({ length: connections }, async () => {
      const client = new pg.Client({ connectionString: url })
      await client.connect()
      return client
    }),
  )
  await clients[0]!.query(`
    CREATE TABLE message (id BIGSERIAL PRIMARY KEY, sender TEXT NOT NULL, "externalId" TEXT NOT NULL, text TEXT NOT NULL, UNIQUE (sender, "externalId"));
    CREATE TABLE session ("contactId" INTEGER PRIMARY KEY, state TEXT NOT NULL, version INTEGER NOT NULL);
    CREATE TABLE answer (id BIGSERIAL PRIMARY KEY, "messageId" BIGINT NOT NULL, text TEXT NOT NULL);`)
  let n = 0
  const turn = async (client: pg.Client) => {
    const i = ++n
    await client.query('BEGIN')
    const { rows } = await client.query<{ id: string }>({
      name: 'message',
      text: 'INSERT INTO message (sender, "externalId", text) VALUES ($1, $2, $3) RETURNING id',
      values: [`o-${i % 500}`, String(i), WORDS],
    })
    await client.query({
      name: 'session',
      text: 'INSERT INTO session ("contactId", state, version) VALUES ($1, $2, 1) ON CONFLICT ("contactId") DO UPDATE SET state = excluded.state, version = session.version + 1',
      values: [i % 500, WORDS],
    })
    await client.query({
      name: 'answer',
      text: 'INSERT INTO answer ("messageId", text) VALUES ($1, $2)',
      values: [rows[0]!.id, WORDS],
    })
    await client.query('COMMIT')
  }
  const slice = async (ms: number): Promise<Slice> => {
    const before = n
    const began = performance.now()
    await Promise.all(
      clients.map(async client => {
        while (performance.now() - began < ms) await turn(client)
      }),
    )
    return { count: n - before, seconds: (performance.now() - began) / 1000 }
  }
  await slice(500)
  return {
    slice,
    async close() {
      await Promise.all(clients.map(client => client.end()))
    },
  }
}
