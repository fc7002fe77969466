import { sayDate } from '../../domain/base/civil-date.ts'
import { CHANNEL_NAMES, type ChannelName } from '../../domain/base/message.ts'
import { PERIOD_NAMES, periodOf, sayPeriod, typeOf } from '../../domain/base/period.ts'
import { sayRate } from '../../domain/base/rate.ts'
import type { Table } from '../../domain/base/table.ts'
import { change, sayShare, thingsToDo } from '../../domain/numbers/digest-text.ts'
import { BEFORE_LEDGER, FINGERPRINT_MEANING } from '../../domain/numbers/report-fingerprint.ts'
import { KIND_NAMES, type Kind } from '../../domain/office/kinds.ts'
import type { namesOf } from '../../usecases/cases/moving/open-case.ts'
import type { ReportLedger } from '../../usecases/numbers/ledger/report-ledger.ts'
import type { StoredDigest } from '../../usecases/numbers/make-digest.ts'
import { type Desk, DeskLayout } from '../shell/parts/desk-layout.tsx'
import { BigShare } from '../shell/parts/share.tsx'
import { Charts } from './digest-charts.tsx'
import { Breakdown, Flow, Items, Trend } from './digest-parts.tsx'
import { Fingerprint } from './fingerprint.tsx'

type Names = ReturnType<typeof namesOf>

/** A sentence in which a case's number leads to the case. */
const Linked = ({ words }: { words: string }) => (
  <>
    {words.split(/(\d{4}-\d{5,7}-\d)/).map((part, i) =>
      i % 2 === 1 ? (
        <a key={i} class="number" href={`/desk/cases/${part}`}>
          {part}
        </a>
      ) : (
        part
      ),
    )}
  </>
)

