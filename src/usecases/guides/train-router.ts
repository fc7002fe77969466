import { shanghaiDate } from '../../domain/base/civil-date.ts'
import { trainGently } from '../../search/mod.ts'
import { assignedCases } from '../../store/cases/similar-cases.ts'
import { keepTraining } from '../../store/guides/router-trainings.ts'
import type { Context } from '../base/context.ts'
import { learnedOf } from './learned.ts'

/** Fewer teach nothing. */
const LEAST = 20
/** The newest so many; of each its beginning, which says what it is about. */
const MOST = 2000
const CHARACTERS = 400
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
  const right = enough ? await rightGuesses(labelled.slice(0, -tested.length), tested) : 0
  const model = await trainGently(labelled, letOthersIn)
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

/** Residents who wrote meanwhile are answered in between. */
const letOthersIn = () => new Promise<void>(done => setImmediate(done))

async function rightGuesses(taught: readonly Labelled[], tested: readonly Labelled[]): Promise<number> {
  const model = await trainGently(taught, letOthersIn)
  return tested.filter(row => model.predict(row)[0]?.label === row.label).length
}
