import { addDays, sayDate } from '../../domain/base/civil-date.ts'
import { typeOf } from '../../domain/base/period.ts'
import { BEFORE_LEDGER, FINGERPRINT_MEANING } from '../../domain/numbers/report-fingerprint.ts'
import type { AboutLedger, ReportLedger } from '../../usecases/numbers/ledger/report-ledger.ts'
import { Fingerprint } from './fingerprint.tsx'

/** How anybody checks the numbers above: the report's fingerprint, the ways to check, and the office's keys. */
export const LedgerSection = ({
  about,
  report,
  baseUrl,
}: {
  about: AboutLedger | null
  /** The report that is shown; null when the page shows none. */
  report: { id: string; ledger: ReportLedger | null } | null
  baseUrl: string
}) => (
  <section class="to-check" aria-labelledby="ledger">
    <h2 id="ledger">自己核对</h2>
    {report && !report.ledger?.provable && <p>{BEFORE_LEDGER}</p>}
    {report?.ledger && <Bound ledger={report.ledger} />}
    {about === null ? (
      <p>公开台账还没有开始。</p>
    ) : (
      <>
        <p>
          公开台账从 {sayDate(addDays(about.openedOn, 1), 0)}
          开始，只往后添，不改前面的。里面没有姓名、电话、内容和编号。
        </p>
        <Ways report={report} baseUrl={baseUrl} />
        <p>单位的公钥（核对签名用）：</p>
        <ul>
          {about.verifierKeys.map((key, i) => (
            <li key={key}>
              <code class="key">{key}</code>
              {i < about.verifierKeys.length - 1 && ' （以前用的）'}
            </li>
          ))}
        </ul>
      </>
    )}
  </section>
)

const Bound = ({ ledger }: { ledger: ReportLedger }) => (
  <>
    <p>
      台账指纹 <Fingerprint digits={ledger.fingerprint} />
    </p>
    <p>{FINGERPRINT_MEANING}</p>
    <p>
      这一期的数按台账的前 {ledger.size} 条算，结到 {sayDate(ledger.closedOn, 0)}。
    </p>
  </>
)

const Ways = ({
  report,
  baseUrl,
}: {
  report: { id: string; ledger: ReportLedger | null } | null
  baseUrl: string
}) => (
  <ul>
    {report && (
      <li>
        <a href={`/public/rates/${report.id}/sheet`}>打印一张贴公开栏的</a>，把上面的指纹和网上的比一比。
      </li>
    )}
    <li>
      <a href="/public/verify">在网页上核对</a>：您的电脑或手机自己把数重算一遍。
    </li>
    <li>
      用命令核对：
      <code>
        huiyin verify --url {baseUrl}
        {report?.ledger?.provable && typeOf(report) === 'week' && ` --week ${report.id}`}
      </code>
    </li>
    <li>
      台账文件：<a href="/public/ledger/checkpoint">最新的检查点</a>。
    </li>
  </ul>
)
