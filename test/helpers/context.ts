import { randomBytes } from 'node:crypto'
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Client } from 'pg'
import { pino } from 'pino'
import { inject } from 'vitest'
import { REACTIONS } from '../../src/app/reactions.ts'
import { type Config, readConfig } from '../../src/config.ts'
import type {
  Channel,
  ChatChannel,
  Inbound,
  Outbound,
  SendContext,
  SendResult,
} from '../../src/domain/base/message.ts'
import { makeSecrets } from '../../src/domain/base/secrets.ts'
import type { Role } from '../../src/domain/office/roles.ts'
import type { Actor } from '../../src/domain/people/actor.ts'
import { ROOT } from '../../src/root.ts'
import { openDatabase } from '../../src/store/base/database.ts'
import { openFiles } from '../../src/store/base/files.ts'
import { migrate } from '../../src/store/base/migrate.ts'
import type { OnStatement } from '../../src/store/base/trace.ts'
import type { Content, Context } from '../../src/usecases/base/context.ts'
import { ownStanding } from '../../src/usecases/numbers/ledger/own-standing.ts'
import { makeMeasures } from '../../src/usecases/numbers/measures/make-measures.ts'
import { loadContent } from '../../src/usecases/office/load-content.ts'
import { rememberFlows } from '../../src/usecases/talk/remember-flows.ts'
import type {} from './postgres.ts'

/** A clock that only moves when told. */
export interface Clock {
  (): Date
  set(at: string | Date): void
  /** Minutes forward. */
  advance(minutes: number): void
}

/** @param at e.g. `2026-11-16T10:00+08:00`, a Monday morning in Shanghai. */
export function clockAt(at = '2026-11-16T10:00+08:00'): Clock {
  let now = new Date(at)
  const clock = (() => new Date(now)) as Clock
  clock.set = to => {
    now = new Date(to)
  }
  clock.advance = minutes => {
    now = new Date(now.getTime() + minutes * 60_000)
  }
  return clock
}

export interface TestContext extends Context {
  clock: Clock
  dir: string
  changed: string[]
  close(): Promise<void>
}

let template: Promise<string> | undefined
let office: Promise<Content> | undefined

/** An empty database of this version, made once per test file and copied. */
const emptyDatabase = () => {
  template ??= (async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'huiyin-template-')), 'empty.db')
    await migrate(`file:${file}`)
    return file
  })()
  return template
}

/** A database of its own: a copy of the empty one, on whichever kind is being tested. */
async function freshDatabase(dir: string): Promise<string> {
  const postgres = inject('postgres')
  if (!postgres) {
    copyFileSync(await emptyDatabase(), join(dir, 'huiyin.db'))
    return `file:${join(dir, 'huiyin.db')}`
  }
  return createOnServer(postgres.server, postgres.template)
}

let administrator: Promise<Client> | undefined

/** One connection of this process, for making databases. */
const connectAdministrator = async (server: string): Promise<Client> => {
  const { default: pg } = await import('pg')
  const client = new pg.Client({ connectionString: `${server}/postgres` })
  // The server stops before the processes that tested it.
  client.on('error', () => {})
  await client.connect()
  return client
}

async function createOnServer(server: string, template: string): Promise<string> {
  const name = `test_${randomBytes(6).toString('hex')}`
  administrator ??= connectAdministrator(server)
  const admin = await administrator
  // Two copies of one template at once are refused; a lock on the server lets them wait. Copying the files of an empty
  // database takes a quarter of the time of writing them through the log.
  await admin.query('SELECT pg_advisory_lock(1)')
  try {
    await admin.query(`CREATE DATABASE ${name} TEMPLATE ${template} STRATEGY FILE_COPY`)
  } finally {
    await admin.query('SELECT pg_advisory_unlock(1)')
  }
  return `${server}/${name}`
}

/** The address of a database without a table, of whichever kind is being tested. */
export const emptyDatabaseUrl = async (): Promise<string> => {
  const postgres = inject('postgres')
  return postgres
    ? createOnServer(postgres.server, 'template0')
    : `file:${join(mkdtempSync(join(tmpdir(), 'huiyin-empty-')), 'huiyin.db')}`
}

