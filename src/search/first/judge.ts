import type { GuideMatch } from '../../domain/guides/guide.ts'
import { AIMS, type Routing } from '../../domain/talk/routing.ts'
import { choose } from './costs.ts'
import { traitsOf } from './traits.ts'
import type { WantModel } from './want-model.ts'
import { WANTS } from './wants.ts'
import { type Trust, trusted, weigh } from './weigh.ts'

/** Residents do not read longer lists. */
const CHOICES = 3
/** What is shown below the best guide must be near it, and possible at all. */
const NEAR = 0.25
const POSSIBLE = 0.05

/**
 * Judges a first message that no rule decided: weighs what its words want and how well the guides answer it, and takes
 * the way that costs least if it is wrong.
 * @param read the message as `read` returns it
 * @param trust fitted ones instead of those that are shipped, for measuring
 */
export function judge(model: WantModel, read: string, guides: GuideMatch['hits'], trust?: Trust): Routing {
  const traits = traitsOf(read)
  const wanted = model.wanted(traits)
  const kind = kindOf(wanted)
  const likely = guides.map(guide => ({ ...guide, score: trusted(guide.score, { wanted, traits }, trust) }))
  const aims = weigh(wanted, likely[0]?.score ?? 0)
  const least = Math.max(POSSIBLE, NEAR * (likely[0]?.score ?? 0))
  const near = likely.filter(guide => guide.score >= least).slice(0, CHOICES)
  const listed = near.reduce((sum, guide) => sum + guide.score, 0)
  const intent = choose(aims, near.length === 0 ? 0 : listed)
  const named = near.map(({ id, title }) => ({ id, title }))
  const base = { intent, kind, aims }
  switch (intent) {
    case 'guide':
      return { ...base, score: aims.guide, guides: named.slice(0, 1) }
    case 'candidates':
      return { ...base, score: Math.min(1, listed), guides: named }
    case 'case':
      return { ...base, score: aims.complaint + aims.help + aims.suggestion }
    case 'which':
      return { ...base, score: Math.max(...AIMS.map(aim => aims[aim])) }
    default:
      return { ...base, score: aims[intent] }
  }
}

/** The kind of case that a text would become: a question that no guide answers is an inquiry. */
function kindOf(wanted: readonly number[]): NonNullable<Routing['kind']> {
  const of = (want: (typeof WANTS)[number]) => wanted[WANTS.indexOf(want)]!
  const kinds = [
    { kind: 'complaint', is: of('complaint') + of('report') },
    { kind: 'help', is: of('help') },
    { kind: 'suggestion', is: of('suggestion') },
    { kind: 'inquiry', is: of('question') },
  ] as const
  return kinds.reduce((best, one) => (one.is > best.is ? one : best)).kind
}
