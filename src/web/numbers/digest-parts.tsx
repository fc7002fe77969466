import { sayDate } from '../../domain/base/civil-date.ts'
import type { PeriodWords } from '../../domain/base/period.ts'
import { sayRate } from '../../domain/base/rate.ts'
import { ENOUGH_CASES } from '../../domain/base/wilson.ts'
import type { BreakdownRow, Digest, DigestItem } from '../../domain/numbers/digest-schema.ts'
import { KIND_NAMES } from '../../domain/office/kinds.ts'
import type { namesOf } from '../../usecases/cases/moving/open-case.ts'
import { Scroll } from '../shell/parts/scroll.tsx'
import { FIGURE_TITLES, TableHead } from '../shell/parts/tables.tsx'

type Names = ReturnType<typeof namesOf>

/** The check rule as a sum: carried in + received = concluded + carried out. */
export const Flow = ({ d, words }: { d: Digest; words: PeriodWords }) => (
  <section aria-labelledby="flow">
    <h2 id="flow">收办平衡</h2>
    <p class="sum">
      {words.last}结转 <b>{d.carriedIn}</b> + 新收 <b>{d.received}</b> = {words.now}办结 <b>{d.concluded}</b>{' '}
      + 结转
      {words.next} <b>{d.carriedOut}</b>
      <span class={d.balanced ? 'tag' : 'tag urgent'}>{d.balanced ? '平' : '不平'}</span>
    </p>
    <p class="hint">
      办结里：答复 {d.concludedBy.answered}，不予受理 {d.concludedBy.declined}，群众撤回（{words.now}发生）
      {d.concludedBy.withdrawn}，记为无效件 {d.concludedBy.setAside}。
    </p>
  </section>
)

/** Eight weeks as a table with a bar beside each number, which works for screen readers and on paper. */
export const Trend = ({ d, unit }: { d: Digest; unit: string }) => (
  <section aria-labelledby="trend">
    <h2 id="trend">近八{unit === '月' || unit === '季度' ? `个${unit}` : unit}按时答复率</h2>
    <Scroll label="近八期">
      <table class="list figures trend">
        <thead>
          <tr>
            <th scope="col">{unit}</th>
            <th scope="col">按时答复率</th>
            <th scope="col">按时 / 应答复</th>
            <th scope="col">95% 区间</th>
          </tr>
        </thead>
        <tbody>
          {d.trailing.map(w => (
            <tr key={w.week}>
              <th scope="row">{w.week}</th>
              <td>
                <svg class="spark" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
                  <rect class="whole" width="100" height="8" />
                  <rect class="used" width={Math.round((w.onTimeRate ?? 0) * 100)} height="8" />
                </svg>
                <span class="value">{sayRate(w.onTimeRate)}</span>
              </td>
              <td>
                <b>{w.answeredOnTime}</b> / {w.cohort}
              </td>
              <td>{w.interval ? `${sayRate(w.interval.low)}–${sayRate(w.interval.high)}` : '无'}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  </section>
)

export function Items({
  title,
  list,
  names,
  late = false,
}: {
  title: string
  list: { count: number; items: DigestItem[] }
  names: Names
  late?: boolean
}) {
  return (
    <section aria-label={title}>
      <h2>
        {title}（{list.count}）
      </h2>
      {list.count === 0 ? (
        <p class="hint">没有。</p>
      ) : (
        <ul class="rows">
          {list.items.map(item => (
            <li key={item.number}>
              <span>
                <a class="number" href={`/desk/cases/${item.number}`}>
                  {item.number}
                </a>{' '}
                {KIND_NAMES[item.kind]}，{names.department(item.departmentId) ?? '未分派'}
                {item.areaId && `，${names.area(item.areaId)}`}
                {item.supervised && <span class="tag">督办</span>}
              </span>
              <b class={late ? 'overdue' : undefined}>
                {late
                  ? item.daysOverdue > 0
                    ? `超期 ${item.daysOverdue} 天`
                    : '今天超期'
                  : `${sayDate(item.dueOn)}到期`}
              </b>
            </li>
          ))}
          {list.items.length < list.count && (
            <li class="hint">还有 {list.count - list.items.length} 件没有列出。</li>
          )}
        </ul>
      )}
    </section>
  )
}

export const Breakdown = ({
  title,
  rows,
  name,
}: {
  title: string
  rows: BreakdownRow[]
  name: (id: string | null) => string
}) =>
  rows.length === 0 ? null : (
    <section>
      <h2>{title}</h2>
      <Scroll label={title}>
        <table class="list figures">
          <TableHead titles={[title.slice(1), ...FIGURE_TITLES]} />
          <tbody>
            {rows.map(r => (
              <tr key={r.id}>
                <th scope="row">{name(r.id)}</th>
                <td>
                  <b>{r.answeredOnTime}</b> / {r.cohort}
                </td>
                <td class={r.cohort < ENOUGH_CASES ? 'off' : undefined}>{sayRate(r.onTimeRate)}</td>
                <td>{r.received}</td>
                <td>{r.concluded}</td>
                <td>{r.carriedOut}</td>
                <td>{r.overdue}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
    </section>
  )
