import type { Server } from 'node:http'
import type { Logger } from 'pino'
import type { Channel } from '../domain/base/message.ts'
import type { Worker } from '../jobs/worker.ts'
import { close } from './http.ts'

/**
 * How long running work may take to finish, milliseconds; systemd and container runtimes kill after ten seconds, an
 * administrator's patience ends sooner. What is not finished by then (WeChat does not answer) is stored and goes on at
 * the next start: nothing is acknowledged before it is durable, and what was claimed becomes free.
 */
const PATIENCE_MS = 4000
/** For the database to close; a PostgreSQL that hangs never does. */
const CLOSING_MS = 500

interface Running {
  server: Server
  channels: Iterable<Channel>
  jobs: { stop(): Promise<void> }
  workers: readonly Worker[]
  storage: { close(): Promise<void> }
  log: Logger
}

/** Stops everything: requests, jobs and workers together, then the channels, then the database. */
export async function stopInTime({ server, channels, jobs, workers, storage, log }: Running): Promise<void> {
  const finished = Promise.allSettled([
    close(server),
    jobs.stop(),
    ...workers.map(worker => worker.stop()),
  ]).then(() => Promise.allSettled([...channels].map(channel => channel.stop())))
  if (!(await within(PATIENCE_MS, finished)))
    log.warn('stopped before all work was finished: it goes on at the next start')
  await within(CLOSING_MS, storage.close())
}

/** Whether `work` ended in time. @throws what it throws */
async function within(ms: number, work: Promise<unknown>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<false>(resolve => {
    timer = setTimeout(() => resolve(false), ms)
  })
  return Promise.race([work.then(() => true), late]).finally(() => clearTimeout(timer))
}
