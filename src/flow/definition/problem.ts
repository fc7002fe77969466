import type { Flow } from './flow.ts'

/** An author's mistake, for a person: where it is and what to do. Lines and columns count from 1. */
export interface Problem {
  file: string
  line: number
  column?: number
  message: string
  suggestion?: string
  /** A warning does not keep the flow from running. */
  severity: 'error' | 'warning'
}

/** A place inside a flow file, from the top: `['steps', 'ask_area', 'ask']`. */
export type Path = readonly (string | number)[]

/** Reports a problem at a place of one file; `'key'` points at the name instead of the value. */
export type ReportProblem = (
  path: Path,
  message: string,
  more?: { suggestion?: string | undefined; severity?: Problem['severity']; at?: 'key' },
) => void

/** A flow that could be read, and where to report what is wrong with it. */
export interface Parsed {
  flow: Flow
  report: ReportProblem
}
