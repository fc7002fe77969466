import { MOVES } from '../../domain/cases/moves.ts'
import type { Calendar } from '../../domain/office/calendar.ts'
import type { board } from '../../usecases/cases/shown/board.ts'
import { Csrf, type Desk, DeskLayout } from '../shell/parts/desk-layout.tsx'
import { TableHead } from '../shell/parts/tables.tsx'
import { sayTime, timeLeft } from '../shell/parts/time-left.tsx'
import { queueUrl } from './queue.page.tsx'

type BoardProps = Awaited<ReturnType<typeof board>> & {
  desk: Desk
  now: Date
  calendar: Calendar
  notice?: string | undefined
  /** Public replies that this officer should review, up to a hundred. */
  forReview: number
  /** Columns of the catalogue that are late; null for those who may not know. */
  lateColumns: number | null
}

/** The instruction that the button sends for the manager; other texts are written on the case's page. */
const INSTRUCTION = '已经超期，请尽快答复群众，并回复办到哪一步。'

const Figure = ({ value, loud = false }: { value: number; loud?: boolean }) => (
  <td class={loud && value > 0 ? 'figure overdue' : 'figure'}>{value}</td>
)

export function BoardPage({
  desk,
  now,
  calendar,
  notice,
  rows,
  weeks,
  late,
  moreLate,
  forReview,
  lateColumns,
}: BoardProps) {
  const sum = (name: 'open' | 'dueToday' | 'overdue') => rows.reduce((all, row) => all + row[name], 0)
  return (
    <DeskLayout desk={desk} title="看板" place="board" notice={notice}>
      <div class="board">
        <h1>看板</h1>
        <p class="hint">
          {sayTime(now.toISOString(), now)}的情况。
          <button type="button" class="quiet needs-script" data-print>
            打印
          </button>
        </p>
        {forReview > 0 && (
          <p>
            <a href="/desk/replies?state=review">
              公开的答复要复核：{forReview >= 100 ? '100 份以上' : `${forReview} 份`}
            </a>
          </p>
        )}
        {lateColumns !== null && lateColumns > 0 && (
          <p class="flash soon">
            公开目录里有 {lateColumns} 个栏目超期没有更新。<a href="/desk/items/columns">看是哪些</a>
          </p>
        )}
        <h2>谁手上有多少</h2>
        <table class="holders">
          <thead>
            <tr>
              <th scope="col">承办单位</th>
              <th scope="col">承办人</th>
              <th scope="col" class="figure">
                在办
              </th>
              <th scope="col" class="figure">
                今天到期
              </th>
              <th scope="col" class="figure">
                已超期
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map(row => (
              <tr key={`${row.department} ${row.holder?.login}`}>
                <td class="unit">
                  {row.department ? (
                    <a href={queueUrl({}, { view: 'open', department: row.department })}>
                      {row.departmentName}
                    </a>
                  ) : (
                    row.departmentName
                  )}
                </td>
                <td class="holder">{row.holder?.name ?? '还没有人接'}</td>
                <Figure value={row.open} />
                <Figure value={row.dueToday} />
                <Figure value={row.overdue} loud />
              </tr>
            ))}
          </tbody>
          <tfoot>
            <tr>
              <th scope="row" colSpan={2}>
                合计
              </th>
              <Figure value={sum('open')} />
              <Figure value={sum('dueToday')} />
              <Figure value={sum('overdue')} loud />
            </tr>
          </tfoot>
        </table>

        <h2>这周和上周</h2>
        <table>
          <thead>
            <tr>
              <th scope="col">次数</th>
              <th scope="col" class="figure">
                这周到现在
              </th>
              <th scope="col" class="figure">
                上周全周
              </th>
            </tr>
          </thead>
          <tbody>
            {weeks.map(row => (
              <tr key={row.name}>
                <th scope="row">{row.name}</th>
                <Figure value={row.thisWeek} />
                <Figure value={row.lastWeek} />
              </tr>
            ))}
          </tbody>
        </table>

        <h2>已超期</h2>
        {late.length === 0 ? (
          <p class="empty">没有超期的。</p>
        ) : (
          <table class="late">
            <TableHead titles={['时限', '诉求', '谁手上', '督办']} />
            <tbody>
              {late.map(item => (
                <tr key={item.number}>
                  <td class="overdue">{timeLeft(item, item.clock, now, calendar).text}</td>
                  <td>
                    <a href={`/desk/cases/${item.number}`}>{item.title}</a>
                  </td>
                  <td>
                    {item.departmentName ?? '未分派'}
                    {item.assignee && `，${item.assignee.name}`}
                  </td>
                  <td>
                    <Supervise desk={desk} item={item} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
        {moreLate && (
          <p>
            <a href="/desk?view=overdue">看全部超期的</a>
          </p>
        )}
      </div>
    </DeskLayout>
  )
}

function Supervise({ desk, item }: { desk: Desk; item: BoardProps['late'][number] }) {
  if (item.supervisionDueOn) return <>等回复</>
  if (!(MOVES.supervise.who as readonly string[]).includes(desk.officer.role)) return null
  return (
    <form method="post" action={`/desk/cases/${item.number}/moves/supervise`} data-once>
      <Csrf desk={desk} />
      <input type="hidden" name="version" value={item.version} />
      <input type="hidden" name="instruction" value={INSTRUCTION} />
      <button type="submit" aria-label={`督办 ${item.title}`}>
        督办
      </button>
    </form>
  )
}
