import { count, type Table, text } from '../../domain/base/table.ts'
import { namedRows } from '../../domain/numbers/annual/published.ts'
import {
  COMMENT_STATES,
  type CommentState,
  ITEM_DIMENSION_IDS,
  ITEM_DIMENSIONS,
  ITEM_MEASURE_IDS,
  ITEM_MEASURES,
  type ItemFigures,
  TREATMENTS,
  totalFigures,
} from '../../domain/publish/item-counts.ts'
import type { CountedLine, CountedQuery, OpenCounts } from '../../usecases/publish/open-counts.ts'
import { type Desk, DeskLayout } from '../shell/parts/desk-layout.tsx'
import { Scroll } from '../shell/parts/scroll.tsx'
import { TableHead } from '../shell/parts/tables.tsx'

const OPINIONS = { ...TREATMENTS, untreated: '还没有处理' } as const

/** The address of a list of what a number counts. */
export const countedHref = (parts: Record<string, string | undefined>): string =>
  `/desk/items/counts/list?${new URLSearchParams(
    Object.entries(parts).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  )}`

/** Comments and opinions of these days as a table, for the workbook. */
export const treatmentTable = ({ comments: { comments, opinions }, consultations }: OpenCounts): Table => ({
  name: '留言、意见和征集',
  columns: [text('项目'), count('数量')],
  rows: [
    ['留言和提问', comments.total],
    ...(Object.keys(COMMENT_STATES) as CommentState[]).map(s => [`其中：${COMMENT_STATES[s]}`, comments[s]]),
    ['公开征求意见（次）', consultations.opened],
    ['其中：已公布结果', consultations.concluded],
    ['其中：已结束，没有公布结果', consultations.silent],
    ['征集到的意见', opinions.total],
    ...(Object.keys(OPINIONS) as (keyof typeof OPINIONS)[]).map(t => [`其中：${OPINIONS[t]}`, opinions[t]]),
  ],
})

const Counted = ({ value, href }: { value: number; href: string }) =>
  value === 0 ? <>0</> : <a href={href}>{value}</a>

export function CountsPage({ desk, counts: c }: { desk: Desk; counts: OpenCounts }) {
  const days = { from: c.from, to: c.to }
  const cells = (figures: ItemFigures, by?: string, key?: string) =>
    ITEM_MEASURE_IDS.map(what => (
      <td key={what}>
        <Counted value={figures[what]} href={countedHref({ ...days, what, by, key })} />
      </td>
    ))
  const total = totalFigures(c.items)
  const { comments, opinions } = c.comments
  const line = (name: string, value: number, parts: Record<string, string | undefined> | null) => (
    <tr key={name}>
      <th scope="row">{name}</th>
      <td>{parts === null ? value : <Counted value={value} href={countedHref({ ...days, ...parts })} />}</td>
    </tr>
  )
  return (
    <DeskLayout desk={desk} title="信息统计" place="item-counts">
      <article class="sheet wide">
        <h1>信息统计</h1>
        <form class="filters" method="get" action="/desk/items/counts">
          <label>
            从 <input type="date" name="from" value={c.from} required />
          </label>
          <label>
            到 <input type="date" name="to" value={c.to} required />
          </label>
          <button type="submit">看</button>
        </form>
        <p>
          <a href={`/desk/items/counts.xlsx?${new URLSearchParams(days)}`}>下载 Excel</a>
        </p>
        {c.only !== null && <p class="hint">只算{c.only}的。</p>}
        <p class="hint">
          公开：头一次公开的条数。更新：再次公开新版本的次数。撤下：撤下或公示期满。公开过的都算，后来撤下的也算。点数字看是哪些。
        </p>
        {ITEM_DIMENSION_IDS.map(by => (
          <section key={by} aria-label={`按${ITEM_DIMENSIONS[by]}`}>
            <h2>按{ITEM_DIMENSIONS[by]}</h2>
            <Scroll label={`按${ITEM_DIMENSIONS[by]}`}>
              <table class="list figures">
                <TableHead titles={[ITEM_DIMENSIONS[by], ...ITEM_MEASURE_IDS.map(m => ITEM_MEASURES[m])]} />
                <tbody>
                  {namedRows(c.items, by, c.names).map(row => (
                    <tr key={row.key}>
                      <th scope="row">{row.name}</th>
                      {cells(row.figures, by, row.key)}
                    </tr>
                  ))}
                  <tr>
                    <th scope="row">合计</th>
                    {cells(total)}
                  </tr>
                </tbody>
              </table>
            </Scroll>
          </section>
        ))}
        <section aria-label="渠道">
          <h2>渠道</h2>
          <table class="list figures">
            <TableHead titles={['渠道', '数量']} />
            <tbody>
              {line('网站（公开和更新）', total.published + total.updated, null)}
              {line('微信公众号推文', total.wechat, { what: 'wechat' })}
            </tbody>
          </table>
        </section>
        <section aria-label="留言和意见">
          <h2>留言和意见</h2>
          <table class="list figures">
            <TableHead titles={['项目', '数量']} />
            <tbody>
              {line('留言和提问', comments.total, { what: 'comments' })}
              {(Object.keys(COMMENT_STATES) as CommentState[]).map(state =>
                line(`其中：${COMMENT_STATES[state]}`, comments[state], { what: 'comments', state }),
              )}
              {line('公开征求意见（次）', c.consultations.opened, { what: 'consultations' })}
              {line('其中：已公布结果', c.consultations.concluded, null)}
              {line('其中：已结束，没有公布结果', c.consultations.silent, null)}
              {line('征集到的意见', opinions.total, { what: 'opinions' })}
              {(Object.keys(OPINIONS) as (keyof typeof OPINIONS)[]).map(state =>
                line(`其中：${OPINIONS[state]}`, opinions[state], { what: 'opinions', state }),
              )}
            </tbody>
          </table>
        </section>
      </article>
    </DeskLayout>
  )
}

/** A list of counted items or comments. */
export const CountedLines = ({ lines }: { lines: readonly CountedLine[] }) =>
  lines.length === 0 ? (
    <p class="empty">没有。</p>
  ) : (
    <ul class="rows">
      {lines.map((line, i) => (
        <li key={i}>
          <span>
            {line.caseNumber === undefined ? (
              <>
                <a class="number" href={`/desk/items/${line.number}`}>
                  {line.number}
                </a>{' '}
                {line.title}
              </>
            ) : (
              <>
                <a class="number" href={`/desk/cases/${line.caseNumber}`}>
                  {line.caseNumber}
                </a>{' '}
                说的是 <a href={`/desk/items/${line.number}`}>{line.number}</a>
              </>
            )}
          </span>
          <span class="tag">
            {line.on}
            {line.place && ` ${line.place}`}
          </span>
        </li>
      ))}
    </ul>
  )

export function CountedPage({
  desk,
  query,
  from,
  to,
  title,
  lines,
  next,
}: {
  desk: Desk
  query: CountedQuery
  from: string
  to: string
  title: string
  lines: readonly CountedLine[]
  next: string | null
}) {
  return (
    <DeskLayout desk={desk} title={title} place="item-counts">
      <article class="sheet wide">
        <p class="crumbs">
          <a href={`/desk/items/counts?${new URLSearchParams({ from, to })}`}>信息统计</a>
        </p>
        <h1>{title}</h1>
        <p class="hint">
          {from} 至 {to}
        </p>
        <CountedLines lines={lines} />
        {next !== null && (
          <p>
            <a href={countedHref({ ...query, after: next })}>下一页</a>
          </p>
        )}
      </article>
    </DeskLayout>
  )
}
