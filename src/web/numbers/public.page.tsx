import { sayDate } from '../../domain/base/civil-date.ts'
import { sayRate } from '../../domain/base/rate.ts'
import type { Digest } from '../../domain/numbers/digest-schema.ts'
import type { Office } from '../../domain/office/office.ts'
import type { AboutLedger, ReportLedger } from '../../usecases/numbers/ledger/report-ledger.ts'
import { BigShare } from '../shell/parts/share.tsx'
import { SiteLayout } from '../shell/parts/site-layout.tsx'
import { LedgerSection } from './ledger-section.tsx'

/** The office's published numbers, each with its meaning. No cell is small enough to identify a person. */
export const PublicPage = ({
  office,
  digest: d,
  about,
  ledger,
  baseUrl,
}: {
  office: Office
  digest: Digest | null
  about: AboutLedger | null
  /** Of the digest. */
  ledger: ReportLedger | null
  baseUrl: string
}) => (
  <SiteLayout office={office} title="公开数据">
    <h1>公开数据</h1>
    <p>
      <a href="/public/replies">看公开的答复</a>，<a href="/public/visits">明查暗访发现的问题</a>
      {d && (
        <>
          ，<a href={`/public/rates/${d.period.week}`}>按类型、按承办单位，最近一年的数字</a>
        </>
      )}
    </p>
    {d === null ? (
      <p>还没有满一周的数据。每周一 8:30 公布上一周的。</p>
    ) : (
      <>
        <section class="headline" aria-labelledby="rate">
          <h2 id="rate">
            {sayDate(d.period.from)}至 {sayDate(d.period.to)}，按时答复率
          </h2>
          <BigShare part={d.answeredOnTime} whole={d.cohort} />
          <p>
            这一周到期的有 <b>{d.cohort}</b> 件，<b>{d.answeredOnTime}</b> 件在到期那天或之前给了答复。
          </p>
          <p class="hint">
            只算工作人员写的、另一位同事审核过的答复。“已收到”“正在办”、机器人的回答都不算。按最早定的日子算，延期不算按时。没有到期的件时写“无”。
          </p>
        </section>
        <dl class="measures">
          <Row name="答复率" value={`${d.answered} / ${d.cohort}（${sayRate(d.replyRate)}）`}>
            到期的件里，不论早晚给了答复的。
          </Row>
          <Row
            name="按延期后的日子算"
            value={`${d.answeredOnTimeExtended} / ${d.cohortExtended}（${sayRate(d.onTimeRateExtended)}）`}
          >
            经批准延期 {d.extensions} 次，原因都告诉了本人。
          </Row>
          <Row name="新收到" value={`${d.received} 件`}>
            这一周新登记的，加上重新办理的。
          </Row>
          <Row name="办结" value={`${d.concluded} 件`}>
            答复了的、说明了不受理原因和去处的、本人撤回的。
          </Row>
          <Row name="还在办" value={`${d.carriedOut} 件`}>
            这一周结束时还没答复的，其中超期 {d.overdueNow.count} 件。
          </Row>
          <Row name="对得上" value={d.balanced ? '是' : '否'}>
            上周留下的 {d.carriedIn} 件加新收 {d.received} 件，等于办结 {d.concluded} 件加还在办{' '}
            {d.carriedOut} 件。
          </Row>
          <Row name="送到本人" value={`${d.delivery.delivered} / ${d.delivery.replied}`}>
            发出的答复里，送到群众手里的。
          </Row>
          <Row
            name="满意"
            value={d.ratings.satisfied ? sayRate(d.ratings.satisfied.rate) : `${d.ratings.rated} 人评价`}
          >
            {d.ratings.satisfied
              ? `请了 ${d.ratings.invited} 人评价，${d.ratings.rated} 人评了，打 4 分和 5 分的算满意。`
              : `请了 ${d.ratings.invited} 人评价。不到 30 人评价时不算百分比。`}
          </Row>
        </dl>
      </>
    )}
    <LedgerSection about={about} report={d && { id: d.period.week, ledger }} baseUrl={baseUrl} />
  </SiteLayout>
)

const Row = ({
  name,
  value,
  children,
}: {
  name: string
  value: string
  children: import('preact').ComponentChildren
}) => (
  <div>
    <dt>
      <span>{name}</span> <b>{value}</b>
    </dt>
    <dd>{children}</dd>
  </div>
)
