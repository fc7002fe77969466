import { rateOf, sayRate } from '../../domain/base/rate.ts'
import { count, share, type Table, text } from '../../domain/base/table.ts'
import { ENOUGH_CASES } from '../../domain/base/wilson.ts'
import type { Dimension } from '../../domain/numbers/counts.ts'
import type { Tally } from '../../domain/numbers/tally.ts'
import { KIND_NAMES } from '../../domain/office/kinds.ts'
import {
  type BehindItem,
  type Dashboard,
  MEASURES,
  type MeasureName,
} from '../../usecases/numbers/dashboard.ts'
import { type Desk, DeskLayout } from '../shell/parts/desk-layout.tsx'
import { Scroll } from '../shell/parts/scroll.tsx'
import { FIGURE_TITLES, TableHead } from '../shell/parts/tables.tsx'

const BY: Record<Dimension, string> = {
  department: '承办单位',
  kind: '类型',
  area: '村（社区）',
  category: '类别',
  channel: '渠道',
}
const STEPS = { day: '天', week: '周', month: '月' } as const

/** The page's content as tables for export. */
export function dashboardTables(d: Dashboard): Table[] {
  const cells = (t: Tally) => [
    rateOf(t.answeredOnTime, t.cohort),
    t.answeredOnTime,
    t.cohort,
    rateOf(t.answered, t.cohort),
    t.received,
    t.concluded,
    t.carriedOut,
    t.overdue,
  ]
  const columns = [
    share('按时答复率'),
    count('按时答复'),
    count('应答复'),
    share('答复率'),
    count('新收'),
    count('办结'),
    count('结转'),
    count('超期'),
  ]
  return [
    {
      name: `按${BY[d.by]}`,
      columns: [text(BY[d.by]), ...columns],
      rows: [...d.rows.map(r => [r.name, ...cells(r.tally)]), ['合计', ...cells(d.total)]],
    },
    {
      name: `逐${STEPS[d.step]}`,
      columns: [
        text('日期'),
        count('新收'),
        count('办结'),
        count('应答复'),
        count('按时答复'),
        share('按时答复率'),
        count('结转'),
        count('超期'),
      ],
      rows: d.course.map(p => [
        p.name,
        p.received,
        p.concluded,
        p.cohort,
        p.onTime,
        rateOf(p.onTime, p.cohort),
        p.carriedOut,
        p.overdue,
      ]),
    },
  ]
}

const query = (parts: Record<string, string | number | undefined>) =>
  new URLSearchParams(
    Object.entries(parts).flatMap(([k, v]) => (v === undefined ? [] : [[k, String(v)]])),
  ).toString()

