import type { Step } from './flow.ts'
import { nearest } from './nearest.ts'
import type { Path } from './problem.ts'

/** What all checks share. */

/** The place of something inside a step. */
export const at = (step: Step, ...more: Path): Path => ['steps', step.id, ...more]

/** A suggestion when a known name is close. */
export const meant = (name: string, known: Iterable<string>): { suggestion?: string } => {
  const close = nearest(name, known)
  return close ? { suggestion: `是不是想写 ${close}？` } : {}
}
