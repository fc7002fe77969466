import { randomBytes } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { type Logger, pino } from 'pino'
import { createMailer } from './channels/email/mod.ts'
import { createLanguageModel } from './channels/llm/mod.ts'
import { createWebChat } from './channels/web/mod.ts'
import type { Config } from './config.ts'
import { keepToOwner } from './data-dir.ts'
import type { Channel, ChatChannel } from './domain/base/message.ts'
import { makeSecrets } from './domain/base/secrets.ts'
import { startJobs } from './jobs/jobs.ts'
import { startWorker, type Worker } from './jobs/worker.ts'
import { openDatabase, providerOf } from './store/base/database.ts'
import { openFiles } from './store/base/files.ts'
import { lockDataDir } from './store/base/lock.ts'
import { migrate } from './store/base/migrate.ts'
import { storedMediaIds } from './store/delivery/channel-media.ts'
import { storedQueries } from './store/delivery/signed-queries.ts'
import { storedTokens } from './store/delivery/tokens.ts'
import { storedTroubles } from './store/office/notices.ts'
import { freeClaims } from './store/talk/claims.ts'
import type { Context } from './usecases/base/context.ts'
import { recomputeDeadlines } from './usecases/cases/moving/recompute-deadlines.ts'
import { LANES, makeLanes } from './usecases/delivery/outbox-lanes.ts'
import { acceptedWordings } from './usecases/guides/guide-aliases.ts'
import { deliverLane } from './usecases/notify/deliver-outbox.ts'
import { pushReminders } from './usecases/notify/push-reminders.ts'
import { withFormerNames } from './usecases/office/known-names.ts'
import { loadContent, withWordings } from './usecases/office/load-content.ts'
import { firstAdminLink } from './usecases/people/one-time-link.ts'
import { fetchMedia } from './usecases/talk/fetch-media.ts'
import { receiveMessage } from './usecases/talk/receive-message.ts'
import { rememberFlows } from './usecases/talk/remember-flows.ts'
import { makePlayable } from './usecases/talk/voice/make-playable.ts'
import { createApp } from './web/app.ts'

/** A running Huiyin. */
export interface Service {
  ctx: Context
  /** Where it listens, e.g. `http://127.0.0.1:3000`. */
  address: string
  /** The one-time link that creates the first admin, while there is no officer at all. */
  setupLink: string | null
  /** Reads the office's files again. @throws ContentError and keeps the old content when they have mistakes. */
  reload(): Promise<void>
  stop(): Promise<void>
}

export interface RunOptions {
  /** Passed in by tests and the demo; everywhere else the machine's clock. */
  now?: () => Date
  log?: Logger
}

