import { randomBytes } from 'node:crypto'
import { pino } from 'pino'
import { readContent } from '../app/content.ts'
import { REACTIONS } from '../app/reactions.ts'
import { createWebChat } from '../channels/web/mod.ts'
import type { Config } from '../config.ts'
import { makeSecrets } from '../domain/base/secrets.ts'
import { openDatabase } from '../store/base/database.ts'
import { openFiles } from '../store/base/files.ts'
import { migrate } from '../store/base/migrate.ts'
import type { Context } from '../usecases/base/context.ts'
import { ownStanding } from '../usecases/numbers/ledger/own-standing.ts'
import { withFormerNames } from '../usecases/office/known-names.ts'
import { rememberFlows } from '../usecases/talk/remember-flows.ts'

/**
 * A context without channels and jobs, for commands. Works beside a running service, which delivers the outbox.
 * @throws ContentError, DatabaseTooNew
 */
export async function openContext(config: Config, now = () => new Date()): Promise<Context> {
  const log = pino(
    { level: config.logLevel === 'info' ? 'warn' : config.logLevel, base: null },
    pino.destination(2),
  )
  const { content: read } = await readContent(config, now, log)
  await migrate(config.databaseUrl)
  const db = await openDatabase(config.databaseUrl, makeSecrets(config.secretKey))
  const { secrets } = db
  const content = await withFormerNames(db, read, now())
  const ctx: Context = {
    config,
    db,
    files: openFiles(config.dataDir, secrets),
    secrets,
    content: () => content,
    now,
    log,
    channels: new Map([['web', createWebChat()]]),
    reactions: REACTIONS,
    standingInLedger: ownStanding,
    wakeOutbox: () => {},
    caseChanged: () => {},
    onCaseChanged: () => () => {},
    accessEnded: () => {},
    onAccessEnded: () => () => {},
    processId: `cli-${process.pid}-${randomBytes(4).toString('hex')}`,
  }
  await rememberFlows(ctx)
  return ctx
}

/** Runs some work in a context and closes it. */
export async function withContext<T>(config: Config, work: (ctx: Context) => Promise<T>): Promise<T> {
  const ctx = await openContext(config)
  try {
    return await work(ctx)
  } finally {
    await ctx.db.close()
  }
}
