import { z } from 'zod'
import { Refusal } from '../../domain/base/errors.ts'
import { monthsOf, type Period, parsePeriod } from '../../domain/base/period.ts'
import { type Cell, count, score, share, type Table, text } from '../../domain/base/table.ts'
import { endOf } from '../../domain/base/week.ts'
import {
  addFound,
  type Judged,
  judge,
  judgeVisit,
  MEASURE_NAMES,
  nothingFound,
  type Score,
  type ScoredIndicator,
  scoreOf,
  speedOf,
} from '../../domain/numbers/assessment.ts'
import { spanOf } from '../../domain/numbers/digest.ts'
import { addSpeed, type SpeedSums, speedRows } from '../../domain/numbers/speed.ts'
import { visitRounds } from '../../domain/numbers/visit.ts'
import { KIND_NAMES, type Kind } from '../../domain/office/kinds.ts'
import type { Actor } from '../../domain/people/actor.ts'
import { may, scopeOf } from '../../domain/people/policy.ts'
import { isDuplicate } from '../../store/base/database.ts'
import { addDigest, latestDigest } from '../../store/numbers/digests.ts'
import { remarksOf, visitsDueFrom } from '../../store/numbers/visits.ts'
import type { Context } from '../base/context.ts'
import type { ReportProgress } from '../base/long-work.ts'
import { casesAffecting } from '../cases/moving/cases-affecting.ts'
import { namesOf } from '../cases/moving/open-case.ts'
import { countAll } from './count-all.ts'

interface Assessment {
  period: Period
  scores: Score[]
  /** 承诺提速 and 办理提速, of what the viewer may see. */
  speed: SpeedSums
}

/** The scope under which findings are stored; no department has such an id. */
const SCOPE = '$assessment'

const speedSum = z.object({ cases: z.int(), promised: z.int(), used: z.int(), statutory: z.int() })
const stored = z.object({
  /** The rules it was found by; other rules give other faults. */
  rules: z.string(),
  departments: z.record(z.string(), z.array(z.object({ base: z.int(), faults: z.array(z.string()) }))),
  speed: z.record(z.string(), z.record(z.string(), speedSum)),
})
type Stored = z.infer<typeof stored>
type Found = Pick<Stored, 'departments' | 'speed'>

/**
 * Who may see the scores of which period.
 * @throws Refusal `forbidden`, `malformed` for no period, or `not_found` when office.yaml has no indicators.
 */
export function assessablePeriod(ctx: Context, name: string, by: Actor): Period {
  if (by.kind === 'officer' && !may(by, 'seeBoard')) throw new Refusal('forbidden', '您的角色不能看考核。')
  if (ctx.content().office.assessment.length === 0)
    throw new Refusal('not_found', 'office.yaml 里还没有写 assessment（量化考核的各项和分值）。')
  return parsePeriod(name, ctx.now())
}

/**
 * The departments' scores of a period by the office's own table of indicators, and every deduction with its case. A
 * quarter or a year adds its months up, so that each month's score stands. Findings of a finished week or month are
 * stored until the rules or that period's digest change: a year of 200,000 cases is then twelve rows.
 * @throws Refusal as `assessablePeriod`
 */
export async function assessment(
  ctx: Context,
  name: string,
  by: Actor,
  report: ReportProgress = () => {},
): Promise<Assessment> {
  const period = assessablePeriod(ctx, name, by)
  const own = by.kind === 'officer' ? scopeOf(by) : null
  const { office } = ctx.content()
  await countAll(ctx)
  const parts = monthsOf(period, ctx.now())
  const whole = new Map<string, Judged>(office.departments.map(d => [d.id, nothingFound(office.assessment)]))
  const speed: SpeedSums = {}
  for (const [i, part] of parts.entries()) {
    const found = await foundIn(ctx, part, ({ done, total }) =>
      report({ done: i + (total === 0 ? 0 : done / total), total: parts.length }),
    )
    for (const [department, kinds] of Object.entries(found.speed)) {
      if (own !== null && department !== own) continue
      for (const [kind, sum] of Object.entries(kinds)) addSpeed(speed, department, kind, sum)
    }
    for (const [id, judged] of Object.entries(found.departments)) {
      const sum = whole.get(id) ?? nothingFound(office.assessment)
      addFound(sum, judged)
      whole.set(id, sum)
    }
  }
  const scores = [...whole]
    .filter(([id]) => own === null || id === own)
    .map(([id, judged]) => scoreOf(id, judged, office.assessment))
  return { period, scores, speed }
}

/** The findings of a week or a month: stored ones, or found now and stored when the period is over. */
async function foundIn(ctx: Context, period: Period, report: ReportProgress): Promise<Found> {
  return (await keptFindings(ctx, period, await rulesOf(ctx, period))) ?? findAndKeep(ctx, period, report)
}

/** The stored findings of a period by these rules, if any. */
export async function keptFindings(ctx: Context, { id }: Period, rules: string): Promise<Found | null> {
  const last = await latestDigest(ctx.db.read, id, SCOPE)
  if (!last) return null
  // Findings of an older version have another shape and are found anew.
  const kept = stored.safeParse(JSON.parse(last.data))
  return kept.success && kept.data.rules === rules ? kept.data : null
}

/**
 * Finds them now, and stores them when the period is over. @param pauseBetweenBatches awaited between parts of the
 * work
 */
