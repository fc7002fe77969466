import { sayDate } from '../../domain/base/civil-date.ts'
import { periodOf, sayPeriod } from '../../domain/base/period.ts'
import { sayRate } from '../../domain/base/rate.ts'
import type { Office } from '../../domain/office/office.ts'
import type { PublicRates } from '../../usecases/numbers/public-rates.ts'
import { SiteLayout } from '../shell/parts/site-layout.tsx'

/** A week's numbers on one sheet for the notice board, with the fingerprint by which anybody can hold it to them. */
export const RatesSheetPage = ({
  office,
  rates,
  fingerprint,
  url,
  qr,
}: {
  office: Office
  rates: PublicRates
  fingerprint: string | null
  /** Of the same numbers on the web. */
  url: string
  /** SVG made by `qrcode` of our own address: nothing in it comes from outside. */
  qr: string
}) => (
  <SiteLayout office={office} title={`${sayPeriod(periodOf(rates.period))}公示`}>
    <article class="notice-board">
      <h1>{office.name}：诉求答复公示</h1>
      <p>
        {sayPeriod(periodOf(rates.period))}，{sayDate(rates.period.from, 0)}至 {sayDate(rates.period.to, 0)}
      </p>
      <table class="list figures">
        <tbody>
          {rates.figures.map(f => (
            <tr key={f.id}>
              <th scope="row">{f.name}</th>
              <td>{f.of ? `${sayRate(f.value)}（${f.of.part} / ${f.of.whole}）` : `${f.value} 件`}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {fingerprint ? (
        <>
          <h2>台账指纹</h2>
          <p class="big-digits">{fingerprint}</p>
          <ol>
            <li>扫下面的码，看到的数字和指纹应当和这张纸上的一样。</li>
            <li>点“核对台账”，手机会从公开的台账重新算一遍。</li>
            <li>不一样，就拍下来，向上级或 12345 反映。</li>
          </ol>
        </>
      ) : (
        <p>这一期在台账开始以前，不能核对。</p>
      )}
      <div class="qr" dangerouslySetInnerHTML={{ __html: qr }} />
      <p class="hint">{url}</p>
    </article>
  </SiteLayout>
)
