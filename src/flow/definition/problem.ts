import type { FileProblem } from '../../domain/base/yaml-file.ts'
import type { Flow } from './flow.ts'

/** An author's mistake: its place, and what to do. */
export type Problem = FileProblem

/** A place inside a flow file, from the top: `['steps', 'ask_area', 'ask']`. */
export type Path = readonly (string | number)[]

/** Reports a problem at a place of one file; `'key'` points at the name instead of the value. */
export type ReportProblem = (
  path: Path,
  message: string,
  more?: { suggestion?: string | undefined; severity?: Problem['severity']; at?: 'key' },
) => void

/** A flow that could be read, with the function that reports its problems. */
export interface Parsed {
  flow: Flow
  report: ReportProblem
}
