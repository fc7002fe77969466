import {
  createIndex,
  type Decision,
  type Hit,
  type LabelledText,
  type RoutedText,
  train,
} from '../../search/mod.ts'

/** `huiyin ask`: one row of the corpus to search. */
export interface CorpusRow {
  id: string
  title: string
  text: string
}

export interface QuestionRow {
  qid: string
  question: string
}

export interface AnswerRow {
  qid: string
  hits: Hit[]
  decision: Decision
  /** Milliseconds this search took. */
  ms: number
}

/** Searches any corpus with the index that residents' questions go through; one row out for each question, in order. */
export function* askAll(
  corpus: Iterable<CorpusRow>,
  questions: Iterable<QuestionRow>,
  top = 10,
): Generator<AnswerRow> {
  // Only the contract's fields: a row may carry more, and the result must not depend on it.
  const index = createIndex(Array.from(corpus, ({ id, title, text }) => ({ id, title, text })))
  for (const { qid, question } of questions) {
    const start = performance.now()
    const { hits, decision } = index.search(question, top)
    yield { qid, hits, decision, ms: since(start) }
  }
}

/** `huiyin route`: a row to put where it belongs. */
export interface RouteInputRow extends RoutedText {
  id: string
}

export interface RoutedRow {
  id: string
  /** Empty when there was nothing to learn from. */
  label: string
  /** 0 to 1. */
  score: number
  ms: number
}

/** Learns from labelled rows and labels the others; one row out for each row in, in order. */
export function* routeAll(
  labelled: Iterable<LabelledText>,
  input: Iterable<RouteInputRow>,
): Generator<RoutedRow> {
  const model = train(labelled)
  for (const row of input) {
    const start = performance.now()
    const best = model.predict(row)[0]
    yield { id: row.id, label: best?.label ?? '', score: best?.score ?? 0, ms: since(start) }
  }
}

const since = (start: number) => Math.round((performance.now() - start) * 1000) / 1000
