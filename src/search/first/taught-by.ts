import type { Intent, SaidKind } from '../../domain/talk/routing.ts'
import type { Understanding } from '../../domain/talk/understanding.ts'
import type { Lesson, Way } from '../../domain/talk/way.ts'
import { sameWords } from '../words/text.ts'

type Judge = Pick<Understanding, 'classify' | 'complains'>

const INTENT_OF: Readonly<Record<Way, Intent>> = {
  matter: 'case',
  report: 'report',
  question: 'inquiry',
  smallTalk: 'smallTalk',
}

/** Danger and a case's number are heard before anything that was learned. */
const OUTRANK: ReadonlySet<Intent> = new Set(['emergency', 'caseNumber'])

/** Something concrete, whoever is to deal with it. */
const MATTERS: ReadonlySet<Way> = new Set(['matter', 'report'])

const kindOf = ({ way, kind }: Lesson): SaidKind => (way === 'matter' ? (kind ?? 'complaint') : 'inquiry')

/** A judge of first messages that does with the words of a lesson what the lesson says. */
export function taughtBy(lessons: readonly Lesson[], judge: Judge): Judge {
  if (lessons.length === 0) return judge
  const taught = new Map(lessons.map(lesson => [sameWords(lesson.text), lesson]))
  return {
    classify(text) {
      const routing = judge.classify(text)
      const lesson = OUTRANK.has(routing.intent) ? undefined : taught.get(sameWords(text))
      // A question stays the question for a guide that it was.
      if (lesson === undefined || (lesson.way === 'question' && routing.intent === 'guide')) return routing
      return { intent: INTENT_OF[lesson.way], score: 1, kind: kindOf(lesson) }
    },
    complains(text) {
      const lesson = taught.get(sameWords(text))
      return lesson === undefined ? judge.complains(text) : MATTERS.has(lesson.way)
    },
  }
}
