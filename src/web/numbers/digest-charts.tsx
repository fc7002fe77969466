import type { Table } from '../../domain/base/table.ts'
import { Figures } from '../shell/parts/tables.tsx'

const CHARTS = [
  ['trend', '近八期按时答复率（%），浅色是 95% 区间', '近八期'],
  ['course', '新收（蓝）、办结（棕）和期末超期（红线），件', '逐'],
  ['ages', '还在办的件，收到以后几天', '在办天数'],
  ['times', '第一次答复用了几个工作日，件', '首次答复用时'],
] as const

/** Drawn on the server; a table below each has the same numbers, for readers who cannot see it. */
export const Charts = ({ week, asked, shown }: { week: string; asked: string; shown: readonly Table[] }) => (
  <section aria-labelledby="charts">
    <h2 id="charts">图</h2>
    <div class="charts">
      {CHARTS.map(([chart, title, name]) => {
        const table = shown.find(t => t.name.startsWith(name))
        return (
          (chart === 'trend' || table) && (
            <figure key={chart}>
              <figcaption>{title}</figcaption>
              <img
                src={`/desk/digests/${week}/${chart}.svg${asked}`}
                width="560"
                height="240"
                alt={`${title}，数字在${chart === 'trend' ? '上面' : '下面'}的表里`}
                loading="lazy"
              />
              {table && <Numbers table={table} />}
            </figure>
          )
        )
      })}
    </div>
  </section>
)

const Numbers = ({ table }: { table: Table }) => (
  <details class="no-print">
    <summary>图里的数字</summary>
    <Figures table={table} />
  </details>
)
