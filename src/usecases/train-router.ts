import { shanghaiDate } from '../domain/civil-date.ts'
import { train } from '../search/mod.ts'
import { keepTraining } from '../store/router-trainings.ts'
import { assignedCases } from '../store/similar-cases.ts'
import type { Context } from './context.ts'
import { learnedOf } from './learned.ts'

/** Fewer teach nothing. */
const LEAST = 20
/** Learning holds up everything else in this process: so many, and of each its beginning, take about half a second. */
const MOST = 600
const CHARACTERS = 200
/** The newest fifth is held back to measure with, when that is enough to say something. */
const HELD_BACK = 5
const LEAST_TESTED = 10

/**
 * Learns from the office's own assigned cases which department a text belongs to, and writes down how often the first
 * guess would have been right on the newest ones. Nightly and at every start.
 */
export async function trainRouter(ctx: Context): Promise<void> {
  const rows = (await assignedCases(ctx.db.read, MOST)).reverse()
  if (rows.length < LEAST) return
  const labelled = rows.map(({ title, text, departmentId }) => ({
    title,
    text: text.slice(0, CHARACTERS),
    label: departmentId!,
  }))
  const tested = labelled.slice(labelled.length - Math.floor(labelled.length / HELD_BACK))
  const enough = tested.length >= LEAST_TESTED
  const right = enough ? rightGuesses(labelled.slice(0, -tested.length), tested) : 0
  // Residents who wrote meanwhile are answered in between.
  await new Promise(done => setImmediate(done))
  const model = train(labelled)
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

function rightGuesses(taught: readonly Labelled[], tested: readonly Labelled[]): number {
  const model = train(taught)
  return tested.filter(row => model.predict(row)[0]?.label === row.label).length
}