/** Joins the rooms and opens the doors. Reads as a table of contents: each line is a room. */
export async function run(config: Config, options: RunOptions = {}): Promise<Service> {
  const now = options.now ?? (() => new Date())
  const log = options.log ?? pino({ level: config.logLevel, base: null })
  const secrets = makeSecrets(config.secretKey)

  // The office's files first: a mistake there is found before anything is touched.
  let { content, warnings } = await loadContent(config.officeDir, now())
  for (const w of warnings) log.warn({ file: w.file, line: w.line }, w.message)

  const rights = keepToOwner(config.dataDir, config.databaseUrl)
  if (rights.mended.length > 0) log.warn({ paths: rights.mended }, 'others could read the data; not any more')
  if (rights.failed.length > 0)
    log.error({ paths: rights.failed }, 'others can read the data: it is not ours to close')
  const unlock =
    providerOf(config.databaseUrl) === 'sqlite' ? await lockDataDir(config.dataDir) : async () => {}
  await migrate(config.databaseUrl)
  const db = await openDatabase(config.databaseUrl, secrets)
  // The lock says that no other process of ours lives: what one of them had claimed is free.
  if (db.provider === 'sqlite') await freeClaims(db, now())
  let plain = await withFormerNames(db, content, now())
  const relearn = async () => {
    content = withWordings(plain, await acceptedWordings(db))
  }
  await relearn()

  const channels = new Map<ChatChannel, Channel>()
  const workers: Worker[] = []
  const changes = new Set<(number: string) => void>()
  const ended = new Set<(officerId: number) => void>()
  const ctx: Context = {
    config,
    db,
    files: openFiles(config.dataDir, secrets),
    secrets,
    content: () => content,
    now,
    log,
    channels,
    ...(config.mail && { mail: createMailer(config.mail) }),
    relearn,
    ...(config.llm && {
      languageModel: createLanguageModel({
        ...config.llm,
        failed: why => log.warn({ why }, 'the language model did not help'),
      }),
    }),
    wakeOutbox: () => {
      for (const worker of workers) worker.wake()
    },
    caseChanged: number => {
      for (const listener of changes) listener(number)
    },
    onCaseChanged: listener => {
      changes.add(listener)
      return () => changes.delete(listener)
    },
    accessEnded: officerId => {
      for (const listener of ended) listener(officerId)
    },
    onAccessEnded: listener => {
      ended.add(listener)
      return () => ended.delete(listener)
    },
    processId: `${process.pid}-${randomBytes(4).toString('hex')}`,
  }
  await rememberFlows(ctx)
  const reload = async () => {
    const fresh = await loadContent(config.officeDir, now())
    plain = await withFormerNames(db, fresh.content, now())
    await relearn()
    await rememberFlows(ctx)
    const moved = await recomputeDeadlines(ctx)
    if (moved.length > 0) log.info({ cases: moved.length }, 'deadlines moved by a new calendar')
    log.info({ dir: join(config.officeDir) }, 'content reloaded')
  }
  ctx.reload = reload

  // Wechaty costs a second and 80 MB: only an office that has an account pays for it.
  channels.set('web', createWebChat())
  const wechat = config.wechat
    ? (await import('./channels/wechat/mod.ts')).createWeChat({
        ...config.wechat,
        now,
        log,
        tokenStore: storedTokens(db, secrets),
        mediaIds: storedMediaIds(db),
        queries: storedQueries(db, secrets),
        troubles: storedTroubles(db, 'wechat', now),
      })
    : undefined
  if (wechat) channels.set('wechat', wechat)
  if (config.wechatyPuppet) {
    const { createOtherPuppet } = await import('./channels/wechat/other-puppet.ts')
    channels.set('wechat', await createOtherPuppet(config.wechatyPuppet, { now, log }))
  }
  const telegram = config.telegram
    ? (await import('./channels/telegram/mod.ts')).createTelegram({
        ...config.telegram,
        webhookUrl: `${config.baseUrl}/channels/telegram`,
        log,
      })
    : undefined
  if (telegram) channels.set('telegram', telegram)

  const app = createApp(ctx, { wechat: wechat?.router, telegram: telegram?.router })
  for (const channel of channels.values()) {
    await channel.start((inbound, how) => receiveMessage(ctx, inbound, how))
  }
  const server = await listen(createServer(PATIENCE, app), config)
  const lanes = makeLanes()
  workers.push(
    // A worker for each channel: one that answers slowly holds up no other.
    ...LANES.map(name => startWorker(`outbox ${name}`, () => deliverLane(ctx, name, lanes[name]), 2000, log)),
    startWorker('media', () => fetchMedia(ctx), 5000, log),
    startWorker('voice', () => makePlayable(ctx), 5000, log),
    startWorker('reminders', () => pushReminders(ctx), 10_000, log),
  )
  const jobs = startJobs(ctx)

  const { port } = server.address() as AddressInfo
  return {
    ctx,
    address: `http://${config.host === '0.0.0.0' ? '127.0.0.1' : config.host}:${port}`,
    setupLink: await firstAdminLink(ctx),
    reload,
    async stop() {
      // Doors first, then what is under way, then the house.
      await close(server)
      for (const channel of channels.values()) await channel.stop()
      await jobs.stop()
      for (const worker of workers) await worker.stop()
      await db.close()
      await unlock()
    },
  }
}

/**
 * How long a request may take to arrive: its head, and all of it (photos over a village's network). What waits longer holds a connection for
 * nothing.
 */
const PATIENCE = {
  headersTimeout: 15_000,
  requestTimeout: 300_000,
  connectionsCheckingInterval: 5000,
} as const
/** Each may hold a body of 64 kB while it arrives. A proxy in front keeps some dozens. */
const MAX_CONNECTIONS = 2000

const listen = (server: Server, { port, host }: Config) =>
  new Promise<Server>((resolve, reject) => {
    server.maxConnections = MAX_CONNECTIONS
    server.once('error', reject)
    server.listen(port, host, () => resolve(server))
  })

/** Lets running requests finish, but not for ever: live pages keep their connection open. */
const close = (server: Server) =>
  new Promise<void>(resolve => {
    server.close(() => resolve())
    server.closeIdleConnections()
    setTimeout(() => server.closeAllConnections(), 3000).unref()
  })
