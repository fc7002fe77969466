import { statfs } from 'node:fs/promises'
import type { setTimeout } from 'node:timers/promises'
import { Gauge, type Registry } from 'prom-client'
import { versionOfHuiyin } from '../../../root.ts'
import type { Waiting } from '../../../store/base/waiting.ts'
import { UNSENT } from '../../../store/delivery/queue-states.ts'
import type { Context } from '../../base/context.ts'
import { LANES } from '../../delivery/outbox-lanes.ts'
import { laneLabel } from './lane-label.ts'
import type { OfficeState, readOfficeState } from './office-state.ts'

/** However often it is asked, the database is read this often at most. */
const FRESH_MS = 15_000
/** A database that answers later than this counts as down. Prometheus waits for ten seconds. */
const PATIENCE_MS = 4000

interface Reading {
  elapsed: () => number
  readState: typeof readOfficeState
  sleep: typeof setTimeout
}

/** The state of the office, its disk and its database. The same for every process of one database. */
export function makeOfficeGauges(
  registry: Registry,
  ctx: Pick<Context, 'config' | 'db' | 'now' | 'content' | 'log'>,
  { elapsed, readState, sleep }: Reading,
): { refresh(): Promise<void> } {
  const gauge = <L extends string>(name: string, help: string, labelNames: readonly L[] = []) =>
    new Gauge<L>({ name, help, labelNames: [...labelNames], registers: [registry] })

  gauge('huiyin_info', 'Versions of Huiyin and Node.js, and the kind of database.', [
    'version',
    'node',
    'database',
  ]).set({ version: versionOfHuiyin(), node: process.versions.node, database: ctx.db.provider }, 1)
  const up = gauge('huiyin_database_up', 'Whether the database answered (1) or not (0).')
  const contentAt = gauge('huiyin_content_loaded_timestamp_seconds', "When the office's files were read.")
  const free = gauge('huiyin_data_free_bytes', 'Free space for the data directory.')
  const freeInodes = gauge('huiyin_data_free_inodes', 'Free inodes for the data directory.')

  /** Gauges that are unknown while the database does not answer: no number is better than an old one. */
  const stored = {
    cases: gauge('huiyin_cases_open', 'Open cases by state.', ['status']),
    unacceptedAge: gauge(
      'huiyin_unaccepted_age_seconds',
      'Age of the case whose acceptance is due first; 0: none waits.',
    ),
    overdue: gauge('huiyin_cases_overdue', 'Cases whose reply is overdue.'),
    overdueAge: gauge(
      'huiyin_overdue_age_seconds',
      'How long the longest overdue case has been so; 0: none is.',
    ),
    outbox: gauge('huiyin_outbox_messages', 'Messages that are not sent, by channel and state.', [
      'channel',
      'state',
    ]),
    outboxAge: gauge('huiyin_outbox_age_seconds', 'Age of the oldest of them; 0: there is none.', [
      'channel',
      'state',
    ]),
    letters: gauge('huiyin_letters_queued', 'Letters that no mail server has taken yet.'),
    lettersAge: gauge('huiyin_letters_age_seconds', 'Age of the oldest of them; 0: there is none.'),
    media: gauge('huiyin_media_to_fetch', 'Files of residents that are still to be fetched from a channel.'),
    notices: gauge('huiyin_notices_open', 'Open notices to the administrator, by kind.', ['kind']),
    digestAt: gauge(
      'huiyin_digest_timestamp_seconds',
      'When the newest weekly report was stored; absent before the first.',
    ),
    backupAt: gauge(
      'huiyin_backup_timestamp_seconds',
      'When the last good backup was made; absent before the first.',
    ),
    ledgerAt: gauge(
      'huiyin_ledger_closed_timestamp_seconds',
      'End of the last day that the public ledger has whole; absent before the first.',
    ),
  }

  function forget(): void {
    for (const one of Object.values(stored)) {
      one.reset()
      // A gauge without labels is reset to 0, which would be a number.
      one.remove({})
    }
  }

  function show(state: OfficeState): void {
    const now = ctx.now().getTime()
    const age = (since: Date | null) => (since ? Math.max(0, (now - since.getTime()) / 1000) : 0)
    const both = (count: Gauge, ages: Gauge, waiting: Waiting) => {
      count.set(waiting.count)
      ages.set(age(waiting.since))
    }
    for (const [status, count] of Object.entries(state.open)) stored.cases.set({ status }, count)
    stored.unacceptedAge.set(age(state.firstUnaccepted))
    both(stored.overdue, stored.overdueAge, state.overdue)
    both(stored.letters, stored.lettersAge, state.letters)
    for (const lane of LANES) {
      for (const unsent of UNSENT) {
        const { count, since } = state.outbox.get(lane)![unsent]
        const labels = { channel: laneLabel(lane), state: unsent }
        stored.outbox.set(labels, count)
        stored.outboxAge.set(labels, age(since))
      }
    }
    stored.media.set(state.mediaToFetch)
    // `job_failed:digest` is of the kind `job_failed`: the first part is a word of ours.
    for (const code of state.notices) stored.notices.inc({ kind: /^[a-z_]*/.exec(code)![0] })
    if (state.digestAt) stored.digestAt.set(state.digestAt.getTime() / 1000)
    if (state.backupAt) stored.backupAt.set(state.backupAt.getTime() / 1000)
    if (state.ledgerClosedAt) stored.ledgerAt.set(state.ledgerClosedAt.getTime() / 1000)
  }

  async function read(): Promise<void> {
    contentAt.set(ctx.content().loadedAt.getTime() / 1000)
    const disk = await statfs(ctx.config.dataDir).catch(() => undefined)
    if (disk) {
      free.set(disk.bavail * disk.bsize)
      freeInodes.set(disk.ffree)
    }
    try {
      const state = await inTime(readState(ctx), sleep)
      forget()
      show(state)
      up.set(1)
    } catch (error) {
      ctx.log.warn({ err: error }, 'the state of the office could not be read for /metrics')
      forget()
      up.set(0)
    }
  }

  let readAt = Number.NEGATIVE_INFINITY
  let reading: Promise<void> | undefined
  return {
    /** Reads anew what is older than 15 seconds. Several who ask at once share one reading. */
    async refresh() {
      if (!reading && elapsed() - readAt >= FRESH_MS) {
        reading = read().finally(() => {
          readAt = elapsed()
          reading = undefined
        })
      }
      await reading
    },
  }
}

/** @throws when it takes too long: whoever asks would have hung up. */
async function inTime<T>(work: Promise<T>, sleep: Reading['sleep']): Promise<T> {
  const done = new AbortController()
  const late = sleep(PATIENCE_MS, undefined, { signal: done.signal, ref: false }).then(() => {
    throw new Error('the database did not answer in time')
  })
  try {
    return await Promise.race([work, late])
  } finally {
    done.abort()
    late.catch(() => {})
    work.catch(() => {})
  }
}
