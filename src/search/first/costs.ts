import { AIMS, type Aim, type Intent } from '../../domain/talk/routing.ts'
import type { Aims } from './weigh.ts'

/** The ways between which the probabilities decide; everything else is decided by a rule. */
type Way = Extract<
  Intent,
  'guide' | 'candidates' | 'case' | 'report' | 'inquiry' | 'ownCase' | 'smallTalk' | 'which'
>

/** What a resident wanted, as far as it makes a difference to what a way costs. */
type Truth = 'guide' | 'matter' | 'report' | 'inquiry' | 'ownCase' | 'smallTalk' | 'unclear'

const TRUTH_OF: Readonly<Record<Aim, Truth>> = {
  guide: 'guide',
  inquiry: 'inquiry',
  complaint: 'matter',
  help: 'matter',
  suggestion: 'matter',
  report: 'report',
  ownCase: 'ownCase',
  smallTalk: 'smallTalk',
  unclear: 'unclear',
}

/**
 * What each way costs the resident by what they wanted: 0 is right at once, 1 is a wrong beginning that has to be undone.
 * The way with the least expected cost is taken. The reasons:
 *
 * - An unrelated guide shown to somebody in need is the moment people give up: it costs most.
 * - A list is a smaller mistake than a wrong answer, because “都不是，登记我说的事” stands below it; but it costs a press
 *   where a guide is right.
 * - A case for a question is a smaller mistake than an inquiry for a grievance: both are answered, but a grievance
 *   has its deadline and its department.
 * - A report hides the writer. To offer it to somebody who complains costs a question more; to make an ordinary case of an
 *   accusation exposes the writer, but the flow of a report is one word away.
 * - To ask which it is costs one press, whatever is right; it is cheapest where nobody could tell.
 */
// biome-ignore format: a table is read by column
const COSTS: Readonly<Record<Way, Readonly<Record<Truth, number>>>> = {
  guide:      { guide: 0,    matter: 1.6,  report: 2.5,  inquiry: 1.1,  ownCase: 1.6, smallTalk: 1.4, unclear: 1.4 },
  candidates: { guide: 0.25, matter: 1.0,  report: 2.0,  inquiry: 0.45, ownCase: 1.4, smallTalk: 1.2, unclear: 1.0 },
  case:       { guide: 1.0,  matter: 0,    report: 0.4,  inquiry: 0.9,  ownCase: 0.8, smallTalk: 1.0, unclear: 0.7 },
  report:     { guide: 1.4,  matter: 0.5,  report: 0,    inquiry: 1.2,  ownCase: 1.0, smallTalk: 1.2, unclear: 1.0 },
  inquiry:    { guide: 0.8,  matter: 1.2,  report: 1.0,  inquiry: 0,    ownCase: 0.8, smallTalk: 0.8, unclear: 0.6 },
  ownCase:    { guide: 1.2,  matter: 1.2,  report: 1.5,  inquiry: 1.0,  ownCase: 0,   smallTalk: 0.8, unclear: 0.8 },
  smallTalk:  { guide: 1.2,  matter: 1.6,  report: 2.0,  inquiry: 1.2,  ownCase: 1.2, smallTalk: 0,   unclear: 0.5 },
  which:      { guide: 0.8,  matter: 0.42, report: 0.35, inquiry: 0.42, ownCase: 0.5, smallTalk: 0.4, unclear: 0.1 },
}

const WAYS = Object.keys(COSTS) as readonly Way[]

/**
 * The way with the least expected cost.
 * @param listed the probability that one of the guides to choose from is right: at least that of the first
 */
export function choose(aims: Aims, listed: number): Way {
  const expected = WAYS.map(way => ({ way, cost: costOf(way, aims, listed) }))
  return expected.reduce((best, one) => (one.cost < best.cost ? one : best)).way
}

function costOf(way: Way, aims: Aims, listed: number): number {
  const costs = COSTS[way]
  const cost = (from: readonly Aim[]) => from.reduce((sum, aim) => sum + aims[aim] * costs[TRUTH_OF[aim]], 0)
  if (way !== 'candidates') return cost(AIMS)
  // A list with the right guide is right even if the first of it is wrong.
  const right = Math.min(1, Math.max(listed, aims.guide))
  const others = AIMS.filter(aim => aim !== 'guide')
  const beside = 1 - aims.guide
  return right * costs.guide + (beside === 0 ? 0 : ((1 - right) / beside) * cost(others))
}
