import type { Lesson, Way } from '../../domain/talk/way.ts'
import { learn, wantedOf } from './learn.ts'
import { shippedModel } from './shipped-model.ts'
import { read, traitsOf } from './traits.ts'
import { isPair, type WantModel } from './want-model.ts'
import type { Want } from './wants.ts'

const WANT_OF: Readonly<Record<Exclude<Way, 'matter'>, Want>> = {
  report: 'report',
  question: 'question',
  smallTalk: 'smallTalk',
}

/**
 * Few, short steps that are pulled back, and only of the words: some hundred lessons of one office must not undo what
 * thousands taught. An office teaches what was missed, so its lessons say nothing of how frequent each want is, how long
 * the texts are and what signs they have.
 */
const GENTLY = { epochs: 6, step: 0.3, pull: 0.01, known: 1, moves: isPair }

/** The shipped model, after the office's own lessons. */
export function taughtModel(lessons: readonly Lesson[]): WantModel {
  if (lessons.length === 0) return shippedModel()
  const examples = lessons.map(({ text, way, kind }) => ({
    traits: traitsOf(read(text)),
    wanted: wantedOf(way === 'matter' ? (kind ?? 'complaint') : WANT_OF[way]),
    weight: 1,
  }))
  return learn(shippedModel(), examples, GENTLY)
}
