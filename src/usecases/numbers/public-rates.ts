import { addDays } from '../../domain/base/civil-date.ts'
import { Refusal } from '../../domain/base/errors.ts'
import { type Period, parsePeriod, shiftPeriod, typeOf } from '../../domain/base/period.ts'
import { rateOf } from '../../domain/base/rate.ts'
import type { Week } from '../../domain/base/week.ts'
import { RATE_DEFINITION } from '../../domain/numbers/digest.ts'
import type { Digest } from '../../domain/numbers/digest-schema.ts'
import type { LedgerCounts } from '../../domain/numbers/ledger/counts.ts'
import {
  type GroupRow,
  type GroupTable,
  seasonsTable,
  seasonsUntil,
  weekTable,
} from '../../domain/numbers/public-groups.ts'
import { SMALLEST_SHOWN } from '../../domain/numbers/suppress.ts'
import type { Tally } from '../../domain/numbers/tally.ts'
import { KIND_NAMES, KINDS, type Kind } from '../../domain/office/kinds.ts'
import { firstDigests, firstWeek, latestDigest } from '../../store/numbers/digests.ts'
import type { Context } from '../base/context.ts'
import { namesOf } from '../cases/moving/open-case.ts'
import { countTotal } from './count.ts'
import { countAll } from './count-all.ts'
import { getDigest } from './make-digest.ts'

/** A figure that anybody may see, with what it means in plain words. */
export interface PublicFigure {
  id: string
  name: string
  value: number | null
  of?: { part: number; whole: number }
  meaning: string
}

export interface PublicRow {
  id: string | null
  name: string
  /** Null where the cell is too small to publish; then the whole row is null. */
  received: number | null
  cohort: number | null
  answeredOnTime: number | null
  onTimeRate: number | null
  suppressed: boolean
}

export interface PublicRates {
  period: { week: string; from: string; to: string }
  definition: string
  version: number
  /** The numbers that the ledger proves, by docs/ledger.md. */
  counts: LedgerCounts
  /** The size of the ledger they were computed from; null for a period before it began. */
  ledger: Digest['ledger']
  /** The period before, when it is published. */
  before: string | null
  /** Why this version differs from the one published before. */
  correction: string | null
  figures: PublicFigure[]
  byKind: PublicRow[]
  byDepartment: PublicRow[]
  trailingYear: {
    from: string
    to: string
    figures: PublicFigure[]
    /** The days of the two tables: whole seasons of thirteen weeks; null before the first is over. */
    groups: { from: string; to: string } | null
    byKind: PublicRow[]
    byDepartment: PublicRow[]
  }
  note: string
}

function publicRows(table: GroupTable | null, name: (id: string | null) => string): PublicRow[] {
  return (table?.rows ?? []).map(({ id, received, cohort, answeredOnTime }) => {
    const bare = { id, name: name(id) }
    return table!.hidden.has(id)
      ? { ...bare, received: null, cohort: null, answeredOnTime: null, onTimeRate: null, suppressed: true }
      : {
          ...bare,
          received,
          cohort,
          answeredOnTime,
          onTimeRate: rateOf(answeredOnTime, cohort),
          suppressed: false,
        }
  })
}

type Numbers = Pick<
  Tally,
  | 'cohort'
  | 'answered'
  | 'answeredOnTime'
  | 'cohortExtended'
  | 'answeredOnTimeExtended'
  | 'received'
  | 'concluded'
  | 'carriedOut'
  | 'replied'
  | 'delivered'
  | 'extensions'
>

function figuresOf(t: Numbers): PublicFigure[] {
  const rate = (id: string, name: string, part: number, whole: number, meaning: string): PublicFigure => ({
    id,
    name,
    value: rateOf(part, whole),
    of: { part, whole },
    meaning,
  })
  const number = (id: string, name: string, value: number, meaning: string): PublicFigure => ({
    id,
    name,
    value,
    meaning,
  })
  return [
    rate(
      'onTimeRate',
      '按时答复率',
      t.answeredOnTime,
      t.cohort,
      '这段时间里到期的件，有多少在最早定的到期那天或之前得到了答复。答复要由工作人员写、另一位同事审核；“已收到”“正在办”和机器人的回答都不算。只减去群众自己撤回的。',
    ),
    rate('replyRate', '答复率', t.answered, t.cohort, '同样这些件，不论早晚，有多少已经得到答复。'),
    rate(
      'onTimeRateExtended',
      '按延期后的日子算的按时答复率',
      t.answeredOnTimeExtended,
      t.cohortExtended,
      `经批准延期的按新的日子算。这些件一共延期 ${t.extensions} 次。`,
    ),
    number('received', '新收', t.received, '新登记的编号，加上重新办理的。'),
    number('concluded', '办结', t.concluded, '答复了的、说明了不受理原因和去处的、群众自己撤回的。'),
    number('carriedOut', '还在办', t.carriedOut, '到这段时间结束时还欠着答复的。'),
    rate(
      'delivered',
      '送达',
      t.delivered,
      t.replied,
      '给出的答复里，已经送到群众手里的。发出不等于送到，所以分开数。',
    ),
  ]
}

const numbersOf = (d: Digest): Numbers => ({
  ...d,
  replied: d.delivery.replied,
  delivered: d.delivery.delivered,
})

