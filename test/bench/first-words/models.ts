import { type Example, learnFrom, wantedOf } from '../../../src/search/first/learn.ts'
import { read, traitsOf } from '../../../src/search/first/traits.ts'
import type { WantModel } from '../../../src/search/first/want-model.ts'
import { parseWeights, writeWeights } from '../../../src/search/first/want-model.ts'
import type { Wanted } from '../../../src/search/first/wants.ts'
import { TRUST_TERMS, type Trust, trustTerms } from '../../../src/search/first/weigh.ts'
import {
  type Evidence,
  type EvidenceWeights,
  probabilityOf,
  TERMS,
  termsOf,
} from '../../../src/search/guide-evidence.ts'
import { guideIndex } from '../../../src/search/mod.ts'
import { sampleGuides } from '../../search/sample-office.ts'
import { logisticFit } from './logistic-fit.ts'
import type { FirstRow } from './rows.ts'

/** The three models that judge a first message, fitted on rows. */

/** A trait of fewer texts is chance; more traits than this tell hardly more. */
const LEAST_TEXTS = 4
const MOST_TRAITS = 1500

/**
 * How much the rows of each source count for each model. The real rows come from complaint boards, and the questions of
 * other subjects from law books: an office hears more questions, and more than half of those are in its guides.
 */
// biome-ignore format: a table is read by column
const COUNTS: Readonly<Record<FirstRow['source'], { want: number; evidence: number; trust: number }>> = {
  title:       { want: 0.5, evidence: 0,   trust: 0.15 },
  text:        { want: 0.5, evidence: 0,   trust: 0.15 },
  faq:         { want: 1,   evidence: 0.3, trust: 0.3 },
  ownGuide:    { want: 1.5, evidence: 2,   trust: 2.5 },
  ownQuestion: { want: 1,   evidence: 1,   trust: 1 },
  ownOther:    { want: 1,   evidence: 0,   trust: 0.7 },
}

export interface Prepared extends FirstRow {
  example: Example
  evidence: { id: string; evidence: Evidence }[]
}

/** Reads each row once. The signals of a search are valid until the next one, so they are copied. */
export function prepared(rows: readonly FirstRow[]): Prepared[] {
  const index = guideIndex(sampleGuides())
  return rows.map(row => ({
    ...row,
    example: {
      traits: traitsOf(read(row.text)),
      wanted: wantedOf(row.want, row.also),
      weight: COUNTS[row.source].want,
    },
    evidence: index.evidenceIn(row.text).map(({ id, evidence }) => ({
      id,
      evidence: {
        ...evidence,
        hit: evidence.hit && { ...evidence.hit, signals: Float64Array.from(evidence.hit.signals) },
      },
    })),
  }))
}

/**
 * Names of places that whole collections speak of. They would say what a text wants only because of where the collection
 * comes from.
 */
const PLACES =
  /北京|上海|天津|重庆|河北|山西|辽宁|吉林|黑龙|龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|广西|海南|四川|贵州|云南|西藏|陕西|甘肃|青海|宁夏|新疆|内蒙|蒙古|香港|澳门|台湾|广州|深圳|武汉|杭州|成都|长沙|南京|苏州|合肥|西地|地省/

/** Rounded as it is shipped. */
export const wantModel = (rows: readonly Prepared[]): WantModel =>
  parseWeights(
    writeWeights(
      learnFrom(
        rows.map(({ example }) => ({
          ...example,
          traits: new Set([...example.traits].filter(trait => !PLACES.test(trait))),
        })),
        LEAST_TEXTS,
        MOST_TRAITS,
      ),
    ),
  )

/** Fitted on questions alone: whether a text is one is another model's matter. */
export function evidenceWeights(rows: readonly Prepared[]): EvidenceWeights {
  const questions = rows.filter(row => COUNTS[row.source].evidence > 0)
  const found = questions.flatMap(row =>
    row.evidence.map(e => ({ ...e, right: row.guides.includes(e.id), counts: COUNTS[row.source].evidence })),
  )
  const [constant = 0, ...weights] = logisticFit(
    found.map(({ evidence }) => [1, ...TERMS.map(term => termsOf(evidence)[term])]),
    found.map(({ right }) => right),
    number => found[number]!.counts,
  )
  return { constant, ...Object.fromEntries(TERMS.map((term, i) => [term, weights[i]!])) } as EvidenceWeights
}

/** The guides that a row may mean, the most probable first. */
export const guidesFor = (row: Prepared, weights: EvidenceWeights) =>
  row.evidence
    .map(({ id, evidence }) => ({ id, title: id, score: probabilityOf(evidence, weights) }))
    .sort((a, b) => b.score - a.score)

/** @param wanted what a model that has not learned the row says of it */
export function trustFrom(
  rows: readonly { row: Prepared; wanted: Wanted; best: { id: string; score: number } | undefined }[],
): Trust {
  const found = rows.filter(({ best }) => best !== undefined)
  const [constant = 0, guide = 0, question = 0] = logisticFit(
    found.map(({ wanted, best }) => {
      const terms = trustTerms(best!.score, wanted)
      return [1, ...TRUST_TERMS.map(term => terms[term])]
    }),
    found.map(({ row, best }) => row.guides.includes(best!.id)),
    number => COUNTS[found[number]!.row.source].trust,
    1,
  )
  return { constant, guide, question }
}
