import type { Step } from './flow.ts'
import { nearest } from './nearest.ts'
import type { Path } from './problem.ts'

/** Helpers of all checks. */

/** A place inside a step. */
export const at = (step: Step, ...more: Path): Path => ['steps', step.id, ...more]

/** Suggests a known name when one is similar. */
export const meant = (name: string, known: Iterable<string>): { suggestion?: string } => {
  const close = nearest(name, known)
  return close ? { suggestion: `是不是想写 ${close}？` } : {}
}
