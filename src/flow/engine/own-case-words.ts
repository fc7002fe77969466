import { plain } from './normalize.ts'
import type { Context } from './state.ts'

/** Longer than this, somebody tells of a matter; shorter, they speak of one they told already. */
const SHORT = 20

/** First of all what is newest in a resident's mind: the answer they hold, then what they wait for. */
const ORDER = ['answered', 'open', 'any'] as const

/**
 * The flow that a short text about a case of one's own begins (「还没解决」「催一下」「我的事怎么样了」), by the words of its
 * `hears`; undefined when no such case is there to speak of.
 */
export function ownCaseFlow(text: string, ctx: Context): string | undefined {
  const said = plain(text)
  if (said === '' || [...said].length > SHORT) return undefined
  const { openCases, answeredCases = 0 } = ctx.world.contact
  const there = { open: openCases > 0, answered: answeredCases > 0, any: openCases + answeredCases > 0 }
  for (const about of ORDER) {
    if (!there[about]) continue
    const flow = ctx.flows.hearing.find(
      ({ hears }) => hears?.about === about && hears.words.some(word => said.includes(plain(word))),
    )
    if (flow) return flow.id
  }
  return undefined
}
