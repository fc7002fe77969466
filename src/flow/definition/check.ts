import { checkCard } from './check-card.ts'
import { checkExits } from './check-exits.ts'
import { checkGuesses } from './check-guesses.ts'
import { checkReferences, checkVariables } from './check-names.ts'
import { checkTexts } from './check-texts.ts'
import { checkLoops, checkReach, checkRecursion } from './check-ways.ts'
import type { Flow } from './flow.ts'
import type { Parsed } from './problem.ts'

/** The checks beyond the schema: references between steps, flows, actions and variables. */

/** Checks all flows together. `unread` are flows whose file could not be read; calls of them are not reported. */
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
      checkCard(step, report)
    }
    checkVariables(flow, byId, report)
    checkGuesses(flow, report)
    checkRecursion(flow, byId, report)
  }
}
