import type { Config } from '../../config.ts'
import type { Database } from '../../store/base/database.ts'

/** `bad`: something does not work. `warn`: it works, and somebody should look. */
export type Level = 'ok' | 'warn' | 'bad'

export interface Finding {
  level: Level
  /** What was found, in a short sentence. */
  found: string
  /** What to do about it. */
  todo?: string
}

export const ok = (found: string): Finding => ({ level: 'ok', found })
export const warn = (found: string, todo: string): Finding => ({ level: 'warn', found, todo })
export const bad = (found: string, todo: string): Finding => ({ level: 'bad', found, todo })

/** What the checks look at. */
export interface Patient {
  config: Config
  /** The settings as they were written, for those that have a default. */
  given: Readonly<Record<string, string | undefined>>
  /** Names in the .env that are no settings. */
  unknown?: readonly string[]
  now: () => Date
  /** The running service of this data directory. */
  pid: number | undefined
  /** Undefined where it could not be opened: the check of the database says why. */
  db: Database | undefined
  /** How long a server may take to answer, in milliseconds. */
  patienceMs: number
}

export interface Check {
  id: string
  name: string
  /** Whether it applies to this office. */
  when?: (patient: Patient) => boolean
  /** A throw is a bad finding with `failed` as what to do. */
  look: (patient: Patient) => Promise<Finding | Finding[]> | Finding | Finding[]
  failed: string
}
