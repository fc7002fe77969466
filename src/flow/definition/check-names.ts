import { ACTIONS, actionNamed, outcomeVars } from '../actions.ts'
import { at, meant } from './check-places.ts'
import type { Flow, Step } from './flow.ts'
import type { Path, ReportProblem } from './problem.ts'
import { textsOf, variablesIn } from './texts.ts'

/** Variables that every text may use. */
const OFFICE_VARS = [
  'office.name',
  'office.botName',
  'office.phone',
  'office.hours',
  'contact.phone',
  'contact.openCases',
]

/** Checks the flows, actions and patterns that a step names. */
export function checkReferences(
  step: Step,
  byId: Map<string, Flow>,
  unread: ReadonlySet<string>,
  report: ReportProblem,
): void {
  if (step.type === 'flow') {
    const target = byId.get(step.flow)
    if (!target && !unread.has(step.flow))
      report(at(step, 'flow'), `没有叫 ${step.flow} 的流程`, meant(step.flow, byId.keys()))
    for (const name of target ? Object.keys(step.with) : []) {
      if (!target!.vars.includes(name)) {
        report(at(step, 'with', name), `流程 ${step.flow} 不接收变量 ${name}`, {
          ...meant(name, target!.vars),
          at: 'key',
        })
      }
    }
  }
  if (step.type === 'call' && !actionNamed(step.call)) {
    report(at(step, 'call'), `没有叫 ${step.call} 的动作`, meant(step.call, ACTION_NAMES))
  }
  if (step.type === 'say') {
    for (const [i, choice] of (step.choices ?? []).entries()) {
      if (!byId.has(choice.start) && !unread.has(choice.start)) {
        report(
          at(step, 'choices', i, 'start'),
          `没有叫 ${choice.start} 的流程`,
          meant(choice.start, byId.keys()),
        )
      }
    }
  }
  if (step.type === 'ask' && step.ask === 'choice' && step.options === undefined && step.from === undefined) {
    report(at(step), `选择题 ${step.id} 要写 options 或 from，也可以都写`, { at: 'key' })
  }
  if (step.type === 'ask' && step.ask === 'text' && step.pattern !== undefined && !compiles(step.pattern)) {
    report(at(step, 'pattern'), '这个正则表达式写得不对')
  }
}

/** Checks the variables that texts, conditions and arguments name. */
export function checkVariables(flow: Flow, byId: Map<string, Flow>, report: ReportProblem): void {
  const known = new Set([...OFFICE_VARS, ...variablesOf(flow)])
  const use = (name: string, path: Path) => {
    if (!known.has(name)) report(path, `没有变量 ${name}`, meant(name, known))
  }
  const inText = (text: unknown, path: Path) => {
    if (typeof text === 'string') for (const name of variablesIn(text)) use(name, path)
    else if (text !== null && typeof text === 'object') for (const t of Object.values(text)) inText(t, path)
  }
  if (flow.remind) inText(flow.remind.say, ['remind', 'say'])
  for (const step of Object.values(flow.steps)) {
    for (const { path, text } of textsOf(step)) inText(text, at(step, ...path))
    if (step.type === 'branch') {
      for (const [i, arm] of step.branch.entries()) {
        for (const name of Object.keys(arm.when)) use(name, at(step, 'branch', i, 'when', name))
      }
    }
    if (step.type === 'call')
      for (const [name, v] of Object.entries(step.args)) inText(v, at(step, 'args', name))
    if (step.type === 'flow') {
      for (const [name, v] of Object.entries(step.with)) inText(v, at(step, 'with', name))
      const brought = byId.get(step.flow)
      for (const [i, name] of step.returns.entries()) {
        if (brought && !variablesOf(brought).includes(name))
          report(at(step, 'returns', i), `流程 ${step.flow} 没有变量 ${name}`)
      }
    }
    if (step.type === 'guide') inText([step.guide, step.section ?? ''], at(step, 'guide'))
    if (step.type === 'say') {
      inText(step.card?.url, at(step, 'card', 'url'))
      for (const [i, name] of (step.carry ?? []).entries()) use(name, at(step, 'carry', i))
      for (const [i, c] of (step.choices ?? []).entries())
        inText(c.with ?? {}, at(step, 'choices', i, 'with'))
    }
    if (step.type === 'ask' && step.ask === 'choice' && step.from) use(step.from, at(step, 'from'))
    if (step.type === 'ask' && step.ask === 'text' && step.begun)
      use(step.begun.from, at(step, 'begun', 'from'))
    if (step.type === 'ask' && step.ask === 'text')
      for (const [i, { when }] of (step.prompts ?? []).entries())
        for (const name of Object.keys(when)) use(name, at(step, 'prompts', i, 'when', name))
    if (step.type === 'ask' && 'guess' in step && step.guess) use(step.guess, at(step, 'guess'))
    if (step.type === 'take') use(step.take, at(step, 'take'))
    if (step.type === 'confirm') checkConfirm(step, flow, report)
  }
}

function checkConfirm(step: Extract<Step, { type: 'confirm' }>, flow: Flow, report: ReportProblem): void {
  const asks = Object.values(flow.steps).filter(s => s.type === 'ask')
  for (const [i, id] of step.confirm.entries()) {
    const asked = flow.steps[id]
    if (asked?.type !== 'ask') {
      report(
        at(step, 'confirm', i),
        `核对的第 ${i + 1} 项 ${id} 不是提问步骤`,
        meant(
          id,
          asks.map(s => s.id),
        ),
      )
    } else if (!asked.label) {
      report(at(asked), `步骤 ${id} 要核对，缺少 label`, { suggestion: '加上 label: 如“地点”', at: 'key' })
    }
  }
}

/** All variables that a flow can ever have. */
function variablesOf(flow: Flow): string[] {
  return [
    ...flow.vars,
    ...Object.values(flow.steps).flatMap(step => {
      if (step.type === 'take') return [step.as]
      if (step.type === 'ask') {
        const more = step.ask === 'location' ? [`${step.as}_at`] : step.ask === 'text' ? [step.split] : []
        return [step.as, ...more.filter(name => name !== undefined)]
      }
      if (step.type === 'call') {
        const action = actionNamed(step.call)
        return action ? Object.keys(action.outcomes).flatMap(outcome => outcomeVars(action, outcome)) : []
      }
      return step.type === 'flow' ? step.returns : []
    }),
  ]
}

const compiles = (pattern: string): boolean => {
  try {
    return Boolean(new RegExp(`^(?:${pattern})$`, 'u'))
  } catch {
    return false
  }
}

const ACTION_NAMES = Object.keys(ACTIONS)
