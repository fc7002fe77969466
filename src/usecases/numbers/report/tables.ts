import { CHANNEL_NAMES, type ChannelName } from '../../../domain/base/message.ts'
import { PERIOD_NAMES, type Period, periodOf, typeOf } from '../../../domain/base/period.ts'
import { type Cell, count, share, type Table, text } from '../../../domain/base/table.ts'
import type { BreakdownRow, Digest, DigestItem } from '../../../domain/numbers/digest-schema.ts'
import {
  BEFORE_LEDGER,
  FINGERPRINT_MEANING,
  reportFingerprint,
} from '../../../domain/numbers/report-fingerprint.ts'
import { KIND_NAMES, type Kind } from '../../../domain/office/kinds.ts'
import type { Series } from './series.ts'

export interface ReportNames {
  department(id: string | null): string | null
  area(id: string | null): string | null
  category(id: string | null): string | null
}

const BREAKDOWN = [
  share('按时答复率'),
  count('按时答复'),
  count('应答复'),
  share('答复率'),
  count('答复'),
  count('新收'),
  count('办结'),
  count('结转'),
  count('超期'),
]

const breakdown = (
  name: string,
  title: string,
  rows: readonly BreakdownRow[],
  say: (id: string | null) => string,
): Table => ({
  name,
  columns: [text(title), ...BREAKDOWN],
  rows: rows.map(r => [
    say(r.id),
    r.onTimeRate,
    r.answeredOnTime,
    r.cohort,
    r.replyRate,
    r.answered,
    r.received,
    r.concluded,
    r.carriedOut,
    r.overdue,
  ]),
})

const items = (name: string, list: readonly DigestItem[], names: ReportNames, note: string): Table => ({
  name,
  columns: [
    text('编号'),
    text('类型'),
    text('承办单位'),
    text('村（社区）'),
    text('到期日'),
    count('超期天数'),
    text('督办'),
  ],
  rows: list.map(i => [
    i.number,
    KIND_NAMES[i.kind],
    names.department(i.departmentId) ?? '未分派',
    names.area(i.areaId) ?? '不清楚',
    i.dueOn,
    i.daysOverdue,
    i.supervised ? '是' : '',
  ]),
  note,
})

/** Every number of a digest, as tables: the workbook's sheets and the letter's tables. */
export function digestTables(d: Digest, names: ReportNames): Table[] {
  const { next, last } = PERIOD_NAMES[typeOf(periodOf(d.period))]
  const figures: [string, Cell][] = [
    [`${last}结转`, d.carriedIn],
    ['新收', d.received],
    ['其中重新办理', d.reopened],
    ['办结', d.concluded],
    ['其中答复', d.concludedBy.answered],
    ['其中不予受理', d.concludedBy.declined],
    ['其中群众撤回', d.concludedBy.withdrawn],
    ['其中记为无效件', d.concludedBy.setAside],
    [`结转${next}`, d.carriedOut],
    ['应答复', d.cohort],
    ['按时答复', d.answeredOnTime],
    ['答复（不论早晚）', d.answered],
    ['按延期后日子的应答复', d.cohortExtended],
    ['按延期后日子的按时答复', d.answeredOnTimeExtended],
    ['延期次数', d.extensions],
    ['暂停计时次数', d.clockStops.count],
    ['暂停计时天数', d.clockStops.days],
    ['不予受理', d.declined],
    ['群众撤回', d.withdrawn],
    ['无效件', d.setAside],
    ['并案', d.merged],
    ['给出的答复', d.delivery.replied],
    ['送达', d.delivery.delivered],
    ['已看', d.delivery.read],
    ['没送到', d.delivery.undelivered],
    ['满 30 天的答复', d.stood.answers],
    ['其中没有反复', d.stood.stood],
    ['邀请评价', d.ratings.invited],
    ...([5, 4, 3, 2, 1] as const).map((n): [string, Cell] => [
      `${n} 分`,
      d.ratings.distribution[String(n) as '1'],
    ]),
    ['发出过的编号', d.numbers.issued],
    ['其中还欠答复', d.numbers.owed],
    ['其中已答复', d.numbers.answered],
    ['其中不予受理', d.numbers.declined],
    ['其中已撤回', d.numbers.withdrawn],
    ['其中无效件', d.numbers.setAside],
  ]
  return [
    { name: '各项数', columns: [text('项目'), count('件数')], rows: figures, note: d.definition },
    {
      name: '近八期',
      columns: [
        text('期'),
        share('按时答复率'),
        count('按时答复'),
        count('应答复'),
        share('区间下限'),
        share('区间上限'),
      ],
      rows: d.trailing.map(w => [
        w.week,
        w.onTimeRate,
        w.answeredOnTime,
        w.cohort,
        w.interval?.low ?? null,
        w.interval?.high ?? null,
      ]),
      note: '区间是 95% 的威尔逊区间。',
    },
    breakdown('按承办单位', '承办单位', d.byDepartment, id => names.department(id) ?? '未分派'),
    breakdown('按类型', '类型', d.byKind, id => (id === null ? '' : KIND_NAMES[id as Kind])),
    breakdown('按村（社区）', '村（社区）', d.byArea, id => names.area(id) ?? '不清楚'),
    breakdown('按类别', '类别', d.byCategory, id => names.category(id) ?? '未分类'),
    breakdown('按渠道', '渠道', d.byChannel, id => (id === null ? '' : CHANNEL_NAMES[id as ChannelName])),
    items(
      '超期',
      d.overdueNow.items,
      names,
      `共 ${d.overdueNow.count} 件，列出前 ${d.overdueNow.items.length} 件。`,
    ),
    items(
      '下期到期',
      d.dueNextWeek.items,
      names,
      `共 ${d.dueNextWeek.count} 件，列出前 ${d.dueNextWeek.items.length} 件。`,
    ),
  ]
}

/** What the report's numbers were computed from, for those who compare it with others. */
export function ledgerTable(d: Digest): Table {
  const name = '台账'
  const columns = [text('项目'), text('内容')]
  const fingerprint = reportFingerprint(d)
  if (!d.ledger || fingerprint === null) return { name, columns, rows: [], note: BEFORE_LEDGER }
  const { size, root } = d.ledger
  return {
    name,
    columns,
    rows: [
      ['台账指纹', fingerprint],
      ['条数', String(size)],
      ['根（base64）', root],
    ],
    note: FINGERPRINT_MEANING,
  }
}

/** The data of the charts: the course of the period, ages of open cases and times to answer. */
export function seriesTables({ course, ages, answerTimes }: Series, period: Pick<Period, 'id'>): Table[] {
  const daily = ['week', 'month'].includes(typeOf(period))
  const buckets = (name: string, title: string, rows: Series['ages'], note: string): Table[] =>
    rows.length === 0
      ? []
      : [{ name, columns: [text(title), count('件数')], rows: rows.map(b => [b.name, b.count]), note }]
  return [
    {
      name: daily ? '逐日' : '逐周',
      columns: [
        text(daily ? '日期' : '周'),
        count('新收'),
        count('办结'),
        count('应答复'),
        count('按时答复'),
        count(daily ? '当天末超期' : '周末超期'),
      ],
      rows: course.map(p => [p.name, p.received, p.concluded, p.cohort, p.onTime, p.overdue]),
    },
    ...buckets('在办天数', '收到以后', ages, '还在办的件，从收到那天算起，自然日。'),
    ...buckets('首次答复用时', '用了', answerTimes, '从收到到第一次答复，工作日。群众撤回的不算。'),
  ]
}
