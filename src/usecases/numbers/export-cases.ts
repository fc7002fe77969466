import { shanghaiDate } from '../../domain/base/civil-date.ts'
import { CHANNEL_NAMES, type ChannelName } from '../../domain/base/message.ts'
import { type Cell, type Column, count, text } from '../../domain/base/table.ts'
import { STATUS_NAMES, type Status } from '../../domain/cases/case.ts'
import { sayWay } from '../../domain/cases/case-key.ts'
import { clockOf, clockTime } from '../../domain/cases/clock.ts'
import { KIND_NAMES, type Kind } from '../../domain/office/kinds.ts'
import type { Actor } from '../../domain/people/actor.ts'
import { clockedOf } from '../../store/cases/clock.ts'
import { lastEventsOf } from '../../store/cases/record.ts'
import type { Context } from '../base/context.ts'
import { namesOf } from '../cases/moving/open-case.ts'
import { allCases, demandCaseAccess, type ListFilter } from '../cases/shown/list-cases.ts'
import { shownText } from '../office/shown-text.ts'
import { casesBehind, type DashboardQuery, MEASURES, type MeasureName } from './dashboard.ts'

/** A table whose rows are read during the download, because a list may have a million cases. */
export interface LongTable {
  name: string
  columns: readonly Column[]
  rows: () => AsyncGenerator<readonly Cell[]>
}

/** A resident's acts that decide about a case; the list shows the route each came by. */
const DONE_BY = { rated: '评价', reopened: '重新办理', withdrawn: '撤回' } as const

/** `评价：查询码，核对了登记的电话；撤回：对话`, the last of each. */
const saidWays = (acts: ReadonlyMap<string, Record<string, unknown>> | undefined): string =>
  Object.entries(DONE_BY)
    .flatMap(([type, name]) => {
      const way = sayWay(acts?.get(type) ?? {})
      return way ? [`${name}：${way}`] : []
    })
    .join('；')

const date = (title: string): Column => ({ title, kind: 'date' })

/**
 * The queue's list as a table, without residents' names and phones.
 * @throws Refusal `forbidden` at once
 */
export function casesTable(ctx: Context, filter: ListFilter, by: Actor): LongTable {
  demandCaseAccess(by)
  const names = namesOf(ctx.content())
  const at = clockTime(ctx.now(), ctx.content().calendar)
  const shown = shownText(ctx)
  return {
    name: '诉求件',
    columns: [
      text('编号'),
      text('类型'),
      text('状态'),
      text('标题'),
      text('渠道'),
      text('村（社区）'),
      text('分类'),
      text('承办单位'),
      text('经办人'),
      date('收到'),
      date('答复期限'),
      text('超期'),
      date('答复'),
      count('评分'),
      text('评价、重新办理、撤回的方式'),
    ],
    async *rows() {
      for await (const part of allCases(ctx, filter, by)) {
        const ids = part
          .filter(c => c.rating !== null || c.reopenedAt || c.status === 'withdrawn')
          .map(c => c.id)
        const acts = await lastEventsOf(ctx.db.read, ids, Object.keys(DONE_BY))
        for (const c of part) {
          const late = clockOf(clockedOf(c), at) === 'overdue'
          yield [
            c.number,
            KIND_NAMES[c.kind as Kind],
            STATUS_NAMES[c.status as Status],
            shown(c.title),
            CHANNEL_NAMES[c.channel as ChannelName],
            names.area(c.areaId) ?? '',
            names.category(c.categoryId) ?? '',
            names.department(c.departmentId) ?? '',
            c.officer?.name ?? '',
            shanghaiDate(c.receivedAt),
            c.replyDueOn,
            late ? '是' : '',
            c.answeredAt ? shanghaiDate(c.answeredAt) : '',
            c.rating ?? '',
            saidWays(acts.get(c.id)),
          ]
        }
      }
    },
  }
}

/**
 * The cases behind a number of the dashboard.
 * @throws Refusal as `casesBehind`, when the rows are read
 */
export function behindTable(
  ctx: Context,
  query: DashboardQuery & { measure: MeasureName; key?: string },
  by: Actor,
): LongTable {
  return {
    name: MEASURES[query.measure].name,
    columns: [text('编号'), text('类型'), text('标题')],
    async *rows() {
      for (let after: string | null = null; ; ) {
        const { items, next }: Awaited<ReturnType<typeof casesBehind>> = await casesBehind(
          ctx,
          { ...query, ...(after !== null && { after }) },
          by,
          200,
        )
        for (const { number, kind, title } of items) yield [number, KIND_NAMES[kind], title]
        if (next === null) return
        after = next
      }
    },
  }
}
