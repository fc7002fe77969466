import { shanghaiDate } from '../base/civil-date.ts'

/**
 * The line of dates of an item: published, commented on, answered, put right, published again. Computed from what is public
 * anyway, so that it cannot say more than the page below it.
 */

/** A version as the line needs it. */
export interface LineVersion {
  version: number
  /** When it was written. */
  savedAt: Date
  /** When the public could first read it; null while it cannot. */
  liveFrom: Date | null
  /** What changed and why. */
  change: string | null
  /** The id of the comment that led to it. */
  becauseOfId: number | null
}

/** A comment whose answer is public. */
export interface LineAnswer {
  id: number
  createdAt: Date
  publishedAt: Date | null
}

export interface LineInput {
  versions: readonly LineVersion[]
  /** All comments, those without a public answer included. */
  comments: { count: number; first: Date | null }
  answers: readonly LineAnswer[]
  /** When it was taken down and why, if the public reads it no longer. */
  takenDown?: { at: Date; reason: string | null } | null | undefined
  /** When the result of a consultation was published. */
  concludedAt?: Date | null | undefined
}

/** One step. `nth`: the place of the comment that led to it among those with a public answer, from 1. */
export type LineStep = { at: Date } & (
  | { step: 'published'; version: number }
  | { step: 'commented'; count: number }
  | { step: 'answered'; count: number }
  | { step: 'corrected'; version: number; nth: number | null; commentId: number; change: string | null }
  | { step: 'republished'; version: number; change: string | null }
  | { step: 'concluded' }
  | { step: 'takenDown'; reason: string | null }
)

/** Of steps at the same moment: what leads to what. */
const ORDER: readonly LineStep['step'][] = [
  'published',
  'commented',
  'answered',
  'corrected',
  'republished',
  'concluded',
  'takenDown',
]

/** The steps in the order of their times. Empty for an item that the public has never read. */
export function itemLine({ versions, comments, answers, takenDown, concludedAt }: LineInput): LineStep[] {
  const live = versions
    .filter((version): version is LineVersion & { liveFrom: Date } => version.liveFrom !== null)
    .sort((a, b) => a.liveFrom.getTime() - b.liveFrom.getTime() || a.version - b.version)
  const [first, ...later] = live
  if (!first) return []
  const shown = answers.filter(answer => answer.publishedAt !== null).sort((a, b) => a.id - b.id)
  const nthOf = (id: number) => shown.findIndex(answer => answer.id === id) + 1 || null
  const steps: LineStep[] = [
    { step: 'published', at: first.liveFrom, version: first.version },
    ...(comments.first && comments.count > 0
      ? [{ step: 'commented' as const, at: comments.first, count: comments.count }]
      : []),
    ...answeredDays(shown.map(answer => answer.publishedAt!)),
    ...later.flatMap(({ version, savedAt, liveFrom, change, becauseOfId }): LineStep[] => [
      ...(becauseOfId === null
        ? []
        : [
            {
              step: 'corrected' as const,
              // Written before it went out, whatever the clocks of two processes say.
              at: new Date(Math.min(savedAt.getTime(), liveFrom.getTime())),
              version,
              nth: nthOf(becauseOfId),
              commentId: becauseOfId,
              change,
            },
          ]),
      // What changed is said once.
      { step: 'republished', at: liveFrom, version, change: becauseOfId === null ? change : null },
    ]),
    ...(concludedAt ? [{ step: 'concluded' as const, at: concludedAt }] : []),
    ...(takenDown ? [{ step: 'takenDown' as const, ...takenDown }] : []),
  ]
  return steps
    .map((step, i) => ({ step, i }))
    .sort(
      (a, b) =>
        a.step.at.getTime() - b.step.at.getTime() ||
        ORDER.indexOf(a.step.step) - ORDER.indexOf(b.step.step) ||
        a.i - b.i,
    )
    .map(({ step }) => step)
}

/** Answers that were published on the same day are one step, at the time of the first. */
function answeredDays(times: readonly Date[]): LineStep[] {
  const days = new Map<string, { at: Date; count: number }>()
  for (const at of [...times].sort((a, b) => a.getTime() - b.getTime())) {
    const day = days.get(shanghaiDate(at))
    if (day) day.count += 1
    else days.set(shanghaiDate(at), { at, count: 1 })
  }
  return [...days.values()].map(day => ({ step: 'answered', ...day }))
}
