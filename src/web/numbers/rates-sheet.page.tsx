import { sayDate } from '../../domain/base/civil-date.ts'
import { periodOf, sayPeriod } from '../../domain/base/period.ts'
import { sayShare } from '../../domain/numbers/digest-text.ts'
import { BEFORE_LEDGER, FINGERPRINT_MEANING } from '../../domain/numbers/report-fingerprint.ts'
import type { Office } from '../../domain/office/office.ts'
import type { ReportLedger } from '../../usecases/numbers/ledger/report-ledger.ts'
import type { PublicRates } from '../../usecases/numbers/public-rates.ts'
import { Logo, Page } from '../shell/parts/page.tsx'
import { Fingerprint } from './fingerprint.tsx'

/** One A4 page in black and white for the notice board (公开栏): the period's numbers, and how to check them. */
export const RatesSheetPage = ({
  office,
  rates,
  ledger,
  url,
  qr,
  baseUrl,
}: {
  office: Pick<Office, 'name' | 'phone'>
  rates: PublicRates
  /** Of this period's report. */
  ledger: ReportLedger | null
  /** The page of these numbers. */
  url: string
  /** SVG made by `qrcode` from this address. */
  qr: string
  baseUrl: string
}) => (
  <Page
    title={`公开栏 ${sayPeriod(periodOf(rates.period))}`}
    className="receipt notice"
    scripts={['desk.js']}
  >
    <main id="main">
      <p class="brand">
        <Logo />
        <span>{office.name}</span>
      </p>
      <h1>群众诉求答复情况</h1>
      <p class="when">
        {sayPeriod(periodOf(rates.period))}（{sayDate(rates.period.from, 0)}至 {sayDate(rates.period.to, 0)}）
        {rates.version > 1 && `，更正后的第 ${rates.version} 版`}
      </p>
      <table class="list figures">
        <tbody>
          {rates.figures.map(f => (
            <tr key={f.id}>
              <th scope="row">{f.name}</th>
              <td>{f.of ? sayShare(f.of.part, f.of.whole) : `${f.value} 件`}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p>
        按时答复：在最早定的到期那天或之前，给了另一位同事审核过的答复。“已收到”“正在办”和机器人的回答都不算。
      </p>
      {ledger?.provable ? <Check {...{ ledger, phone: office.phone, baseUrl }} /> : <p>{BEFORE_LEDGER}</p>}
      <div class="qr">
        <div class="code" dangerouslySetInnerHTML={{ __html: qr }} />
        <div>
          <p>扫码看这一期的数，网址：</p>
          <p class="number">{url}</p>
        </div>
      </div>
      <div class="row no-print">
        <button type="button" class="main needs-script" data-print>
          打印
        </button>
        <a class="button" href={`/public/rates/${rates.period.week}`}>
          回到这一期的数字
        </a>
      </div>
    </main>
  </Page>
)

const Check = ({ ledger, phone, baseUrl }: { ledger: ReportLedger; phone: string; baseUrl: string }) => (
  <section aria-labelledby="fingerprint">
    <h2 id="fingerprint">台账指纹（台账结到 {sayDate(ledger.closedOn, 0)}）</h2>
    <p>
      <Fingerprint digits={ledger.fingerprint} />
    </p>
    <p>{FINGERPRINT_MEANING}</p>
    <ol class="how">
      <li>用手机扫码，看网上的指纹和这里的六组数字一样不一样。</li>
      <li>有一组不一样，请拍下这张纸，打电话 {phone} 问。</li>
      <li>想自己把数重算一遍，请打开 {baseUrl}/public/verify。</li>
    </ol>
  </section>
)
