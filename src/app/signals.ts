import type { Logger } from 'pino'
import type { Config } from '../config.ts'
import { providerOf } from '../store/base/database.ts'
import type { Signals } from '../store/base/processes/signals.ts'

/** What happened in another process. A word carries a case's number or an officer's id, and nothing about a person. */
export interface Heard {
  caseChanged(number: string): void
  accessEnded(officerId: number): void
  outboxFilled(): void
  /** Officers accepted wordings of residents. */
  relearn(): Promise<void>
  /** The office's files were read again. */
  reload(): Promise<void>
}

/** Tells the other processes. On SQLite there are none, and nothing is sent. */
export type Tell = { [K in keyof Heard]: (...args: Parameters<Heard[K]>) => void }

/** How often the others are told that something waits: they look every two seconds anyway. */
const OUTBOX_MS = 1000

/** Opens the connection to the other processes; on SQLite there is none. */
export async function openSignalsOf(config: Config, log: Logger): Promise<Signals | undefined> {
  if (providerOf(config.databaseUrl) === 'sqlite') return undefined
  const { openSignals } = await import('../store/base/processes/signals.ts')
  return openSignals(config.databaseUrl, why =>
    log.warn({ why }, 'other processes cannot be heard for a while: live pages are late'),
  )
}

/** Asks all processes on this PostgreSQL to read the office's files again. @returns how many were asked. @throws when the database cannot be reached */
export async function askToReload(config: Config): Promise<number> {
  const { openSignals } = await import('../store/base/processes/signals.ts')
  let failure: string | undefined
  const signals = await openSignals(config.databaseUrl, why => {
    failure ??= why
  })
  try {
    if (failure !== undefined) throw new Error(`Can't reach database server: ${failure}`)
    signals.send('office')
    return (await signals.listeners()) - 1
  } finally {
    await signals.close()
  }
}

/** Connects what other processes say with what happens here. */
export function shareWith(
  signals: Signals | undefined,
  heard: Heard,
  { log, stopping }: { log: Logger; stopping: AbortSignal },
): Tell {
  if (!signals) {
    const nothing = () => {}
    return {
      caseChanged: nothing,
      accessEnded: nothing,
      outboxFilled: nothing,
      relearn: nothing,
      reload: nothing,
    }
  }
  const failed = (what: string) => (error: Error) => {
    // The next start reads everything anyway.
    if (!stopping.aborted) log.error({ name: error.name, what }, error.message)
  }
  // One after the other, and never more than one that waits, however often the others say it.
  const relearn = oneAtATime(() => heard.relearn().catch(failed('wordings')))
  const reload = oneAtATime(() => heard.reload().catch(failed('office')))
  signals.listen(
    word => {
      const [what, about = ''] = word.split(' ')
      if (what === 'case') heard.caseChanged(about)
      else if (what === 'access' && /^\d{1,15}$/.test(about)) heard.accessEnded(Number(about))
      else if (what === 'outbox') heard.outboxFilled()
      else if (what === 'wordings') relearn()
      else if (what === 'office') reload()
      // Anything else comes from a newer version, while the processes are replaced one by one.
    },
    () => {
      // Live pages look at their sessions every few seconds by themselves; a reload also learns the wordings.
      heard.caseChanged('')
      heard.outboxFilled()
      reload()
    },
  )
  return {
    caseChanged: number => signals.send(`case ${number}`),
    accessEnded: officerId => signals.send(`access ${officerId}`),
    outboxFilled: atMostEvery(OUTBOX_MS, () => signals.send('outbox')),
    relearn: () => signals.send('wordings'),
    reload: () => signals.send('office'),
  }
}

/** Calls at once, and again at the end of the time when it was called meanwhile. */
function atMostEvery(ms: number, call: () => void): () => void {
  let quiet = false
  let again = false
  const run = () => {
    if (quiet) {
      again = true
      return
    }
    quiet = true
    again = false
    call()
    setTimeout(() => {
      quiet = false
      if (again) run()
    }, ms).unref()
  }
  return run
}

/** Runs `work`, and once more afterwards when it is asked for meanwhile. */
function oneAtATime(work: () => Promise<void>): () => void {
  let running = false
  let again = false
  const run = async () => {
    if (running) {
      again = true
      return
    }
    running = true
    do {
      again = false
      await work()
    } while (again)
    running = false
  }
  return () => void run()
}
