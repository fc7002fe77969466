import type { Aim } from '../../domain/talk/routing.ts'
import { logit } from '../learning/logit.ts'
import { ONLY_A_FAULT } from './signs.ts'
import { WANTS, type Want, type Wanted } from './wants.ts'

/** Nearer to 0 and 1 than this no probability is believed. */
const NEAREST = 0.001

/** The probability of each aim; together they are 1. */
export type Aims = Readonly<Record<Aim, number>>

export interface Trust {
  guide: number
  question: number
  constant: number
}

/**
 * How far the best guide may be trusted with a first message: its own probability, which holds for questions, and the
 * probability that this is a question at all. A logistic model, fitted with the wants (docs/understanding.md).
 */
const TRUST: Trust = { guide: 0.93, question: 0.23, constant: -0.99 }

/**
 * What is taken away from the trust in a guide when the words name something wrong and ask nothing, and when they accuse
 * somebody. Set by hand: the questions of the fit describe need, not damage, and a guide to a service is the worst answer
 * to somebody who says that it was sold.
 */
const ONLY_WRONG = 2
const ACCUSES = 5
/** From this probability of an accusation on. */
const ACCUSES_AT = 0.4

function doubtIn({ wanted, traits }: Says): number {
  if (wanted[WANTS.indexOf('report')]! >= ACCUSES_AT) return ACCUSES
  return traits.has(ONLY_A_FAULT) ? ONLY_WRONG : 0
}

/** @param guide the probability that the best guide answers this first message; 0 when there is none */
export function weigh(wanted: Wanted, guide: number): Aims {
  const of = (want: Want) => (1 - guide) * wanted[WANTS.indexOf(want)]!
  return {
    guide,
    inquiry: of('question'),
    complaint: of('complaint'),
    help: of('help'),
    suggestion: of('suggestion'),
    report: of('report'),
    ownCase: of('ownCase'),
    smallTalk: of('smallTalk'),
    unclear: of('unclear'),
  }
}

/** The probability that a guide answers this first message. */
export function trusted(guide: number, says: Says, trust: Trust = TRUST): number {
  const terms = trustTerms(guide, says.wanted)
  const sum = TRUST_TERMS.reduce((all, term) => all + trust[term] * terms[term], trust.constant)
  return 1 / (1 + Math.exp(doubtIn(says) - sum))
}

export const TRUST_TERMS = ['guide', 'question'] as const

/** What the words of a message say, without the guides. */
export interface Says {
  wanted: Wanted
  traits: ReadonlySet<string>
}

/** The inputs of the model. */
export const trustTerms = (
  guide: number,
  wanted: Wanted,
): Readonly<Record<(typeof TRUST_TERMS)[number], number>> => ({
  guide: logit(guide, NEAREST),
  question: logit(wanted[WANTS.indexOf('question')]!, NEAREST),
})

/** Whether a text tells of something concrete, more likely than not, before any guide is looked at. */
export function matterLikely(wanted: Wanted): boolean {
  const of = (want: Want) => wanted[WANTS.indexOf(want)]!
  return of('complaint') + of('help') + of('suggestion') + of('report') >= 0.5
}
