import { sayDate } from '../../domain/base/civil-date.ts'
import { PERIOD_NAMES, periodOf, sayPeriod, typeOf } from '../../domain/base/period.ts'
import { sayRate } from '../../domain/base/rate.ts'
import type { Office } from '../../domain/office/office.ts'
import type { AboutLedger, ReportLedger } from '../../usecases/numbers/ledger/report-ledger.ts'
import type { PublicFigure, PublicRates, PublicRow } from '../../usecases/numbers/public-rates.ts'
import { Scroll } from '../shell/parts/scroll.tsx'
import { SiteLayout } from '../shell/parts/site-layout.tsx'
import { LedgerSection } from './ledger-section.tsx'

/** A period's published numbers: each with its meaning, and the same as JSON for recomputing. */
export const PublicRatesPage = ({
  office,
  rates,
  about,
  ledger,
  baseUrl,
}: {
  office: Office
  rates: PublicRates
  about: AboutLedger | null
  /** Of this period's report. */
  ledger: ReportLedger | null
  baseUrl: string
}) => (
  <SiteLayout office={office} title={`${sayPeriod(periodOf(rates.period))}的数字`}>
    <p>
      <a href="/public">公开数据</a>
    </p>
    <h1>{sayPeriod(periodOf(rates.period))}</h1>
    <p>
      {sayDate(rates.period.from)}至 {sayDate(rates.period.to)}。
      <a href={`/public/rates/${rates.period.week}.json`}>同样的数字（JSON）</a>
    </p>
    {rates.correction && (
      <p>
        这是第 {rates.version} 版。{rates.correction}
      </p>
    )}
    <Figures figures={rates.figures} />
    {typeOf(periodOf(rates.period)) === 'week' && (
      <>
        <Rows title="按类型" rows={rates.byKind} />
        <Rows title="按承办单位" rows={rates.byDepartment} />
      </>
    )}
    {rates.before && (
      <p>
        <a href={`/public/rates/${rates.before}`}>看{PERIOD_NAMES[typeOf(periodOf(rates.period))].last}的</a>
      </p>
    )}
    <h2>最近一年</h2>
    <p>
      {sayDate(rates.trailingYear.from, 0)}至 {sayDate(rates.trailingYear.to, 0)}。
    </p>
    <Figures figures={rates.trailingYear.figures} />
    {rates.trailingYear.groups ? (
      <>
        <p>
          下面分组的数字，从 {sayDate(rates.trailingYear.groups.from, 0)}到{' '}
          {sayDate(rates.trailingYear.groups.to, 0)}，每满 13 周公布一次。
        </p>
        <Rows title="最近几季，按类型" rows={rates.trailingYear.byKind} />
        <Rows title="最近几季，按承办单位" rows={rates.trailingYear.byDepartment} />
      </>
    ) : (
      <p class="hint">分组的数字每满 13 周公布一次，第一次还没有到。</p>
    )}
    <LedgerSection about={about} report={{ id: rates.period.week, ledger }} baseUrl={baseUrl} />
    <p class="hint">{rates.note}</p>
    <p class="hint">算法版本：{rates.definition}</p>
  </SiteLayout>
)

const Figures = ({ figures }: { figures: readonly PublicFigure[] }) => (
  <dl class="measures">
    {figures.map(f => (
      <div key={f.id}>
        <dt>
          {f.name} <b>{f.of ? sayRate(f.value) : `${f.value} 件`}</b>
          {f.of && (
            <small>
              （{f.of.part} / {f.of.whole}）
            </small>
          )}
        </dt>
        <dd>{f.meaning}</dd>
      </div>
    ))}
  </dl>
)

/** What the columns mean, once above the tables that have them. */
const MEANING =
  '按时答复率：到期的件里，在最早定的到期那天或之前得到答复的。应答复：这段时间到期的件，只减去群众自己撤回的。新收：新登记的编号，加上重新办理的。'

const Rows = ({ title, rows }: { title: string; rows: readonly PublicRow[] }) =>
  rows.length === 0 ? (
    <section aria-label={title}>
      <h2>{title}</h2>
      {title.endsWith('类型') && <p class="hint">{MEANING}</p>}
      <p class="hint">件数太少，不分开公布。</p>
    </section>
  ) : (
    <section aria-label={title}>
      <h2>{title}</h2>
      {title.endsWith('类型') && <p class="hint">{MEANING}</p>}
      <Scroll label={title}>
        <table class="list figures">
          <thead>
            <tr>
              <th scope="col">{title.split('按').at(-1)}</th>
              <th scope="col">按时 / 应答复</th>
              <th scope="col">按时答复率</th>
              <th scope="col">新收</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(row => (
              <tr key={row.id}>
                <th scope="row">{row.name}</th>
                {row.suppressed ? (
                  <td colSpan={3} class="off few">
                    太少，不公布
                  </td>
                ) : (
                  <>
                    <td>
                      {row.answeredOnTime} / {row.cohort}
                    </td>
                    <td>{sayRate(row.onTimeRate)}</td>
                    <td>{row.received}</td>
                  </>
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
    </section>
  )
