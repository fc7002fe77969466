import { actionNamed } from '../actions.ts'
import { at, meant } from './check-places.ts'
import { type Flow, followsAsk, type Step } from './flow.ts'
import type { Path, ReportProblem } from './problem.ts'

/** Checks that every exit leads to a step, and that every outcome has an exit. */
export function checkExits(flow: Flow, report: ReportProblem): void {
  const ids = Object.keys(flow.steps)
  for (const step of Object.values(flow.steps)) {
    for (const { to, path } of writtenExits(step)) {
      if (!Object.hasOwn(flow.steps, to)) report(at(step, ...path), `没有叫 ${to} 的步骤`, meant(to, ids))
    }
    const needsNext =
      step.type === 'say' ||
      step.type === 'confirm' ||
      step.type === 'guide' ||
      step.type === 'take' ||
      (step.type === 'flow' && step.return) ||
      (step.type === 'ask' && followsAsk(step))
    if (needsNext && step.next === null) {
      report(at(step), `步骤 ${step.id} 后面没有去处`, {
        suggestion: '写上 next，或在后面加一个 end 步骤',
        at: 'key',
      })
    }
    if (step.type === 'call') checkOutcomes(step, report)
  }
}

/** The exits that the author wrote, with the place of each. An exit to the step below needs no check. */
function writtenExits(step: Step): { to: string; path: Path }[] {
  const one = (to: string | null | undefined, ...path: Path) => (to ? [{ to, path }] : [])
  const own = step.next === null ? [] : [{ to: step.next, path: ['next'] }]
  switch (step.type) {
    case 'ask':
      return [
        ...own,
        ...one(step.fallback, 'fallback'),
        ...(step.ask === 'choice'
          ? (step.options ?? []).flatMap((o, i) => one(o.go, 'options', i, 'go'))
          : []),
      ]
    case 'confirm':
      return own
    case 'branch':
      return [...step.branch.flatMap((arm, i) => one(arm.go, 'branch', i, 'go')), ...one(step.else, 'else')]
    case 'call':
    case 'flow':
      return [
        ...(step.type === 'flow' && step.return ? own : []),
        ...Object.entries(step.on).map(([via, to]) => ({ to, path: ['on', via] })),
      ]
    case 'guide':
      return [...own, ...one(step.missing, 'missing')]
    case 'take':
      return [...own, ...one(step.none, 'none')]
    default:
      return own
  }
}

function checkOutcomes(step: Extract<Step, { type: 'call' }>, report: ReportProblem): void {
  const action = actionNamed(step.call)
  if (!action) return
  const outcomes = Object.keys(action.outcomes)
  for (const outcome of outcomes) {
    if (!Object.hasOwn(step.on, outcome)) {
      report(at(step, 'on'), `动作 ${step.call} 的结果 ${outcome} 没有去处`, {
        suggestion: `在 on 里加 ${outcome}: 步骤名`,
      })
    }
  }
  for (const outcome of Object.keys(step.on)) {
    if (outcome !== 'failed' && !outcomes.includes(outcome)) {
      report(at(step, 'on', outcome), `动作 ${step.call} 没有“${outcome}”这种结果`, {
        ...meant(outcome, outcomes),
        at: 'key',
      })
    }
  }
  const shape = action.args.shape
  for (const name of Object.keys(step.args)) {
    if (!Object.hasOwn(shape, name)) {
      report(at(step, 'args', name), `动作 ${step.call} 没有参数 ${name}`, {
        ...meant(name, Object.keys(shape)),
        at: 'key',
      })
    }
  }
  for (const [name, schema] of Object.entries(shape)) {
    if (
      !Object.hasOwn(step.args, name) &&
      !(schema as { safeParse(v: unknown): { success: boolean } }).safeParse(undefined).success
    ) {
      report(at(step), `动作 ${step.call} 缺少参数 ${name}`, {
        suggestion: `在 args 里加 ${name}`,
        at: 'key',
      })
    }
  }
}
