import { at } from './check-places.ts'
import { asksPersonal, type Flow } from './flow.ts'
import type { ReportProblem } from './problem.ts'

/** Checks the questions whose answer is looked for in a text (`guess`). */
export function checkGuesses(flow: Flow, report: ReportProblem): void {
  const steps = Object.values(flow.steps)
  const anonymous = steps.some(
    step => step.type === 'call' && 'anonymous' in step.args && step.args['anonymous'] !== false,
  )
  for (const step of steps) {
    if (step.type !== 'ask' || !('ifMissing' in step)) continue
    if (step.ifMissing === 'skip' && step.guess === undefined)
      report(at(step, 'ifMissing'), `步骤 ${step.id} 永远不会问`, {
        suggestion: '加上 guess: 变量名，或去掉 ifMissing',
      })
    if (step.ifMissing === 'skip' && !step.optional)
      report(at(step, 'ifMissing'), `步骤 ${step.id} 没说到就不问，答案可能是空的`, {
        suggestion: '加上 optional: true',
      })
    // Whoever reports without a name may name themselves in passing.
    if (step.guess !== undefined && anonymous && asksPersonal(step))
      report(at(step, 'guess'), `这个流程可以匿名，步骤 ${step.id} 不能从话里取个人信息`, {
        suggestion: '去掉 guess',
      })
  }
}
