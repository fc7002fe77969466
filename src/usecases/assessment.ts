import { type Assessed, assess, MEASURE_NAMES, type Score } from '../domain/assessment.ts'
import type { Actor } from '../domain/case.ts'
import { DAY } from '../domain/civil-date.ts'
import { spanOf } from '../domain/digest.ts'
import { Refusal } from '../domain/errors.ts'
import { factsOf } from '../domain/facts.ts'
import { type Period, parsePeriod } from '../domain/period.ts'
import { may, scopeOf } from '../domain/policy.ts'
import { count, score, type Table, text } from '../domain/table.ts'
import { STOOD_DAYS } from '../domain/tally.ts'
import { countChanges, recordsOf } from '../store/counts.ts'
import { touchedBetween } from '../store/digests.ts'
import type { Context } from './context.ts'
import { namesOf } from './open-case.ts'

const PART = 200

export interface Assessment {
  period: Period
  scores: Score[]
  tables: Table[]
}

/**
 * The departments' scores of a period by the office's own table of indicators, and every deduction with its case.
 * @throws Refusal `forbidden`, `malformed` for no period, or `not_found` when office.yaml has no indicators.
 */
export async function assessment(ctx: Context, periodName: string, by: Actor): Promise<Assessment> {
  if (by.kind === 'officer' && !may(by, 'seeBoard')) throw new Refusal('forbidden', '您的角色不能看考核。')
  const own = by.kind === 'officer' ? scopeOf(by) : null
  const { office, calendar } = ctx.content()
  if (office.assessment.length === 0)
    throw new Refusal('not_found', 'office.yaml 里还没有写 assessment（量化考核的各项和分值）。')
  const period = parsePeriod(periodName, ctx.now())
  const span = spanOf(period, ctx.now())
  await countChanges(ctx.db)
  const cases = new Map<string, Assessed[]>(office.departments.map(d => [d.id, []]))
  const from = new Date(span.begin - (STOOD_DAYS + 1) * DAY)
  const ids = await touchedBetween(ctx.db.read, from, new Date(span.until))
  for (let i = 0; i < ids.length; i += PART) {
    for (const record of await recordsOf(ctx.db.read, ids.slice(i, i + PART))) {
      const facts = factsOf(record)
      const holder = facts.holders.findLast(h => h.at < span.until)?.departmentId
      if (holder) cases.get(holder)?.push({ facts, events: record.events })
    }
  }
  const rules = { calendar, deadlines: office.deadlines }
  const scores = [...cases]
    .filter(([id]) => own === null || id === own)
    .map(([id, mine]) => assess(id, mine, office.assessment, span, rules))
  return { period, scores, tables: tablesOf(ctx, scores) }
}

function tablesOf(ctx: Context, scores: readonly Score[]): Table[] {
  const { department } = namesOf(ctx.content())
  const { assessment: indicators } = ctx.content().office
  return [
    {
      name: '得分',
      columns: [
        text('承办单位'),
        score('总分'),
        ...indicators.map(i => score(`${MEASURE_NAMES[i.measure].name}（${i.points}）`)),
      ],
      rows: scores.map(s => [department(s.departmentId), s.total, ...s.indicators.map(i => i.score)]),
      note: '没有件可看的一项不打分（无），其余各项按比例折成 100 分。',
    },
    {
      name: '扣分明细',
      columns: [
        text('承办单位'),
        text('项目'),
        text('扣分原因'),
        text('编号'),
        score('扣分'),
        count('看的件数'),
      ],
      rows: scores.flatMap(s =>
        s.indicators.flatMap(i =>
          i.faults.map(number => [
            department(s.departmentId),
            i.name,
            MEASURE_NAMES[i.measure].fault,
            number,
            i.perCase,
            i.base,
          ]),
        ),
      ),
    },
  ]
}
