import type { Logger } from 'pino'
import { openChannels } from './app/channels.ts'
import { openContent, readContent } from './app/content.ts'
import { makeContext } from './app/context.ts'
import { addressOf, listen } from './app/http.ts'
import { makeLog } from './app/log.ts'
import { stopInTime } from './app/stop.ts'
import { openStorage } from './app/storage.ts'
import { startWorkers } from './app/workers.ts'
import type { Config } from './config.ts'
import type { Channel, ChatChannel } from './domain/base/message.ts'
import { makeSecrets } from './domain/base/secrets.ts'
import { startJobs } from './jobs/jobs.ts'
import type { Worker } from './jobs/worker.ts'
import type { Context } from './usecases/base/context.ts'
import { rememberCalendar } from './usecases/numbers/ledger/calendar.ts'
import { noteBrokenContent } from './usecases/office/broken-content.ts'
import { firstAdminLink } from './usecases/people/one-time-link.ts'
import { receiveCalmly } from './usecases/talk/receive-calmly.ts'
import { rememberFlows } from './usecases/talk/remember-flows.ts'
import { createApp } from './web/app.ts'

/** A running Huiyin. */
export interface Service {
  ctx: Context
  /** Where it listens, e.g. `http://127.0.0.1:3000`. */
  address: string
  /** The one-time link that creates the first admin, while there is no officer at all. */
  setupLink: string | null
  /** The office's files have these mistakes, and the last good ones are used instead. */
  broken: Error | undefined
  /** Reads the office's files again. @throws ContentError and keeps the old content when they have mistakes. */
  reload(): Promise<void>
  stop(): Promise<void>
}

interface RunOptions {
  /** Passed in by tests and the demo; otherwise the machine's clock. */
  now?: () => Date
  log?: Logger
}

/** Starts Huiyin, in this order; each line is a file in app/. */
export async function run(config: Config, options: RunOptions = {}): Promise<Service> {
  const now = options.now ?? (() => new Date())
  const log = options.log ?? makeLog(config.logLevel)

  // The office's files first, so that a mistake in them is found before anything is changed.
  const { content: read, broken } = await readContent(config, now, log)
  const storage = await openStorage(config, makeSecrets(config.secretKey), now, log)
  const { db } = storage
  const content = await openContent(db, read, now)
  const channels = new Map<ChatChannel, Channel>()
  const workers: Worker[] = []
  const stopping = new AbortController()
  const ctx = makeContext({
    ...{ config, secrets: db.secrets, storage, content, now, log, channels, workers },
    stopping: stopping.signal,
  })
  await noteBrokenContent(ctx, broken)
  await rememberFlows(ctx)
  await rememberCalendar(ctx)
  const doors = await openChannels(ctx, channels)
  for (const channel of channels.values()) await channel.start(receiveCalmly(ctx))
  const server = await listen(createApp(ctx, doors), config)
  workers.push(...startWorkers(ctx))
  const jobs = startJobs(ctx)

  return {
    ctx,
    address: addressOf(server, config),
    setupLink: await firstAdminLink(ctx),
    broken,
    reload: () => ctx.reload!(),
    stop() {
      stopping.abort()
      return stopInTime({ server, channels: channels.values(), jobs, workers, storage, log })
    },
  }
}
