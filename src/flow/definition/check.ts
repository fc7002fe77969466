import { ACTIONS, actionNamed, outcomeVars } from '../actions.ts'
import { exitsOf, type Flow, followsAsk, type Step, waits } from './flow.ts'
import { nearest } from './nearest.ts'
import type { Parsed, Path, Report } from './parse.ts'
import { bytes, localize, MAX_MESSAGE_BYTES, textsOf, variablesIn } from './texts.ts'

/** What a sound schema does not catch: how steps, flows, actions and variables hang together. */

/** Variables every text may use. */
export const OFFICE_VARS = [
  'office.name',
  'office.botName',
  'office.phone',
  'office.hours',
  'contact.phone',
  'contact.openCases',
]

/** Checks all flows together. `unread`: flows whose own file could not be read, so that nothing is said about calls of them. */
export function checkFlows(parsed: readonly Parsed[], unread: ReadonlySet<string> = new Set()): void {
  const byId = new Map<string, Flow>()
  for (const { flow, report } of parsed) {
    if (byId.has(flow.id)) report(['id'], `有两个流程都叫 ${flow.id}`)
    byId.set(flow.id, flow)
  }
  for (const { flow, report } of parsed) {
    checkExits(flow, report)
    checkReach(flow, report)
    checkLoops(flow, byId, report)
    for (const step of Object.values(flow.steps)) {
      checkReferences(step, byId, unread, report)
      checkTexts(step, flow, report)
    }
    checkVariables(flow, byId, report)
    checkRecursion(flow, byId, report)
  }
}

const at = (step: Step, ...more: Path): Path => ['steps', step.id, ...more]

const meant = (name: string, known: Iterable<string>) => {
  const close = nearest(name, known)
  return close ? { suggestion: `是不是想写 ${close}？` } : {}
}

function checkExits(flow: Flow, report: Report): void {
  const ids = Object.keys(flow.steps)
  for (const step of Object.values(flow.steps)) {
    for (const { to, path } of writtenExits(step)) {
      if (!Object.hasOwn(flow.steps, to)) report(at(step, ...path), `没有叫 ${to} 的步骤`, meant(to, ids))
    }
    const needsNext =
      step.type === 'say' ||
      step.type === 'confirm' ||
      step.type === 'guide' ||
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

/** The exits an author wrote, with the place of each; those by order need no check. */
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
    default:
      return own
  }
}