export async function findAndKeep(
  ctx: Context,
  period: Period,
  report: ReportProgress = () => {},
  pauseBetweenBatches?: () => Promise<void>,
): Promise<Found> {
  const rules = await rulesOf(ctx, period)
  const found = await find(ctx, period, report, pauseBetweenBatches)
  if (endOf(period) > ctx.now()) return found
  const data = JSON.stringify({ rules, ...found } satisfies Stored)
  try {
    await ctx.db.inTransaction(async tx => {
      const before = await latestDigest(tx, period.id, SCOPE)
      const reason = before ? '考核的规则变了，或这一期的记录有更正。' : null
      await addDigest(tx, period.id, data, ctx.now(), reason, SCOPE)
    })
  } catch (error) {
    if (!isDuplicate(error)) throw error // another process found the same
  }
  return found
}

/** What findings depend on besides the cases. */
export async function rulesOf(ctx: Context, period: Period): Promise<string> {
  const { office } = ctx.content()
  return JSON.stringify({
    indicators: office.assessment.map(({ measure, target }) => [measure, target ?? null]),
    limits: Object.entries(office.deadlines).map(([kind, rule]) => [kind, rule.statutoryWorkingDays ?? null]),
    digest: (await latestDigest(ctx.db.read, period.id))?.version ?? null,
  })
}

async function find(
  ctx: Context,
  period: Period,
  report: ReportProgress,
  pauseBetweenBatches?: () => Promise<void>,
): Promise<Found> {
  const { office, calendar } = ctx.content()
  const span = spanOf(period, ctx.now())
  const rules = { calendar, deadlines: office.deadlines, hours: office.hours }
  const departments: Record<string, Judged> = {}
  const speed: SpeedSums = {}
  for await (const part of casesAffecting(ctx.db.read, span, report, pauseBetweenBatches)) {
    for (const { record, facts, holder } of part) {
      const fast = speedOf({ facts, events: record.events }, span, rules)
      if (fast) addSpeed(speed, holder ?? '', facts.kind, fast)
      if (holder === null) continue
      departments[holder] ??= nothingFound(office.assessment)
      judge(departments[holder], { facts, events: record.events }, office.assessment, span, rules)
    }
  }
  if (office.assessment.some(i => i.measure === 'visits')) {
    for await (const part of visitsDueFrom(ctx.db.read, span.from)) {
      for (const { id, departmentId, dueOn, answeredAt, ...row } of part) {
        const rounds = visitRounds({ dueOn, answeredAt, remarks: remarksOf(row) })
        departments[departmentId] ??= nothingFound(office.assessment)
        judgeVisit(departments[departmentId], { id, rounds }, office.assessment, span)
      }
    }
  }
  return { departments, speed }
}

/** What a fault is called and where it is at the desk: a case, or a visit by its id. */
export const faultPlace = (measure: ScoredIndicator['measure'], fault: string) =>
  measure === 'visits'
    ? { text: `明查暗访 ${fault}`, href: `/desk/visits/${fault}` }
    : { text: fault, href: `/desk/cases/${fault}` }

/** The scores as a table for export. */
export function scoreTable(ctx: Context, scores: readonly Score[]): Table {
  const { department } = namesOf(ctx.content())
  const { assessment: indicators } = ctx.content().office
  return {
    name: '得分',
    columns: [
      text('承办单位'),
      score('总分'),
      ...indicators.map(i => score(`${MEASURE_NAMES[i.measure].name}（${i.points}）`)),
    ],
    rows: scores.map(s => [department(s.departmentId), s.total, ...s.indicators.map(i => i.score)]),
    note: '没有件可看的一项不打分（无），其余各项按比例折成 100 分。季度和年度由各月的件数相加。',
  }
}

/** 承诺提速 and 办理提速 by kind and by department (NUMBERS, rule 11). */
export function speedTables(ctx: Context, speed: SpeedSums): Table[] {
  const { department } = namesOf(ctx.content())
  const table = (title: string, by: 'kind' | 'department', nameOf: (id: string) => string): Table => ({
    name: `按${title}提速`,
    columns: [
      text(title),
      count('件数'),
      count('法定工作日'),
      count('承诺工作日'),
      count('实际工作日'),
      share('承诺提速'),
      share('办理提速'),
    ],
    rows: speedRows(speed, by).map(r => [
      nameOf(r.id),
      r.cases,
      r.statutory,
      r.promised,
      r.used,
      r.promiseSpeed,
      r.handlingSpeed,
    ]),
    note: '提速 = 1 − 天数 ÷ 法定天数，都按工作日相加。只算法律定了期限的件；还没有答复的算到这一期末。负数是比法定还慢。',
  })
  return [
    table('类型', 'kind', id => KIND_NAMES[id as Kind] ?? id),
    table('承办单位', 'department', id => (id && department(id)) || '还没有分派'),
  ]
}

/** Every deduction with its case, as an iterator: a year may have a hundred thousand. */
export function deductionTable(ctx: Context, scores: readonly Score[]) {
  const { department } = namesOf(ctx.content())
  return {
    name: '扣分明细',
    columns: [
      text('承办单位'),
      text('项目'),
      text('扣分原因'),
      text('编号'),
      score('扣分'),
      count('看的件数'),
    ],
    *rows(): Generator<Cell[]> {
      for (const s of scores) {
        for (const i of s.indicators) {
          const { fault } = MEASURE_NAMES[i.measure]
          for (const number of i.faults)
            yield [
              department(s.departmentId),
              i.name,
              fault,
              faultPlace(i.measure, number).text,
              i.perCase,
              i.base,
            ]
        }
      }
    },
  }
}
