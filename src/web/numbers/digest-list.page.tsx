import { PERIOD_NAMES, periodOf, sayPeriod } from '../../domain/base/period.ts'
import { sayRate } from '../../domain/base/rate.ts'
import { ENOUGH_CASES } from '../../domain/base/wilson.ts'
import type { digestList } from '../../usecases/numbers/make-digest.ts'
import { type Desk, DeskLayout } from '../shell/parts/desk-layout.tsx'
import { Scroll } from '../shell/parts/scroll.tsx'

type List = Awaited<ReturnType<typeof digestList>>

export const DigestListPage = ({ desk, lists }: { desk: Desk; lists: readonly List[] }) => (
  <DeskLayout desk={desk} title="周报、月报、季报" place="digests">
    <div class="sheet wide">
      <h1>周报、月报、季报</h1>
      <p>每一期结束后第一天 8:30 自动生成；记录有更正时出新的一版，写明原因。</p>
      {lists.map(list => (
        <PeriodList key={list.type} {...list} />
      ))}
    </div>
  </DeskLayout>
)

function PeriodList({ type, current, periods }: List) {
  const { report, unit, now, end } = PERIOD_NAMES[type]
  return (
    <section>
      <h2>{report}</h2>
      <p>
        <a href={`/desk/digests/${current.id}`}>
          看{now}到现在的数（{sayPeriod(current)}）
        </a>
      </p>
      {periods.length === 0 ? (
        <p class="empty">还没有{report}。</p>
      ) : (
        <Scroll label={report}>
          <table class="list figures">
            <thead>
              <tr>
                <th scope="col">{unit}</th>
                <th scope="col">按时 / 应答复</th>
                <th scope="col">按时答复率</th>
                <th scope="col">新收</th>
                <th scope="col">截至{end}超期</th>
              </tr>
            </thead>
            <tbody>
              {periods.map(p => (
                <tr key={p.period.week}>
                  <th scope="row">
                    <a href={`/desk/digests/${p.period.week}`}>{sayPeriod(periodOf(p.period))}</a>
                    {p.version > 1 && <span class="tag">第 {p.version} 版</span>}
                  </th>
                  <td>
                    <b>{p.answeredOnTime}</b> / {p.cohort}
                  </td>
                  <td class={p.cohort < ENOUGH_CASES ? 'off' : undefined}>{sayRate(p.onTimeRate)}</td>
                  <td>{p.received}</td>
                  <td>{p.overdue}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </Scroll>
      )}
    </section>
  )
}
