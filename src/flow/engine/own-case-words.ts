import { onceFor } from '../../domain/base/once-for.ts'
import type { Intent } from '../../domain/talk/routing.ts'
import type { Flow } from '../definition/flow.ts'
import type { TurnContext } from '../state/state.ts'
import { plain, plainName } from '../words/normalize.ts'

/** Longer than this, somebody tells of a matter; shorter, they speak of one they told already. */
const SHORT = 20
/** Characters besides the words that were heard: more than these says something that is to be kept. */
const SAYS_MORE = 5

/** First of all what is newest in a resident's mind: the answer they hold, then what they wait for. */
const ORDER = ['answered', 'open', 'any'] as const

/** The words of a flow's `hears`, as `plain` makes them. */
const plainWords = onceFor((words: readonly string[]) => words.map(plainName))

export interface OwnCase {
  flow: string
  vars: Record<string, unknown>
}

/**
 * The flow that a short text about a case of one's own begins (「还没解决」「催一下」「我的事怎么样了」), by the words of its
 * `hears`; undefined when no such case is there to speak of, unless the words (`always`) can mean nothing else. A
 * flow that takes a `text` is given it, when there is more in it than those words.
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
  // Somebody who complains tells of something new, whatever else they call it.
  if (intent === 'complaint' || intent === 'report') return undefined
  for (const flow of ctx.flows.hearing) {
    const found = begins(flow, flow.hears?.always ?? [])
    if (found) return found
  }
  return undefined
}
