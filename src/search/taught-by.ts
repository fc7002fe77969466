import type { Intent } from '../domain/talk/routing.ts'
import type { Understanding } from '../domain/talk/understanding.ts'
import type { Lesson, Way } from '../domain/talk/way.ts'
import { sameWords } from './words/text.ts'

type Judge = Pick<Understanding, 'classify' | 'complains'>

const INTENT_OF: Readonly<Record<Way, Intent>> = {
  matter: 'complaint',
  report: 'report',
  question: 'inquiry',
  smallTalk: 'smallTalk',
}

/** Danger and a case's number are heard before anything that was learned. */
const OUTRANK: ReadonlySet<Intent> = new Set(['emergency', 'caseNumber'])

/** A judge of first messages that does with the words of a lesson what the lesson says. */
export function taughtBy(lessons: readonly Lesson[], judge: Judge): Judge {
  if (lessons.length === 0) return judge
  const ways = new Map(lessons.map(({ text, way }) => [sameWords(text), way]))
  return {
    classify(text) {
      const routing = judge.classify(text)
      const way = OUTRANK.has(routing.intent) ? undefined : ways.get(sameWords(text))
      // A question stays the question for a guide that it was.
      if (way === undefined || (way === 'question' && routing.intent === 'guide')) return routing
      return { intent: INTENT_OF[way], score: 1 }
    },
    complains(text) {
      const way = ways.get(sameWords(text))
      return way === undefined ? judge.complains(text) : way === 'matter'
    },
  }
}
