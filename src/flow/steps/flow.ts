import type { FlowStep } from '../definition/flow.ts'
import { argument } from '../state/render.ts'
import { go, type Runner } from './step.ts'

/** Runs another flow and returns with some of its variables, unless `return: false`. */
export const flow: Runner<FlowStep> = {
  enter(step, frame, ctx) {
    const vars = Object.entries(step.with).flatMap(([name, value]) => {
      const given = argument(ctx, frame, value)
      return given === undefined ? [] : [[name, given] as const]
    })
    const shown = Object.entries(step.with).flatMap(([name, value]) => {
      const from = typeof value === 'string' ? /^\{\{\s*(.+?)\s*\}\}$/u.exec(value)?.[1] : undefined
      const as = from === undefined ? undefined : frame.shown[from]
      return as === undefined ? [] : [[name, as] as const]
    })
    const named = { vars: Object.fromEntries(vars), shown: Object.fromEntries(shown) }
    return { do: 'enter', flow: step.flow, ...named, stay: step.return }
  },

  returned(step, frame, child, outcome) {
    for (const name of step.returns) {
      if (child.vars[name] === undefined) delete frame.vars[name]
      else frame.vars[name] = child.vars[name]
      if (child.shown[name] === undefined) delete frame.shown[name]
      else frame.shown[name] = child.shown[name]
      if (child.brought.includes(name) && !frame.brought.includes(name)) frame.brought.push(name)
    }
    return go(step.on[outcome] ?? step.next)
  },
}
