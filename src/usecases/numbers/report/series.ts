import { daysBetween, shanghaiDate } from '../../../domain/base/civil-date.ts'
import { type Period, piecesOf, typeOf } from '../../../domain/base/period.ts'
import { spanOf } from '../../../domain/numbers/digest.ts'
import { emptyTally } from '../../../domain/numbers/tally.ts'
import { firstRepliesBetween, owedReceipts } from '../../../store/numbers/digests.ts'
import type { Context } from '../../base/context.ts'
import { countBy, countTotal } from '../count.ts'
import { countAll } from '../count-all.ts'

/** The data of a digest's charts: the course of the period, ages of open cases, times to answer. */
export interface Series {
  /** By day in a week or month, by week in a quarter or year. */
  course: {
    name: string
    received: number
    concluded: number
    cohort: number
    onTime: number
    overdue: number
  }[]
  /** Open cases by days since receipt. */
  ages: Bucket[]
  /** Cases first answered in the period by working days from receipt to that answer. */
  answerTimes: Bucket[]
}

interface Bucket {
  name: string
  count: number
}

const AGES = [3, 7, 15, 30, 60] as const
const TIMES = [1, 2, 3, 5, 7, 10, 15, 20] as const

/** Empty buckets up to each edge and one for larger values, and the function that adds a value to its bucket. */
function bucketsOf(edges: readonly number[], unit: string) {
  const buckets = edges.map((edge, i) => {
    const first = (edges[i - 1] ?? -1) + 1
    const name = i === 0 ? `≤${edge}${unit}` : first === edge ? `${edge}${unit}` : `${first}–${edge}${unit}`
    return { name, count: 0 }
  })
  const rest = { name: `>${edges.at(-1)}${unit}`, count: 0 }
  const add = (value: number) => {
    const i = edges.findIndex(edge => value <= edge)
    ;(buckets[i] ?? rest).count++
  }
  return { buckets: [...buckets, rest] satisfies Bucket[], add }
}

/** @param department only the cases it holds; without ages and times, which exist for the office only */
export async function seriesOf(ctx: Context, period: Period, department?: string): Promise<Series> {
  await countAll(ctx)
  const now = ctx.now()
  const db = ctx.db.read
  const type = typeOf(period)
  const [to] = [shanghaiDate(now), period.to].sort()
  const course: Series['course'] = []
  for (const piece of piecesOf(period.from, to!, type === 'week' || type === 'month' ? 'day' : 'week')) {
    const t = department
      ? ((await countBy(db, 'department', piece, now, { key: department })).get(department) ?? emptyTally())
      : await countTotal(db, piece, now)
    course.push({
      name: piece.name,
      received: t.received,
      concluded: t.concluded,
      cohort: t.cohort,
      onTime: t.answeredOnTime,
      overdue: t.overdue,
    })
  }
  if (department) return { course, ages: [], answerTimes: [] }
  const { begin, until } = spanOf(period, now)
  const end = new Date(until)
  const day = shanghaiDate(new Date(until - 1))
  const { calendar } = ctx.content()
  const ages = bucketsOf(AGES, '天')
  for (const at of await owedReceipts(db, end)) ages.add(daysBetween(shanghaiDate(at), day))
  const times = bucketsOf(TIMES, '天')
  for await (const part of firstRepliesBetween(db, new Date(begin), end))
    for (const { receivedAt, repliedAt } of part)
      times.add(calendar.workingDaysBetween(shanghaiDate(receivedAt), shanghaiDate(repliedAt)))
  return { course, ages: ages.buckets, answerTimes: times.buckets }
}
