/** `answer`: the first hit is right; `clarify`: it is among the first three; `none`: nothing here fits. */
export type Decision = 'answer' | 'clarify' | 'none'

export interface Decided {
  decision: Decision
  /** Why, for officers and logs: Chinese, with the figures. */
  reason: string
}

/** What speaks for the first hits: belief of the first three, and the signals of the best (order of FEATURES). */
export interface Evidence {
  belief: readonly number[]
  row: Float64Array
}

/**
 * Two logistic models – is the first right, is one of three right – fitted on the dev questions, with
 * questions of other subjects among them that must find nothing. Left out one collection at a time, they
 * tell right from wrong with an area under the curve of 0.69 (near-identical one-line questions) to 0.97.
 */
const FIRST = {
  belief: 0.684,
  three: 0.025,
  words: 0.946,
  pairs: -0.503,
  atoms: 0.592,
  name: 0.997,
  constant: -1.996,
}
const THREE = {
  belief: 0.377,
  three: 0.203,
  words: 1.371,
  pairs: 0.226,
  atoms: 0.348,
  name: 1.439,
  constant: -2.004,
}

/** A wrong guide costs a resident a trip; a choice of three costs a tap. */
export const ANSWER_AT = 0.5
export const CLARIFY_AT = 0.2

export interface Thresholds {
  answerAt: number
  clarifyAt: number
}

export function decide(
  evidence: Evidence | undefined,
  { answerAt, clarifyAt }: Thresholds = { answerAt: ANSWER_AT, clarifyAt: CLARIFY_AT },
): Decided {
  if (evidence === undefined) return { decision: 'none', reason: '没有一个字对得上' }
  const first = probability(FIRST, evidence)
  const three = Math.max(first, probability(THREE, evidence))
  const said = `第一条对的把握 ${percent(first)}，前三条里有的把握 ${percent(three)}`
  if (first >= answerAt) return { decision: 'answer', reason: said }
  if (three >= clarifyAt) return { decision: 'clarify', reason: `${said}，不够直接答` }
  return { decision: 'none', reason: `${said}，太低` }
}

function probability(model: typeof FIRST, { belief, row }: Evidence): number {
  const sum =
    model.constant +
    model.belief * logit(belief[0] ?? 0) +
    model.three * logit(belief.reduce((a, b) => a + b, 0)) +
    model.words * row[0]! +
    model.pairs * row[1]! +
    model.atoms * row[2]! +
    model.name * row[7]!
  return 1 / (1 + Math.exp(-sum))
}

function logit(p: number): number {
  const safe = Math.min(0.9999, Math.max(0.0001, p))
  return Math.log(safe / (1 - safe))
}

function percent(p: number): string {
  return `${Math.round(p * 100)}%`
}
