import { shanghaiDate } from '../../domain/base/civil-date.ts'
import { trainGently } from '../../search/mod.ts'
import { assignedCases } from '../../store/cases/similar-cases.ts'
import { keepTraining } from '../../store/guides/router-trainings.ts'
import type { Context } from '../base/context.ts'
import { learnedOf } from './learned.ts'

/** Fewer cases are not enough to learn from. */
const LEAST_CASES = 20
/** The newest cases, and of each the beginning of its text, which says what it is about. */
const MOST_CASES = 2000
const MOST_CHARACTERS = 400
/** The newest fifth is held back as the test set, if it has at least this many cases. */
const TEST_SHARE = 5
const LEAST_TESTED = 10

/**
 * Learns from the office's own assigned cases which department a text belongs to, and records the accuracy of the first
 * guess on the newest ones. Runs nightly and at every start.
 */
export async function trainRouter(ctx: Context): Promise<void> {
  const rows = (await assignedCases(ctx.db.read, MOST_CASES)).reverse()
  if (rows.length < LEAST_CASES) return
  const labelled = rows.map(({ title, text, departmentId }) => ({
    title,
    text: text.slice(0, MOST_CHARACTERS),
    label: departmentId!,
  }))
  const tested = labelled.slice(labelled.length - Math.floor(labelled.length / TEST_SHARE))
  const enough = tested.length >= LEAST_TESTED
  const right = enough ? await rightGuesses(labelled.slice(0, -tested.length), tested) : 0
  const model = await trainGently(labelled, yieldToEventLoop)
  learnedOf(ctx).router = model.labels.length > 1 ? model : null
  const now = ctx.now()
  await ctx.db.inTransaction(tx =>
    keepTraining(tx, {
      day: shanghaiDate(now),
      at: now,
      cases: labelled.length,
      tested: enough ? tested.length : 0,
      accuracy: enough ? right / tested.length : null,
      labels: model.labels.length,
    }),
  )
}

type Labelled = { title: string; text: string; label: string }

/** Answers residents between the steps of training. */
const yieldToEventLoop = () => new Promise<void>(done => setImmediate(done))

async function rightGuesses(training: readonly Labelled[], tested: readonly Labelled[]): Promise<number> {
  const model = await trainGently(training, yieldToEventLoop)
  return tested.filter(row => model.predict(row)[0]?.label === row.label).length
}
