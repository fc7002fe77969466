import { setImmediate as othersHadTheirTurn, setTimeout as pause } from 'node:timers/promises'
import type { Database as Connection } from 'better-sqlite3'
import { Refusal } from '../../domain/base/errors.ts'

/**
 * SQLite has one writer, so transactions wait in a queue. Those that wait at the same moment share one commit, and so one
 * write to the disk; each resolves only after it. Each has a savepoint, so that one that fails is rolled back alone. When
 * the shared commit fails, each is run again separately.
 */
export interface Writer {
  run<T>(work: () => Promise<T>): Promise<T>
}

/** The most transactions in one commit, and the longest time before it, so that the first ones do not wait too long. */
const MOST = 64
const MOST_MS = 25

/** Another process may lock the file (a backup, a copy tool): how often it is tried again, and for how long. */
const BUSY_PAUSE_MS = 20
const BUSY_MS = 30_000

interface Waiting {
  work: () => Promise<unknown>
  resolve: (value: never) => void
  reject: (error: unknown) => void
  /** A commit that it shared has failed, so it gets its own. */
  alone?: boolean
}

type Outcome = { value: unknown } | { error: unknown }

interface Done {
  waiting: Waiting
  outcome: Outcome
}

export function makeWriter(connection: Connection): Writer {
  // A locked file is waited for below, without blocking the process.
  connection.pragma('busy_timeout = 0')
  const begin = connection.prepare('BEGIN IMMEDIATE')
  const commit = connection.prepare('COMMIT')
  const rollback = connection.prepare('ROLLBACK')
  const savepoint = connection.prepare('SAVEPOINT work')
  const release = connection.prepare('RELEASE work')
  const undo = connection.prepare('ROLLBACK TO work')

  const queue: Waiting[] = []
  let busy = false

  async function start(): Promise<void> {
    const until = performance.now() + BUSY_MS
    for (;;) {
      try {
        begin.run()
        return
      } catch (error) {
        if (!isBusy(error)) throw error
        if (performance.now() > until)
          throw new Refusal('unavailable', '数据库一直被别的程序占用，没有办成，请过一会儿再试。')
      }
      await pause(BUSY_PAUSE_MS)
    }
  }

  async function runOne(work: () => Promise<unknown>): Promise<Outcome> {
    try {
      savepoint.run()
      const value = await work()
      release.run()
      return { value }
    } catch (error) {
      // When the disk is full, SQLite rolls back the whole transaction by itself.
      if (connection.open && connection.inTransaction) {
        undo.run()
        release.run()
      }
      return { error }
    }
  }

  async function shareCommit(): Promise<void> {
    try {
      await start()
    } catch (error) {
      queue.shift()!.reject(error)
      return
    }
    const done: Done[] = []
    const since = performance.now()
    do {
      const waiting = queue.shift()!
      done.push({ waiting, outcome: await runOne(waiting.work) })
      if (!connection.inTransaction || waiting.alone) break
      // Messages that have arrived at the socket meanwhile share the commit.
      if (queue.length === 0) await othersHadTheirTurn()
    } while (
      queue.length > 0 &&
      !queue[0]!.alone &&
      done.length < MOST &&
      performance.now() - since < MOST_MS
    )
    settle(done, finish())
  }

  /** Commits. @returns why it failed */
  function finish(): { error: unknown } | undefined {
    try {
      if (connection.inTransaction) commit.run()
      else return { error: new Error('the database undid the transaction') }
      return undefined
    } catch (error) {
      if (connection.inTransaction) rollback.run()
      return { error }
    }
  }

  /** Failures are reported after the commit, too: they may be caused by rows that another transaction of it wrote. */
  function settle(done: readonly Done[], failed: { error: unknown } | undefined): void {
    if (failed && done.length > 1) {
      queue.unshift(...done.map(({ waiting }) => ({ ...waiting, alone: true })))
      return
    }
    for (const { waiting, outcome } of done) {
      if ('error' in outcome) waiting.reject(outcome.error)
      else if (failed) waiting.reject(failed.error)
      else waiting.resolve(outcome.value as never)
    }
  }

  async function work(): Promise<void> {
    if (busy) return
    busy = true
    try {
      while (queue.length > 0) await shareCommit()
    } finally {
      busy = false
    }
  }

  return {
    run: <T>(run: () => Promise<T>) =>
      new Promise<T>((resolve, reject) => {
        queue.push({ work: run, resolve, reject })
        void work()
      }),
  }
}

const isBusy = (error: unknown): boolean =>
  String((error as { code?: unknown }).code ?? '').startsWith('SQLITE_BUSY')
