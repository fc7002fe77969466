import { shanghaiDate } from '../../../domain/base/civil-date.ts'
import { count, type Table, text } from '../../../domain/base/table.ts'
import {
  isVisitOverdue,
  VISIT_KINDS,
  VISIT_STATUS_NAMES,
  type VisitKind,
  type VisitStatus,
} from '../../../domain/numbers/visit.ts'
import { LEVEL_NAMES, MARK_LEVELS } from '../../../domain/office/supervision-rules.ts'
import type { OfficerActor } from '../../../domain/people/actor.ts'
import { scopeOf } from '../../../domain/people/policy.ts'
import { type MarkPlace, marksSet } from '../../../store/numbers/marks.ts'
import { type ListedVisit, type VisitPlace, visitsByDay } from '../../../store/numbers/visits.ts'
import type { Context } from '../../base/context.ts'
import { namesOf } from '../../cases/moving/open-case.ts'
import { shownText } from '../../office/shown-text.ts'
import type { Sheet } from '../report/xlsx.ts'
import {
  type DepartmentMarks,
  daysAsked,
  demandMarks,
  type MarkDays,
  rankMarks,
  type ShownMark,
  showMarks,
  spanOfDays,
  sumMarks,
} from './list-marks.ts'

/** What a sheet of paper names; the workbook has all of them. */
const ON_PAPER = 200
const PART = 500

/** A visit that found something wrong. */
export interface BulletinVisit {
  department: string
  area: string | null
  kind: string
  title: string
  visitedOn: string
  status: string
}

export interface Bulletin extends MarkDays {
  ranking: DepartmentMarks[]
  /** Not taken back; the latest first. */
  marks: ShownMark[]
  visits: BulletinVisit[]
  /** There are more than are named here. */
  more: boolean
}

/**
 * 通报: what the electronic supervision and the visits of some days found, in this officer's scope.
 * @throws Refusal `forbidden`, `malformed`
 */
export async function bulletin(
  ctx: Context,
  by: OfficerActor,
  asked: { from?: string; to?: string },
): Promise<Bulletin> {
  demandMarks(by)
  const span = daysAsked(ctx, asked)
  const own = scopeOf(by) ?? undefined
  const marks = await marksSet(ctx.db.read, spanOfDays(span, own), null, ON_PAPER + 1, { counted: true })
  const visits = await visitsByDay(ctx.db.read, { departmentId: own, ...span }, null, ON_PAPER + 1)
  return {
    ...span,
    ranking: await rankMarks(ctx, by, span),
    marks: await showMarks(ctx, by, marks.slice(0, ON_PAPER)),
    visits: visits.slice(0, ON_PAPER).filter(isBad).map(showVisit(ctx)),
    more: marks.length > ON_PAPER || visits.length > ON_PAPER,
  }
}

const isBad = (v: ListedVisit) => v.verdict === 'bad'

function showVisit(ctx: Context): (v: ListedVisit) => BulletinVisit {
  const names = namesOf(ctx.content())
  const shown = shownText(ctx)
  const today = shanghaiDate(ctx.now())
  return v => {
    const late = isVisitOverdue({ status: v.status as VisitStatus, dueOn: v.dueOn }, today)
    return {
      department: names.department(v.departmentId) ?? v.departmentId,
      area: names.area(v.areaId),
      kind: VISIT_KINDS[v.kind as VisitKind],
      title: shown(v.title),
      visitedOn: v.visitedOn,
      status: `${VISIT_STATUS_NAMES[v.status as VisitStatus]}${late ? '，已超期' : ''}`,
    }
  }
}

/** How a mark stands. */
export const markState = (m: ShownMark): string =>
  m.lifted ? `已撤销：${m.lifted.reason}` : m.endedAt ? '已消除' : '还在'

/** The ranking as a table. */
export const rankingTable = (ranking: readonly DepartmentMarks[]): Table => {
  const sum = sumMarks(ranking)
  return {
    name: '各承办单位',
    columns: [text('承办单位'), ...[...MARK_LEVELS].reverse().map(l => count(LEVEL_NAMES[l]))],
    rows: [
      ...ranking.map(r => [r.department, r.red, r.yellow, r.warning]),
      ['合计', sum.red, sum.yellow, sum.warning],
    ],
    note: '按红牌、黄牌、预警从多到少排。撤销的不算。',
  }
}

/** The sheets of the workbook: the ranking, every mark (also those taken back, with the reason), every visit. */
export async function bulletinSheets(ctx: Context, by: OfficerActor, b: Bulletin): Promise<Sheet[]> {
  const own = scopeOf(by) ?? undefined
  const show = showVisit(ctx)
  return [
    rankingTable(b.ranking),
    {
      name: '逐件',
      columns: ['级别', '规则', '承办单位', '编号', '类型', '从哪天起', '现在'].map(text),
      rows: async function* () {
        for (let behind: MarkPlace | null = null; ; ) {
          const rows = await marksSet(ctx.db.read, spanOfDays(b, own), behind, PART)
          for (const m of await showMarks(ctx, by, rows))
            yield [m.levelText, m.rule, m.department, m.number, m.kind, m.since, markState(m)]
          const last = rows.at(-1)
          if (!last || rows.length < PART) return
          behind = { at: last.at, id: last.id }
        }
      },
    },
    {
      name: '明查暗访',
      columns: ['日期', '承办单位', '村（社区）', '方式', '发现的问题', '办理'].map(text),
      rows: async function* () {
        for (let behind: VisitPlace | null = null; ; ) {
          const rows = await visitsByDay(
            ctx.db.read,
            { departmentId: own, from: b.from, to: b.to },
            behind,
            PART,
          )
          for (const v of rows.filter(isBad).map(show))
            yield [v.visitedOn, v.department, v.area ?? '', v.kind, v.title, v.status]
          const last = rows.at(-1)
          if (!last || rows.length < PART) return
          behind = { day: last.visitedOn, id: last.id }
        }
      },
    },
  ]
}