function checkOutcomes(step: Extract<Step, { type: 'call' }>, report: Report): void {
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

function checkReach(flow: Flow, report: Report): void {
  const seen = new Set<string>()
  const todo = [flow.start]
  for (let id = todo.pop(); id !== undefined; id = todo.pop()) {
    const step = flow.steps[id]
    if (!step || seen.has(id)) continue
    seen.add(id)
    todo.push(...exitsOf(step).map(exit => exit.to))
  }
  for (const id of Object.keys(flow.steps)) {
    if (!seen.has(id)) {
      report(['steps', id], `步骤 ${id} 永远走不到`, {
        suggestion: '删掉它，或让某一步的 next 指向它',
        at: 'key',
      })
    }
  }
}

/** A round trip through steps that never wait for the resident would never end. */
function checkLoops(flow: Flow, byId: Map<string, Flow>, report: Report): void {
  const state = new Map<string, 'open' | 'done'>()
  const stops = (step: Step) => waits(step) || (step.type === 'flow' && alwaysWaits(byId.get(step.flow)))
  const visit = (id: string): void => {
    const step = flow.steps[id]
    if (!step || stops(step) || state.has(id)) return
    state.set(id, 'open')
    for (const { to } of exitsOf(step)) {
      if (state.get(to) === 'open') {
        report(['steps', to], `从 ${to} 到 ${id} 转圈，中间没有等群众回话`, {
          suggestion: '在圈里加一个 ask 步骤',
          at: 'key',
        })
      } else visit(to)
    }
    state.set(id, 'done')
  }
  for (const id of Object.keys(flow.steps)) visit(id)
}

/** Whether no way through a flow avoids a question. Sub-flows inside it count as not waiting. */
function alwaysWaits(flow: Flow | undefined): boolean {
  if (!flow) return true
  const seen = new Set<string>()
  const free = (id: string): boolean => {
    const step = flow.steps[id]
    if (!step || waits(step) || seen.has(id)) return false
    seen.add(id)
    return step.type === 'end' || exitsOf(step).some(exit => free(exit.to))
  }
  return !free(flow.start)
}

function checkReferences(
  step: Step,
  byId: Map<string, Flow>,
  unread: ReadonlySet<string>,
  report: Report,
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
  if (
    step.type === 'ask' &&
    step.ask === 'choice' &&
    (step.options === undefined) === (step.from === undefined)
  ) {
    report(at(step), `选择题 ${step.id} 要写 options 或 from 其中一个`, { at: 'key' })
  }
  if (step.type === 'ask' && step.ask === 'text' && step.pattern !== undefined && !compiles(step.pattern)) {
    report(at(step, 'pattern'), '这个正则表达式写得不对')
  }
}

function checkTexts(step: Step, flow: Flow, report: Report): void {
  const languages = languagesOf(flow)
  for (const { path, text } of textsOf(step)) {
    if (typeof text !== 'string') {
      if (text['zh'] === undefined)
        report(at(step, ...path), '缺少中文（zh）', { suggestion: '加上 zh: 这段话的中文' })
      const missing = languages.filter(language => text[language] === undefined && language !== 'zh')
      if (missing.length)
        report(at(step, ...path), `缺少 ${missing.join('、')}，会显示中文`, { severity: 'warning' })
    }
  }
  for (const locale of ['zh', ...languages]) {
    const said = textsOf(step).filter(({ path }) => path[0] !== 'label' && path[0] !== 'retry')
    // A choice is listed as `12. label` on a line of its own.
    const size = said.reduce((sum, { text }) => sum + bytes(localize(text, locale)) + 5, 0)
    if (size > MAX_MESSAGE_BYTES) {
      const more = { suggestion: '拆成两步，或写短一些', at: 'key' as const }
      report(
        at(step),
        `步骤 ${step.id} 的话有 ${size} 字节，超过微信一条消息的 ${MAX_MESSAGE_BYTES} 字节`,
        more,
      )
      return
    }
  }
}

const languagesOf = (flow: Flow): string[] => [
  ...new Set(
    Object.values(flow.steps).flatMap(step =>
      textsOf(step).flatMap(({ text }) => (typeof text === 'string' ? [] : Object.keys(text))),
    ),
  ),
]

function checkVariables(flow: Flow, byId: Map<string, Flow>, report: Report): void {
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
      for (const [i, c] of (step.choices ?? []).entries())
        inText(c.with ?? {}, at(step, 'choices', i, 'with'))
    }
    if (step.type === 'ask' && step.ask === 'choice' && step.from) use(step.from, at(step, 'from'))
    if (step.type === 'ask' && step.ask === 'area' && step.guess) use(step.guess, at(step, 'guess'))
    if (step.type === 'confirm') checkConfirm(step, flow, report)
  }
}

function checkConfirm(step: Extract<Step, { type: 'confirm' }>, flow: Flow, report: Report): void {
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

/** Every variable a flow may ever hold. */
export function variablesOf(flow: Flow): string[] {
  return [
    ...flow.vars,
    ...Object.values(flow.steps).flatMap(step => {
      if (step.type === 'ask') return step.ask === 'location' ? [step.as, `${step.as}_at`] : [step.as]
      if (step.type === 'call') {
        const action = actionNamed(step.call)
        return action ? Object.keys(action.outcomes).flatMap(outcome => outcomeVars(action, outcome)) : []
      }
      return step.type === 'flow' ? step.returns : []
    }),
  ]
}

/** A flow that comes back to itself through sub-flows would pile up without end. */
function checkRecursion(flow: Flow, byId: Map<string, Flow>, report: Report): void {
  const reaches = (id: string, seen: Set<string>): boolean => {
    if (id === flow.id) return true
    if (seen.has(id)) return false
    seen.add(id)
    return Object.values(byId.get(id)?.steps ?? {}).some(
      s => s.type === 'flow' && s.return && reaches(s.flow, seen),
    )
  }
  for (const step of Object.values(flow.steps)) {
    if (step.type === 'flow' && step.return && reaches(step.flow, new Set())) {
      report(at(step, 'flow'), `流程 ${flow.id} 经过 ${step.flow} 又回到自己`, {
        suggestion: '改用 return: false',
      })
    }
  }
}

const compiles = (pattern: string): boolean => {
  try {
    return Boolean(new RegExp(`^(?:${pattern})$`, 'u'))
  } catch {
    return false
  }
}

const ACTION_NAMES = Object.keys(ACTIONS)
