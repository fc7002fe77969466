import type { TakeStep } from '../definition/flow.ts'
import { note } from '../state/state.ts'
import { go, type Runner } from './step.ts'

/** Takes the first item out of a list of texts, such as the matters that are still to be registered. */
export const take: Runner<TakeStep> = {
  enter(step, frame, ctx) {
    const list = frame.vars[step.take]
    const [first, ...rest] = Array.isArray(list) ? list.filter(item => typeof item === 'string') : []
    delete frame.shown[step.as]
    if (first === undefined) {
      delete frame.vars[step.as]
      return go(step.none)
    }
    frame.vars[step.as] = first
    frame.vars[step.take] = rest
    note(ctx, 'take', String(rest.length))
    return go(step.next)
  },
}
