import { type Period, sayPeriod, shiftPeriod } from '../../domain/base/period.ts'
import { NONE, type Table } from '../../domain/base/table.ts'
import { MEASURE_NAMES, type Score, type ScoredIndicator } from '../../domain/numbers/assessment.ts'
import { faultPlace } from '../../usecases/numbers/assessment.ts'
import { type Desk, DeskLayout } from '../shell/parts/desk-layout.tsx'
import { Scroll } from '../shell/parts/scroll.tsx'
import { TableSection } from '../shell/parts/tables.tsx'

type NameOf = (id: string | null) => string | null
const points = (value: number | null) => (value === null ? NONE : value.toFixed(1))
const place = (period: Period) => `/desk/assessment/${period.id}`

/** Each department's score, item by item; deductions link to their cases. */
export function AssessmentPage({
  desk,
  period,
  title,
  scores,
  speed,
  nameOf,
}: {
  desk: Desk
  period: Period
  title: string
  scores: readonly Score[]
  speed: readonly Table[]
  nameOf: NameOf
}) {
  const items = scores[0]?.indicators ?? []
  const before = shiftPeriod(period, -1)
  return (
    <DeskLayout desk={desk} title={title} place="dashboard">
      <article class="sheet wide">
        <p class="crumbs">
          <a href="/desk/dashboard">统计</a>
        </p>
        <h1>{title}</h1>
        <p class="row-links">
          <a href={`${place(period)}.xlsx`}>下载 Excel（含每一笔扣分）</a>
          <a href={place(before)}>{sayPeriod(before)}</a>
        </p>
        <Scroll label="得分">
          <table class="list figures scores">
            <thead>
              <tr>
                <th scope="col">承办单位</th>
                <th scope="col">总分</th>
                {items.map(i => (
                  <th key={i.measure} scope="col">
                    {i.name}
                    <small>（{i.points} 分）</small>
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {scores.map(s => (
                <tr key={s.departmentId}>
                  <th scope="row">{nameOf(s.departmentId)}</th>
                  <td>
                    <b>{points(s.total)}</b>
                  </td>
                  {s.indicators.map(i => (
                    <td key={i.measure}>
                      {points(i.score)}
                      <Cost period={period} department={s.departmentId} item={i} />
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </Scroll>
        <p class="hint">
          小字是扣分的件数和看的件数，点开看是哪些件。没有件可看的一项不打分（无），其余各项按比例折成 100
          分。季度和年度由各月的件数相加。
        </p>
        {speed.map(table => (
          <TableSection key={table.name} table={table} />
        ))}
      </article>
    </DeskLayout>
  )
}

const Cost = ({ period, department, item }: { period: Period; department: string; item: ScoredIndicator }) =>
  item.base === 0 ? null : (
    <small class="cost">
      {item.faults.length === 0 ? (
        `0 / ${item.base}`
      ) : (
        <a href={`${place(period)}/${department}/${item.measure}`}>
          {item.faults.length} / {item.base}
        </a>
      )}
    </small>
  )

const PAGE = 100

/** The cases behind one department's loss of points in one item. */
export function DeductionsPage({
  desk,
  period,
  title,
  score,
  indicator: i,
  page,
  nameOf,
}: {
  desk: Desk
  period: Period
  title: string
  score: Score
  indicator: ScoredIndicator
  page: number
  nameOf: NameOf
}) {
  const department = nameOf(score.departmentId)
  const pages = Math.max(1, Math.ceil(i.faults.length / PAGE))
  const at = Math.min(page, pages)
  const here = `${place(period)}/${score.departmentId}/${i.measure}`
  return (
    <DeskLayout desk={desk} title={`${i.name}扣分`} place="dashboard">
      <article class="sheet wide">
        <p class="crumbs">
          <a href="/desk/dashboard">统计</a> / <a href={place(period)}>{title}</a>
        </p>
        <h1>
          {department}：{i.name}
        </h1>
        <p>
          得 {points(i.score)} 分（满分 {i.points}）。看了 {i.base} 件，其中 {i.faults.length} 件
          {MEASURE_NAMES[i.measure].fault}
          {i.perCase !== null && i.faults.length > 0 && `，每件扣 ${i.perCase.toPrecision(2)} 分`}。
        </p>
        <ul class="numbers">
          {i.faults.slice((at - 1) * PAGE, at * PAGE).map((fault, n) => {
            const { text, href } = faultPlace(i.measure, fault)
            return (
              <li key={n}>
                <a class="number" href={href}>
                  {text}
                </a>
              </li>
            )
          })}
        </ul>
        {pages > 1 && (
          <nav class="pages" aria-label="翻页">
            {at > 1 && <a href={`${here}?page=${at - 1}`}>上一页</a>}
            <span>
              第 {at} 页，共 {pages} 页
            </span>
            {at < pages && <a href={`${here}?page=${at + 1}`}>下一页</a>}
          </nav>
        )}
      </article>
    </DeskLayout>
  )
}