export function DashboardPage({ desk, dashboard: d }: { desk: Desk; dashboard: Dashboard }) {
  const asked = { from: d.from, to: d.to, by: d.by, step: d.step }
  const address = query(asked)
  const number = (measure: MeasureName, value: number, days: { from: string; to: string }, key?: string) =>
    value === 0 ? (
      0
    ) : (
      <a href={`/desk/dashboard/cases?${query({ measure, from: days.from, to: days.to, by: d.by, key })}`}>
        {value}
      </a>
    )
  const cells = (t: Tally, key?: string) => (
    <>
      <td>
        {number('onTime', t.answeredOnTime, d, key)} / {number('cohort', t.cohort, d, key)}
      </td>
      <td class={t.cohort < ENOUGH_CASES ? 'off' : undefined}>
        {sayRate(rateOf(t.answeredOnTime, t.cohort))}
      </td>
      <td>{number('received', t.received, d, key)}</td>
      <td>{number('concluded', t.concluded, d, key)}</td>
      <td>{number('carriedOut', t.carriedOut, d, key)}</td>
      <td>{number('overdue', t.overdue, d, key)}</td>
    </>
  )
  return (
    <DeskLayout desk={desk} title="统计" place="dashboard">
      <article class="sheet wide">
        <h1>统计</h1>
        <form class="filters" method="get" action="/desk/dashboard">
          <label>
            从 <input type="date" name="from" value={d.from} required />
          </label>
          <label>
            到 <input type="date" name="to" value={d.to} required />
          </label>
          {d.department === null && (
            <label>
              分组{' '}
              <select name="by">
                {Object.entries(BY).map(([id, name]) => (
                  <option key={id} value={id} selected={id === d.by}>
                    按{name}
                  </option>
                ))}
              </select>
            </label>
          )}
          <label>
            走势{' '}
            <select name="step">
              {Object.entries(STEPS).map(([id, name]) => (
                <option key={id} value={id} selected={id === d.step}>
                  按{name}
                </option>
              ))}
            </select>
          </label>
          <button type="submit">看</button>
        </form>
        <p>
          下载这一页：<a href={`/desk/dashboard.xlsx?${address}`}>Excel</a>，
          <a href={`/desk/dashboard.csv?${address}`}>CSV</a>
        </p>
        <p>
          整张的表：<a href={`/desk/annual/${d.to.slice(0, 4)}`}>{d.to.slice(0, 4)} 年度</a>，
          <a href={`/desk/assessment/${d.to.slice(0, 7)}`}>{Number(d.to.slice(5, 7))} 月量化考核</a>
        </p>
        <p class="sum">
          结转 <b>{d.total.carriedIn}</b> + 新收 <b>{d.total.received}</b> = 办结 <b>{d.total.concluded}</b> +
          结转 <b>{d.total.carriedOut}</b>
        </p>
        <p class="hint">数字和周报同一个算法，只看这几天里知道的事；今天到期的明天起算。点数字看是哪些件。</p>
        <section aria-label={`按${BY[d.by]}`}>
          <Scroll label="主要数字">
            <table class="list figures">
              <TableHead titles={[BY[d.by], ...FIGURE_TITLES]} />
              <tbody>
                {d.rows.map(row => (
                  <tr key={row.id}>
                    <th scope="row">{row.name}</th>
                    {cells(row.tally, row.id ?? '')}
                  </tr>
                ))}
                <tr>
                  <th scope="row">合计</th>
                  {cells(d.total)}
                </tr>
              </tbody>
            </table>
          </Scroll>
        </section>
        {d.rows.length === 0 ? (
          <p class="empty">这几天没有件。换几天看看。</p>
        ) : (
          <section aria-label="走势">
            <h2>新收（蓝）、办结（棕）和期末超期（红线），件</h2>
            <img
              src={`/desk/dashboard/course.svg?${address}`}
              width="760"
              height="260"
              alt="新收、办结和期末超期，数字在下面的表里"
            />
            <h2>按时答复率</h2>
            <img
              src={`/desk/dashboard/rate.svg?${address}`}
              width="760"
              height="260"
              alt="按时答复率，数字在下面的表里"
            />
            <h2>期末还欠着的</h2>
            <img
              src={`/desk/dashboard/open.svg?${address}`}
              width="760"
              height="240"
              alt="期末结转，数字在下面的表里"
            />
            <Scroll label="分项数字">
              <table class="list figures">
                <thead>
                  <tr>
                    <th scope="col">{STEPS[d.step]}</th>
                    <th scope="col">新收</th>
                    <th scope="col">办结</th>
                    <th scope="col">按时 / 应答复</th>
                    <th scope="col">结转</th>
                    <th scope="col">超期</th>
                  </tr>
                </thead>
                <tbody>
                  {d.course.map(p => (
                    <tr key={p.from}>
                      <th scope="row">{p.name}</th>
                      <td>{number('received', p.received, p)}</td>
                      <td>{number('concluded', p.concluded, p)}</td>
                      <td>
                        {number('onTime', p.onTime, p)} / {number('cohort', p.cohort, p)}
                      </td>
                      <td>{number('carriedOut', p.carriedOut, p)}</td>
                      <td>{number('overdue', p.overdue, p)}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </Scroll>
          </section>
        )}
      </article>
    </DeskLayout>
  )
}

export function CasesBehindPage({
  desk,
  measure,
  query: asked,
  items,
  next,
}: {
  desk: Desk
  measure: MeasureName
  query: Record<string, string | number>
  items: readonly BehindItem[]
  next: string | null
}) {
  const { after: _, ...days } = asked
  return (
    <DeskLayout desk={desk} title={MEASURES[measure].name}>
      <article class="sheet wide">
        <p class="crumbs">
          <a href={`/desk/dashboard?${query({ from: days['from'], to: days['to'], by: days['by'] })}`}>
            统计
          </a>
        </p>
        <h1>{MEASURES[measure].name}</h1>
        {items.length === 0 && <p class="empty">{next === null ? '没有。' : '还在找，请看下一页。'}</p>}
        <ul class="rows">
          {items.map(item => (
            <li key={item.number}>
              <span>
                <a class="number" href={`/desk/cases/${item.number}`}>
                  {item.number}
                </a>{' '}
                {KIND_NAMES[item.kind]}，{item.title}
              </span>
              {item.times > 1 && <span class="tag">这段时间里算 {item.times} 次</span>}
            </li>
          ))}
        </ul>
        {next !== null && (
          <p>
            <a href={`/desk/dashboard/cases?${query({ measure, ...days, after: next })}`}>下一页</a>
          </p>
        )}
        {items.length > 0 && (
          <p>
            全部下载：<a href={`/desk/dashboard/cases.csv?${query({ measure, ...days })}`}>CSV</a>{' '}
            <a href={`/desk/dashboard/cases.xlsx?${query({ measure, ...days })}`}>Excel</a>
          </p>
        )}
      </article>
    </DeskLayout>
  )
}