const countsOf = (d: Digest): LedgerCounts => ({
  received: d.received,
  reopened: d.reopened,
  carriedIn: d.carriedIn,
  concluded: d.concluded,
  carriedOut: d.carriedOut,
  cohort: d.cohort,
  answered: d.answered,
  answeredOnTime: d.answeredOnTime,
  extensions: d.extensions,
  cohortExtended: d.cohortExtended,
  answeredOnTimeExtended: d.answeredOnTimeExtended,
  overdue: d.overdueNow.count,
  replied: d.delivery.replied,
  delivered: d.delivery.delivered,
  invited: d.ratings.invited,
  rated1: d.ratings.distribution[1],
  rated2: d.ratings.distribution[2],
  rated3: d.ratings.distribution[3],
  rated4: d.ratings.distribution[4],
  rated5: d.ratings.distribution[5],
})

type Groups = Pick<Digest, 'byKind' | 'byDepartment'>
const groupsIn = (data: string | undefined): Groups =>
  data === undefined ? { byKind: [], byDepartment: [] } : (JSON.parse(data) as Groups)

const SEASONS = 4

/**
 * The weeks of the last four seasons that are over by a day, season by season, as they were first published; fewer for
 * a young office. A season that lacks a report is not published.
 */
async function seasonsBefore(ctx: Context, to: string): Promise<{ weeks: Week[]; groups: Groups[] }[]> {
  const first = await firstWeek(ctx.db.read)
  if (first === undefined) return []
  const seasons = seasonsUntil(to, SEASONS).filter(weeks => weeks.at(-1)!.id >= first)
  const stored = await firstDigests(
    ctx.db.read,
    seasons.flat().map(w => w.id),
  )
  const whole = seasons.findIndex(weeks => weeks.some(w => w.id >= first && !stored.has(w.id)))
  return (whole < 0 ? seasons : seasons.slice(0, whole)).map(weeks => ({
    weeks: weeks.filter(w => w.id >= first),
    groups: weeks.map(w => groupsIn(stored.get(w.id))),
  }))
}

/**
 * What anybody may see of a period that is over: this period and the year up to its end, by kind and department. Only
 * counts of five and more, none of which can be computed from two tables (public-groups.ts), and no name, number or
 * text of any case. Tables are those of the first version, because a correction of one case would reveal it.
 * @throws Refusal `malformed` for no period or one to come, `not_found` before it is published.
 */
export async function publicRates(ctx: Context, name: string): Promise<PublicRates> {
  const period: Period = parsePeriod(name, ctx.now())
  const system = { kind: 'system' } as const
  if (!(await latestDigest(ctx.db.read, period.id)))
    throw new Refusal('not_found', `${name} 的数字还没有公布：每一期在结束后第一天 8:30 公布。`)
  const { digest: d, version, reason } = await getDigest(ctx, name, system)
  await countAll(ctx)
  const before = shiftPeriod(period, -1).id
  const year = { from: addDays(period.to, -364), to: period.to }
  const trailing = await countTotal(ctx.db.read, year, ctx.now())
  const names = namesOf(ctx.content())
  const kind = (id: string | null) => KIND_NAMES[id as Kind] ?? '其他'
  const department = (id: string | null) => names.department(id) ?? '还没有分派'
  const kinds: readonly string[] = KINDS
  const departments = ctx.content().office.departments.map(x => x.id)
  const ordered = (table: GroupTable | null, order: readonly string[]): GroupTable | null => {
    const rank = ({ id }: GroupRow) => (id !== null && order.includes(id) ? order.indexOf(id) : order.length)
    return table && { ...table, rows: [...table.rows].sort((a, b) => rank(a) - rank(b)) }
  }
  // Months and quarters share days with weeks: they have no tables.
  const own =
    typeOf(period) === 'week'
      ? groupsIn((await firstDigests(ctx.db.read, [period.id])).get(period.id))
      : groupsIn(undefined)
  const seasons = await seasonsBefore(ctx, period.to)
  const summed = (by: keyof Groups) => seasonsTable(seasons.map(s => s.groups.map(g => g[by])))
  return {
    period: d.period,
    definition: RATE_DEFINITION,
    version: version ?? 1,
    counts: countsOf(d),
    ledger: d.ledger,
    before: (await latestDigest(ctx.db.read, before)) ? before : null,
    correction: reason,
    figures: figuresOf(numbersOf(d)),
    byKind: publicRows(ordered(weekTable(own.byKind), kinds), kind),
    byDepartment: publicRows(ordered(weekTable(own.byDepartment), departments), department),
    trailingYear: {
      ...year,
      figures: figuresOf(trailing),
      groups:
        seasons.length === 0
          ? null
          : { from: seasons.at(-1)!.weeks[0]!.from, to: seasons[0]!.weeks.at(-1)!.to },
      byKind: publicRows(ordered(summed('byKind'), kinds), kind),
      byDepartment: publicRows(ordered(summed('byDepartment'), departments), department),
    },
    note: `分组里不满 ${SMALLEST_SHOWN} 件的不公布，以免认出是谁；为了不让别人用总数、或者拿两张表相减算出来，有时还会多隐去一组，或者不单独公布这一周，满 13 周合在一起公布；月、季不再分组。分组的数字以第一次公布的为准。合计照常公布。`,
  }
}