/** @param department whose digest it is; the office's without */
export function DigestPage({
  desk,
  stored,
  names,
  department,
  shown,
  ledger,
}: {
  desk: Desk
  stored: StoredDigest
  names: Names
  department: string | null
  /** The numbers of the charts. */
  shown: readonly Table[]
  ledger: ReportLedger | null
}) {
  const d = stored.digest
  const { week, from, to } = d.period
  const words = PERIOD_NAMES[typeOf(periodOf(d.period))]
  const things = thingsToDo(d, { ...names, office: desk.office })
  const lastYear = d.sameWeekLastYear
  const about = department === null ? '' : `${names.department(department) ?? department} `
  const asked = department === null ? '' : `?department=${department}`
  return (
    <DeskLayout desk={desk} title={`${words.report} ${sayPeriod(periodOf(d.period))}`} place="digests">
      <article class="sheet wide digest">
        <p class="crumbs">
          <a href="/desk/digests">周报、月报、季报</a> / <span class="number">{week}</span>
        </p>
        <h1>
          {about}
          {words.report} {sayPeriod(periodOf(d.period))}
          <small class="hint">
            {' '}
            {sayDate(from)}至 {sayDate(to)}
          </small>
        </h1>
        {stored.version === null && (
          <p class="flash soon">
            这一{words.unit}还没有出{words.report}，下面是到现在为止的数。
          </p>
        )}
        {stored.reason && (
          <p class="flash soon">
            第 {stored.version} 版，更正原因：{stored.reason}
          </p>
        )}
        <section class="headline" aria-label="按时答复率">
          <BigShare part={d.answeredOnTime} whole={d.cohort} />
          <p>
            <b>按时答复</b>：{words.now}到期的 {d.cohort} 件里，{d.answeredOnTime}{' '}
            件在到期那天或之前给了经审核的答复。{change(d)}。
            {lastYear &&
              lastYear.cohort > 0 &&
              `${words.lastYear}：${sayShare(lastYear.answeredOnTime, lastYear.cohort)}。`}
          </p>
        </section>
        <section aria-labelledby="todo">
          <h2 id="todo">先办这几件事</h2>
          {things.length === 0 ? (
            <p class="hint">没有要紧的。</p>
          ) : (
            <ol class="todo">
              {things.map(thing => (
                <li key={thing}>
                  <Linked words={thing} />
                </li>
              ))}
            </ol>
          )}
        </section>
        <p class="row-links no-print">
          <a href={`/desk/digests/${week}.xlsx${asked}`}>下载 Excel</a>
          <button type="button" class="quiet needs-script" data-print>
            打印
          </button>
          {stored.version !== null && department === null && (
            <a href={`/public/rates/${week}/sheet`}>公开栏用的一页</a>
          )}
        </p>
        <ul class="tiles">
          <Tile name="答复率（不论早晚）" value={sayRate(d.replyRate)} note={`${d.answered} / ${d.cohort}`} />
          <Tile
            name="按延期后的日子算"
            value={sayRate(d.onTimeRateExtended)}
            note={`${d.answeredOnTimeExtended} / ${d.cohortExtended}，延期 ${d.extensions} 次`}
          />
          <Tile
            name={`截至${words.end}超期`}
            value={String(d.overdueNow.count)}
            note={`到${words.end}还欠着答复`}
          />
          <Tile name={`${words.next}到期`} value={String(d.dueNextWeek.count)} note="还没答复的" />
        </ul>
        <Flow d={d} words={words} />
        <Trend d={d} unit={words.unit} />
        <Charts week={week} asked={asked} shown={shown} />
        <Items title="超期的" list={d.overdueNow} names={names} late />
        <Items title={`${words.next}到期的`} list={d.dueNextWeek} names={names} />
        <section aria-labelledby="more">
          <h2 id="more">其他数</h2>
          <dl class="facts">
            <Row name="送达">
              答复 {d.delivery.replied}，送达 {d.delivery.delivered}（其中已看 {d.delivery.read}），没送到{' '}
              {d.delivery.undelivered}
            </Row>
            <Row name="评价">
              邀请 {d.ratings.invited}，评了 {d.ratings.rated}：
              {([5, 4, 3, 2, 1] as const)
                .map(n => `${n} 分 ${d.ratings.distribution[String(n) as '1']} 件`)
                .join('，')}
              {d.ratings.satisfied
                ? `。满意（4–5 分）${sayRate(d.ratings.satisfied.rate)}，区间 ${sayRate(d.ratings.satisfied.low)}–${sayRate(d.ratings.satisfied.high)}`
                : '。不足 30 件，不算百分比'}
            </Row>
            <Row name="没有反复">
              答复满 30 天的 {d.stood.answers} 件，没有重新办理的：{sayShare(d.stood.stood, d.stood.answers)}
            </Row>
            <Row name="另列">
              不予受理 {d.declined}，群众撤回（{words.now}应答复的里）{d.withdrawn}，无效件 {d.setAside}，并案
              {d.merged}，重新办理 {d.reopened}；暂停计时 {d.clockStops.count} 次共 {d.clockStops.days} 天
            </Row>
            <Row name="算法版本">{d.definition}</Row>
            {stored.version !== null && (
              <Row name="台账指纹">
                {ledger && (
                  <>
                    <Fingerprint digits={ledger.fingerprint} />
                    <br />
                    {FINGERPRINT_MEANING}
                  </>
                )}
                {!ledger?.provable && BEFORE_LEDGER}
              </Row>
            )}
          </dl>
        </section>
        <Breakdown title="按承办单位" rows={d.byDepartment} name={id => names.department(id) ?? '未分派'} />
        <Breakdown title="按类型" rows={d.byKind} name={id => (id === null ? '' : KIND_NAMES[id as Kind])} />
        <Breakdown title="按村（社区）" rows={d.byArea} name={id => names.area(id) ?? '不清楚'} />
        <Breakdown title="按类别" rows={d.byCategory} name={id => names.category(id) ?? '未分类'} />
        <Breakdown
          title="按渠道"
          rows={d.byChannel}
          name={id => (id === null ? '' : CHANNEL_NAMES[id as ChannelName])}
        />
      </article>
    </DeskLayout>
  )
}

const Tile = ({ name, value, note }: { name: string; value: string; note: string }) => (
  <li>
    <span>{name}</span>
    <b>{value}</b>
    <small>{note}</small>
  </li>
)

const Row = ({ name, children }: { name: string; children: import('preact').ComponentChildren }) => (
  <div>
    <dt>{name}</dt>
    <dd>{children}</dd>
  </div>
)
