import { actionNamed, outcomeVars } from '../actions.ts'
import type { CallStep } from '../definition/flow.ts'
import { LIMITS } from '../limits.ts'
import { argument } from '../state/render.ts'
import type { TurnContext } from '../state/state.ts'
import { baseIndex, FlowError, type Frame, note } from '../state/state.ts'
import type { CallResult } from '../turn.ts'
import { go, type Runner } from './step.ts'

/** Calls an action of the shell; its outcome decides the exit and returns variables. */
export const call: Runner<CallStep> = {
  enter(step, frame, ctx) {
    const args = Object.entries(step.args).map(
      ([name, value]) => [name, argument(ctx, frame, value)] as const,
    )
    return {
      do: 'call',
      action: step.call,
      args: checked(step.call, Object.fromEntries(args.filter(([, v]) => v !== undefined))),
    }
  },

  answered(step, frame, result, ctx) {
    const to = step.on[result.outcome]
    if (to === undefined) throw new FlowError(`${step.call} ended in ${result.outcome}, which has no exit`)
    bring(step.call, frame, result, ctx)
    const action = actionNamed(step.call)
    if (action?.commits && result.outcome !== 'failed') {
      // The change is permanent: 返回 cannot go back before it, and the flow is no draft any more.
      for (const open of ctx.state.frames.slice(baseIndex(ctx.state.frames))) {
        open.back = []
        open.committed = true
      }
    }
    return go(to)
  },
}

/** The arguments, validated by the action's schema. @throws FlowError when they do not fit */
export function checked(name: string, args: Record<string, unknown>): Record<string, unknown> {
  const action = actionNamed(name)
  if (!action) throw new FlowError(`no action ${name}`)
  const result = action.args.safeParse(args)
  if (result.success) return result.data
  const where = result.error.issues.map(issue => `${issue.path.join('.')} ${issue.code}`).join(', ')
  throw new FlowError(`${name} cannot take these arguments: ${where}`)
}

/** Stores the variables of the outcome; undeclared ones and ones that are too big are dropped. */
function bring(name: string, frame: Frame, result: CallResult, ctx: TurnContext): void {
  const action = actionNamed(name)
  for (const variable of action ? outcomeVars(action, result.outcome) : []) {
    const value = result.vars?.[variable]
    delete frame.shown[variable]
    if (value === undefined || value === null) {
      delete frame.vars[variable]
      continue
    }
    const json = JSON.stringify(value)
    if (json === undefined || json.length > LIMITS.callVars) {
      note(ctx, 'too-big', `${name}.${variable}`)
      delete frame.vars[variable]
      continue
    }
    frame.vars[variable] = JSON.parse(json) as unknown
    if (!frame.brought.includes(variable)) frame.brought.push(variable)
  }
}
