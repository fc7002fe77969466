import type { EndStep } from '../definition/flow.ts'
import type { Runner } from './step.ts'

/** Ends the flow with an outcome, on which the calling flow can branch. */
export const end: Runner<EndStep> = {
  enter: step => ({ do: 'leave', outcome: step.end }),
}
