import type { GuideMatch } from '../../domain/guides/guide.ts'
import { AIMS, type Routing, type SaidKind } from '../../domain/talk/routing.ts'
import { MATTER_KINDS } from '../../domain/talk/way.ts'
import { choose } from './costs.ts'
import { traitsOf } from './traits.ts'
import type { WantModel } from './want-model.ts'
import { WANTS, type Want, type Wanted } from './wants.ts'
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
  const likely = guides.map(guide => ({ ...guide, score: trusted(guide.score, { wanted, traits }, trust) }))
  const aims = weigh(wanted, likely[0]?.score ?? 0)
  const least = Math.max(POSSIBLE, NEAR * (likely[0]?.score ?? 0))
  const near = likely.filter(guide => guide.score >= least).slice(0, CHOICES)
  const listed = near.reduce((sum, guide) => sum + guide.score, 0)
  const intent = choose(aims, near.length === 0 ? 0 : listed)
  const named = near.map(({ id, title }) => ({ id, title }))
  const kinds = kindsOf(wanted)
  const base = { intent, kind: likeliest(kinds), aims }
  switch (intent) {
    case 'guide':
      return { ...base, score: aims.guide, guides: named.slice(0, 1) }
    case 'candidates':
      return { ...base, score: Math.min(1, listed), guides: named }
    case 'case':
      return { ...base, kind: matterOf(kinds), score: aims.complaint + aims.help + aims.suggestion }
    case 'which':
      return { ...base, kind: matterOf(kinds), score: Math.max(...AIMS.map(aim => aims[aim])) }
    default:
      return { ...base, score: aims[intent] }
  }
}

/** The kinds of case that a text may become. */
function kindsOf(wanted: Wanted): Readonly<Record<SaidKind, number>> {
  const of = (want: Want) => wanted[WANTS.indexOf(want)]!
  return {
    complaint: of('complaint') + of('report'),
    help: of('help'),
    suggestion: of('suggestion'),
    inquiry: of('question'),
  }
}

const KINDS = ['complaint', 'help', 'suggestion', 'inquiry'] as const satisfies readonly SaidKind[]

/** A question that no guide answers is an inquiry. */
const likeliest = (kinds: Readonly<Record<SaidKind, number>>, among: readonly SaidKind[] = KINDS): SaidKind =>
  among.reduce((best, kind) => (kinds[kind] > kinds[best] ? kind : best))

/** What is to be dealt with is no inquiry, although a question may be likelier than each of these alone. */
const matterOf = (kinds: Readonly<Record<SaidKind, number>>): SaidKind => likeliest(kinds, MATTER_KINDS)
