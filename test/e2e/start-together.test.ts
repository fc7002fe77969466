import { randomBytes } from 'node:crypto'
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest'
import { makeSecrets } from '../../src/domain/base/secrets.ts'
import { ROOT } from '../../src/root.ts'
import { openDatabase } from '../../src/store/base/database.ts'
import { UPGRADE_LOCK } from '../../src/store/base/processes/one-at-a-time.ts'
import { inventAccount, type OwnServer, startServer } from '../../src/tools/replay/own-server.ts'
import type {} from '../helpers/build-command.ts'
import { eventually } from '../helpers/eventually.ts'
import { type PostgresServer, startPostgres } from '../helpers/postgres.ts'

const PROCESSES = 4
/** Eight processes start, which takes half a minute of processor time. */
const PATIENCE_MS = 300_000

describe('four processes that start at the same moment', { timeout: PATIENCE_MS }, () => {
  const secretKey = randomBytes(32).toString('base64')
  let dataDir: string
  let postgres: PostgresServer
  let databaseUrl: string
  let watch: pg.Client
  let locks: pg.Client[] = []
  let running: OwnServer[] = []

  beforeAll(async () => {
    dataDir = mkdtempSync(join(tmpdir(), 'huiyin-together-'))
    postgres = await startPostgres(['-c', 'fsync=off', '-c', 'max_connections=100'])
    await postgres.createDatabase('huiyin')
    databaseUrl = `${postgres.address}/huiyin`
    watch = new pg.Client({ connectionString: databaseUrl })
    await watch.connect()
  })
  // Also after a failure, so that nothing waits for a lock that nobody releases.
  afterEach(async () => {
    await Promise.all(locks.map(client => client.end()))
    await Promise.all(running.map(server => server.stop()))
    locks = []
    running = []
  })
  afterAll(async () => {
    await watch.end()
    await postgres.stop()
    rmSync(dataDir, { recursive: true, force: true })
  })

  /** @returns those that listen, and why the others ended */
  async function start(settings: Record<string, string> = {}) {
    const account = inventAccount()
    const started = await Promise.allSettled(
      Array.from({ length: PROCESSES }, () =>
        startServer({
          command: inject('command'),
          dataDir,
          apiBase: 'http://127.0.0.1:9',
          account,
          settings: { SECRET_KEY: secretKey, DATABASE_URL: databaseUrl, ...settings },
        }),
      ),
    )
    const servers = started.flatMap(s => (s.status === 'fulfilled' ? [s.value] : []))
    running.push(...servers)
    return { servers, refused: started.flatMap(s => (s.status === 'rejected' ? [String(s.reason)] : [])) }
  }

  const ready = async ({ account }: OwnServer) => (await fetch(`${account.url}/readyz`)).status

  /** Waits until so many connections wait for a lock, because then the processes are at the same statement. */
  async function waiting(started: Promise<unknown>): Promise<void> {
    let over = false
    void started.finally(() => {
      over = true
    })
    while (!over) {
      const { rows } = await watch.query<{ n: number }>(
        'SELECT count(DISTINCT pid)::int AS n FROM pg_locks WHERE NOT granted',
      )
      if (rows[0]!.n >= PROCESSES) return
      await new Promise(resolve => setTimeout(resolve, 20))
    }
  }

  /**
   * While nobody can write to a table, all processes come to their write to it and wait there; `release` lets them go on
   * together, table by table.
   */
  async function hold(names: readonly string[]) {
    for (const name of names) {
      const client = new pg.Client({ connectionString: databaseUrl })
      await client.connect()
      await client.query('BEGIN')
      await client.query(`LOCK TABLE "${name}" IN SHARE MODE`)
      locks.push(client)
    }
    return {
      async release(started: Promise<unknown>) {
        for (const client of locks) {
          await waiting(started)
          await client.end()
        }
      },
    }
  }

  const countOf = async (table: string) =>
    (await watch.query<{ n: number }>(`SELECT count(*)::int AS n FROM "${table}"`)).rows[0]!.n

  it('on an empty database: one makes the tables, and all of them serve', async () => {
    await watch.query('SELECT pg_advisory_lock($1)', [UPGRADE_LOCK])
    const started = start()
    await waiting(started)
    await watch.query('SELECT pg_advisory_unlock($1)', [UPGRADE_LOCK])
    const { servers, refused } = await started
    expect(refused).toEqual([])
    // A process that has just started on a busy machine may answer its own probe late.
    await eventually(async () =>
      expect(await Promise.all(servers.map(ready))).toEqual(Array(PROCESSES).fill(200)),
    )
  })

  /** A copy of the sample office in which each dialogue and an office's names have changed. */
  function changedOffice(): string {
    const dir = join(dataDir, 'flows')
    cpSync(join(ROOT, 'flows'), dir, { recursive: true })
    const change = (file: string, from: string, to: string) => {
      const before = readFileSync(join(dir, file), 'utf8')
      writeFileSync(join(dir, file), before.replaceAll(from, to))
      expect(readFileSync(join(dir, file), 'utf8')).not.toBe(before)
    }
    change('office.yaml', '社会事务办公室', '社会事务服务办公室')
    change('dialogues/welcome.yaml', '您好', '您好啊')
    return dir
  }

  it('with changed flows, all writing the same rows at once: all of them serve', async () => {
    const before = await countOf('FlowVersion')
    await watch.query('TRUNCATE "LedgerCalendar"')
    const held = await hold(['KnownName', 'FlowVersion', 'LedgerCalendar'])
    const started = start({ OFFICE_DIR: changedOffice() })
    await held.release(started)
    const { servers, refused } = await started
    expect(refused).toEqual([])
    // A process that has just started on a busy machine may answer its own probe late.
    await eventually(async () =>
      expect(await Promise.all(servers.map(ready))).toEqual(Array(PROCESSES).fill(200)),
    )
    expect(await countOf('FlowVersion')).toBeGreaterThan(before)
    expect(await countOf('LedgerCalendar')).toBe(1)
    const db = await openDatabase(databaseUrl, makeSecrets(secretKey))
    try {
      const names = await db.read.knownName.findMany({ where: { id: 'civil-affairs' } })
      expect(names.map(({ name }) => name)).toEqual(['社会事务服务办公室'])
    } finally {
      await db.close()
    }
  })
})
