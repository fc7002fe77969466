import { complementBayes } from '../learning/complement-bayes.ts'
import { logistic } from '../learning/logistic.ts'
import { type Lessons, type Scorer, softmax, type Vector } from '../learning/sparse.ts'
import { normalise } from '../words/text.ts'
import { DANGERS, NO_DANGER } from './examples.ts'

/** What a short message resembles. */
export interface Likeness {
  /** The word of the office's table that stands for the danger. */
  as: string
  /** How sure it is that there is any danger, 0 to 1. */
  score: number
}

let learned: ((plain: string) => Likeness) | undefined

/**
 * Compares a short normalised message with the examples of people in danger and of others. It hears what no list of
 * wordings has: 「渡船沉了，好多人在水里扑腾」. Learned from the examples with the first message that asks for it.
 */
export function likenessOf(plain: string): Likeness {
  learned ??= learn()
  return learned(plain)
}

function learn(): (plain: string) => Likeness {
  const words = [...DANGERS.keys()]
  const dangers = [...DANGERS.values()].flatMap((said, c) => said.map(text => ({ text: normalise(text), c })))
  const others = NO_DANGER.map(normalise)
  const terms = new Map<number, number>()
  const vector = (text: string) => vectorOf(text, terms, true)
  const inDanger = dangers.map(({ text }) => vector(text))
  const vectors = [...inDanger, ...others.map(vector)]
  const size = terms.size
  const isDanger = finish(
    logistic({ vectors, classes: vectors.map((_, i) => (i < inDanger.length ? 1 : 0)), labels: 2, size }),
  )
  const lessons: Lessons = {
    vectors: inDanger,
    classes: dangers.map(({ c }) => c),
    labels: words.length,
    size,
  }
  const which = complementBayes(lessons)
  return plain => {
    const heard = vectorOf(plain, terms, false)
    const scores = which(heard)
    return { as: words[scores.indexOf(Math.max(...scores))]!, score: softmax(isDanger(heard))[1]! }
  }
}

function finish(learning: Generator<void, Scorer>): Scorer {
  let step = learning.next()
  while (!step.done) step = learning.next()
  return step.value
}

/** More than a UTF-16 unit can be. */
const UNIT = 0x10000

/** Single characters, pairs and triples of neighbours, each once. As numbers, because so many strings would be slow. */
function vectorOf(plain: string, terms: Map<number, number>, grow: boolean): Vector {
  const found = new Set<number>()
  const text = `\u0002${plain.replace(/\s+/g, ' ').trim()}\u0003`
  for (let i = 0; i < text.length; i++) {
    let term = 0
    for (let n = i; n < Math.min(i + 3, text.length); n++) {
      term = term * UNIT + text.charCodeAt(n)
      found.add(term)
    }
  }
  const ids: number[] = []
  for (const term of found) {
    if (grow && !terms.has(term)) terms.set(term, terms.size)
    const id = terms.get(term)
    if (id !== undefined) ids.push(id)
  }
  return {
    ids: Int32Array.from(ids),
    values: new Float64Array(ids.length).fill(1 / Math.sqrt(found.size)),
  }
}
