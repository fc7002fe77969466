import { sayCell, type Table } from '../../../domain/base/table.ts'
import { type Desk, DeskLayout } from './desk-layout.tsx'
import { Scroll } from './scroll.tsx'

const NUMBER = /^\d{4}-\d{5,7}-\d$/

/** Whether the first column holds sentences, not names. */
const isWordy = ({ rows }: Table) => rows.some(([first]) => String(first).length > 20)

/** A page of tables. A case's number in a cell links to the case. */
export const TablesPage = ({
  desk,
  title,
  tables,
  download,
  links = [],
  problem,
}: {
  desk: Desk
  title: string
  tables: readonly Table[]
  download: string
  /** Other pages of the same. */
  links?: readonly { href: string; text: string }[]
  problem?: string | undefined
}) => (
  <DeskLayout desk={desk} title={title} place="dashboard" problem={problem}>
    <article class="sheet wide">
      <p class="crumbs">
        <a href="/desk/dashboard">统计</a>
      </p>
      <h1>{title}</h1>
      <p>
        <a href={download}>下载 Excel</a>
        {links.map(({ href, text }) => (
          <span key={href}>
            ，<a href={href}>{text}</a>
          </span>
        ))}
      </p>
      {tables.map(table => (
        <TableSection key={table.name} table={table} />
      ))}
    </article>
  </DeskLayout>
)

/** One table with its name above and its note below. */
export const TableSection = ({ table }: { table: Table }) => (
  <section>
    <h2>{table.name}</h2>
    {table.rows.length === 0 ? <p class="hint">没有。</p> : <Figures table={table} />}
    {table.note && <p class="hint">{table.note}</p>}
  </section>
)

/** A table without its name. The first column has the row headers. */
export const Figures = ({ table }: { table: Table }) => (
  <Scroll label={table.name}>
    <table class={isWordy(table) ? 'list figures wordy' : 'list figures'}>
      <TableHead titles={table.columns.map(c => c.title)} />
      <tbody>
        {table.rows.map((row, r) => (
          <tr key={r}>
            {row.map((cell, i) => {
              const words = sayCell(cell, table.columns[i]!)
              const shown = NUMBER.test(words) ? <a href={`/desk/cases/${words}`}>{words}</a> : words
              return i === 0 ? (
                <th key={i} scope="row">
                  {shown}
                </th>
              ) : (
                <td key={i}>{shown}</td>
              )
            })}
          </tr>
        ))}
      </tbody>
    </table>
  </Scroll>
)

/** The header row of a table. */
export const TableHead = ({ titles }: { titles: readonly string[] }) => (
  <thead>
    <tr>
      {titles.map(title => (
        <th key={title} scope="col">
          {title}
        </th>
      ))}
    </tr>
  </thead>
)

/** Column titles of a breakdown by department, area or category; the title of its first column comes before them. */
export const FIGURE_TITLES = ['按时 / 应答复', '按时答复率', '新收', '办结', '结转', '超期'] as const
