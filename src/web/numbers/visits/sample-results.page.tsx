import type { SampleResult, SampleResults } from '../../../usecases/numbers/sample-results.ts'
import { type Desk, DeskLayout } from '../../shell/parts/desk-layout.tsx'
import { Older } from '../../shell/parts/older.tsx'
import { Scroll } from '../../shell/parts/scroll.tsx'
import { TableHead } from '../../shell/parts/tables.tsx'

/** The inspections so far. */
export const SampleResultsPage = ({ desk, samples, next }: { desk: Desk } & SampleResults) => (
  <DeskLayout desk={desk} title="抽查结果" place="visits">
    <div class="sheet wide">
      <p class="crumbs">
        <a href="/desk/visits">明查暗访</a>
      </p>
      <h1>抽查结果</h1>
      {samples.length === 0 ? (
        <p class="empty">还没有抽查过。</p>
      ) : (
        <ul class="rows">
          {samples.map(s => (
            <li key={s.id}>
              <span>
                <a href={`/desk/sample-results/${s.id}`}>
                  {s.from} 至 {s.to}，{s.about}
                </a>
                <small>
                  抽 {s.drawn} 件，查了 {s.looked} 件，{s.bad} 件有问题
                </small>
              </span>
            </li>
          ))}
        </ul>
      )}
      <Older href={next === null ? null : `/desk/sample-results?before=${next}`} />
    </div>
  </DeskLayout>
)

/** One inspection, case by case, without anything that tells whose case it is. */
export const SampleResultPage = ({ desk, result: r }: { desk: Desk; result: SampleResult }) => (
  <DeskLayout desk={desk} title={`抽查结果 ${r.id}`} place="visits">
    <div class="sheet wide">
      <p class="crumbs">
        <a href="/desk/sample-results">抽查结果</a> / {r.id}
      </p>
      <h1>
        {r.from} 至 {r.to}，{r.about}
      </h1>
      <p>
        收到 {r.population} 件，随机抽 {r.items.length} 件。编号、姓名和群众的话不在这里显示。
      </p>
      <Scroll label="抽查结果">
        <table class="results people">
          <TableHead
            titles={['序号', '类型', '承办单位', '村（社区）', '收到', '应答复', '实际答复', '状态', '结论']}
          />
          <tbody>
            {r.items.map(i => (
              <tr key={i.ordinal}>
                <th scope="row">{i.ordinal}</th>
                <td data-name="类型">{i.kind}</td>
                <td data-name="承办单位">{i.department ?? '未分派'}</td>
                <td data-name="村（社区）">{i.area ?? '不详'}</td>
                <td data-name="收到">{i.receivedOn}</td>
                <td data-name="应答复">{i.dueOn}</td>
                <td data-name="实际答复">{i.answeredOn ?? '没有'}</td>
                <td data-name="状态">{i.status}</td>
                <td data-name="结论">
                  <b class={i.bad ? 'overdue' : undefined}>{i.verdict ?? '没查'}</b>
                  {i.finding && `：${i.finding}`}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
    </div>
  </DeskLayout>
)
