import { setImmediate as othersHadTheirTurn, setTimeout as pause } from 'node:timers/promises'
import type { Database as Connection } from 'better-sqlite3'
import { Refusal } from '../../domain/base/errors.ts'

/**
 * SQLite has one writer: works wait in line for it. Those that wait at the same moment share one commit, and so one
 * write to the disk; each is told that it is kept only after that. Within the commit each has a savepoint: one that
 * fails falls out alone. When the shared commit itself fails, each is done again by itself.
 */
export interface Writer {
  run<T>(work: () => Promise<T>): Promise<T>
}

/** So many share a commit at most, and for so long: those at the end of the line are to be answered, too. */
const MOST = 64
const MOST_MS = 25

/** Another process may hold the file (a backup, a copy tool): asked again so often, and for so long. */
const BUSY_PAUSE_MS = 20
const BUSY_MS = 30_000

interface Waiting {
  work: () => Promise<unknown>
  resolve: (value: never) => void
  reject: (error: unknown) => void
  /** A commit that it shared has failed. */
  alone?: boolean
}

type Outcome = { value: unknown } | { error: unknown }

interface Done {
  waiting: Waiting
  outcome: Outcome
}

export function makeWriter(connection: Connection): Writer {
  // What holds the file up is waited for here, without holding up the process.
  connection.pragma('busy_timeout = 0')
  const begin = connection.prepare('BEGIN IMMEDIATE')
  const commit = connection.prepare('COMMIT')
  const rollback = connection.prepare('ROLLBACK')
  const savepoint = connection.prepare('SAVEPOINT work')
  const release = connection.prepare('RELEASE work')
  const undo = connection.prepare('ROLLBACK TO work')

  const line: Waiting[] = []
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
      // A full disk ends the whole transaction by itself.
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
      line.shift()!.reject(error)
      return
    }
    const done: Done[] = []
    const since = performance.now()
    do {
      const waiting = line.shift()!
      done.push({ waiting, outcome: await runOne(waiting.work) })
      if (!connection.inTransaction || waiting.alone) break
      // What has arrived at the socket meanwhile comes along.
      if (line.length === 0) await othersHadTheirTurn()
    } while (line.length > 0 && !line[0]!.alone && done.length < MOST && performance.now() - since < MOST_MS)
    tell(done, finish())
  }

  /** @returns why it is not kept */
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

  /** A failure is told as late as a success: it may have met what another work of this commit had written. */
  function tell(done: readonly Done[], failed: { error: unknown } | undefined): void {
    if (failed && done.length > 1) {
      line.unshift(...done.map(({ waiting }) => ({ ...waiting, alone: true })))
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
      while (line.length > 0) await shareCommit()
    } finally {
      busy = false
    }
  }

  return {
    run: <T>(run: () => Promise<T>) =>
      new Promise<T>((resolve, reject) => {
        line.push({ work: run, resolve, reject })
        void work()
      }),
  }
}

const isBusy = (error: unknown): boolean =>
  String((error as { code?: unknown }).code ?? '').startsWith('SQLITE_BUSY')
