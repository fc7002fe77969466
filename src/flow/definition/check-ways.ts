import { at } from './check-places.ts'
import { exitsOf, type Flow, type Step, waits } from './flow.ts'
import type { ReportProblem } from './problem.ts'

/** Checks that every step can be reached. */
export function checkReach(flow: Flow, report: ReportProblem): void {
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

/** Checks that no loop runs without waiting for the resident: it would never end. */
export function checkLoops(flow: Flow, byId: Map<string, Flow>, report: ReportProblem): void {
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

/** Whether every path through a flow has a question. Sub-flows inside it count as having none. */
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

/** Checks that no flow calls itself through sub-flows: the nesting would never end. */
export function checkRecursion(flow: Flow, byId: Map<string, Flow>, report: ReportProblem): void {
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
