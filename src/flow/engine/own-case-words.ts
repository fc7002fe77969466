import { onceFor } from '../../domain/base/once-for.ts'
import type { Intent } from '../../domain/talk/routing.ts'
import type { Flow } from '../definition/flow.ts'
import type { TurnContext } from '../state/state.ts'
import { plain, plainName } from '../words/normalize.ts'

/** Longer texts describe a new matter; shorter ones may refer to an existing case. */
const SHORT = 20
/** With so many characters besides the words of `hears`, the text says something worth keeping. */
const SAYS_MORE = 5

/** Answered cases come first, because the resident has just read the answer; then the open ones. */
const ORDER = ['answered', 'open', 'any'] as const

/** The words of a flow's `hears`, normalised by `plain`. */
const plainWords = onceFor((words: readonly string[]) => words.map(plainName))

interface OwnCase {
  flow: string
  vars: Record<string, unknown>
}

/**
 * Finds the flow that a short text about the resident's own case begins (「还没解决」「催一下」「我的事怎么样了」), by the words of
 * `hears`. Undefined when the resident has no such case, unless the words (`always`) have no other meaning. A flow with a
 * variable `text` gets the text if it says more than those words.
 */
export function ownCaseFlow(text: string, intent: Intent, ctx: TurnContext): OwnCase | undefined {
  const said = plain(text)
  if (said === '' || [...said].length > SHORT) return undefined
  const { openCases, answeredCases = 0 } = ctx.world.contact
  const there = { open: openCases > 0, answered: answeredCases > 0, any: openCases + answeredCases > 0 }
  const begins = (flow: Flow, words: readonly string[]): OwnCase | undefined => {
    const word = plainWords(words).find(w => said.includes(w))
    if (word === undefined) return undefined
    const more = flow.vars.includes('text') && [...said].length >= [...word].length + SAYS_MORE
    return { flow: flow.id, vars: more ? { text } : {} }
  }
  for (const about of ORDER) {
    if (!there[about]) continue
    for (const flow of ctx.flows.hearing) {
      const found = flow.hears?.about === about ? begins(flow, flow.hears.words) : undefined
      if (found) return found
    }
  }
  // A complaint is a new matter, even with words like these.
  if (intent === 'case' || intent === 'report') return undefined
  for (const flow of ctx.flows.hearing) {
    const found = begins(flow, flow.hears?.always ?? [])
    if (found) return found
  }
  return undefined
}