/** The office of flows/, read once per test file. */
export const sampleOffice = (): Promise<Content> => {
  office ??= loadContent(join(ROOT, 'flows'), new Date('2026-11-16T00:00:00Z')).then(loaded => loaded.content)
  return office
}

export interface TestOptions {
  clock?: Clock
  content?: Content
  channels?: Channel[]
  config?: Record<string, string>
  /** Receives every statement that goes to the database. */
  onStatement?: OnStatement
  /** Continues with the data of this directory, as a process does that starts again; deleted when it is closed. */
  dir?: string
  /** The database of that directory, when it is not the one in it. */
  databaseUrl?: string
}

/** A whole Huiyin without doors: a fresh database, the sample office, a clock that stands still. */
export async function testContext(options: TestOptions = {}): Promise<TestContext> {
  const dir = options.dir ?? mkdtempSync(join(tmpdir(), 'huiyin-test-'))
  const databaseUrl =
    options.databaseUrl ?? (options.dir ? `file:${join(dir, 'huiyin.db')}` : await freshDatabase(dir))
  const config: Config = readConfig({
    DATA_DIR: dir,
    DATABASE_URL: databaseUrl,
    OFFICE_DIR: join(ROOT, 'flows'),
    SECRET_KEY: 'a key for tests only, long enough to pass',
    BASE_URL: 'https://office.example',
    LOG_LEVEL: 'silent',
    ...options.config,
  })
  const content = options.content ?? (await sampleOffice())
  const clock = options.clock ?? clockAt()
  const db = await openDatabase(databaseUrl, makeSecrets(config.secretKey), options.onStatement)
  const { secrets } = db
  const changed: string[] = []
  const listeners = new Set<(number: string) => void>()
  const ended = new Set<(officerId: number) => void>()
  const ctx: TestContext = {
    config,
    db,
    files: openFiles(dir, secrets),
    secrets,
    content: () => content,
    now: clock,
    log: pino({ level: 'silent' }),
    channels: new Map((options.channels ?? []).map(c => [c.name as ChatChannel, c])),
    reactions: REACTIONS,
    standingInLedger: ownStanding,
    wakeOutbox: () => {},
    caseChanged: number => {
      changed.push(number)
      for (const listener of listeners) listener(number)
    },
    onCaseChanged: listener => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    accessEnded: officerId => {
      for (const listener of ended) listener(officerId)
    },
    onAccessEnded: listener => {
      ended.add(listener)
      return () => ended.delete(listener)
    },
    processId: 'test',
    clock,
    dir,
    changed,
    async close() {
      await db.close()
      rmSync(dir, { recursive: true, force: true })
    },
  }
  if (config.metricsToken !== undefined) ctx.measures = makeMeasures(ctx)
  await rememberFlows(ctx)
  return ctx
}

/** An officer in the database, as the actor of a move. No password: this is not about signing in. */
export async function officer(
  ctx: Context,
  role: Role,
  name: string,
  departmentId?: string,
): Promise<Actor & { id: number }> {
  const login = `${role}-${name}`
  const row = await ctx.db.inTransaction(tx =>
    tx.officer.create({
      data: { login, name, role, departmentId: departmentId ?? null, createdAt: ctx.now() },
    }),
  )
  return { kind: 'officer', id: row.id, name, role, ...(departmentId && { departmentId }) }
}

/** A channel that keeps what it was given and answers as told. */
export class MemoryChannel implements Channel {
  readonly sent: { to: string; message: Outbound; context: SendContext }[] = []
  /** What the next sends come to; empty means sent. */
  readonly outcomes: SendResult[] = []
  constructor(readonly name: ChatChannel) {}
  async start() {}
  async stop() {}
  async send(to: string, message: Outbound, context: SendContext): Promise<SendResult> {
    this.sent.push({ to, message, context })
    return this.outcomes.shift() ?? { outcome: 'sent', via: 'test' }
  }
}

let serial = 0

/** What a resident types. */
export const typed = (
  ctx: TestContext,
  from: string,
  text: string,
  more: Partial<Inbound> = {},
): Inbound => ({
  channel: 'web',
  externalId: `m${++serial}`,
  from,
  at: ctx.now(),
  kind: 'text',
  text,
  ...more,
})
