import type { EndStep } from '../definition/flow.ts'
import type { Runner } from './step.ts'

/** Ends the flow with a named outcome, which a calling flow may act on. */
export const end: Runner<EndStep> = {
  enter: step => ({ do: 'leave', outcome: step.end }),
}
