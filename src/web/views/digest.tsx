import { KIND_NAMES, type Kind } from '../../domain/case.ts'
import { sayDate } from '../../domain/civil-date.ts'
import type { BreakdownRow, Digest, DigestItem } from '../../domain/digest-schema.ts'
import { change, sayShare, thingsToDo } from '../../domain/digest-text.ts'
import { CHANNEL_NAMES, type ChannelName } from '../../domain/message.ts'
import { PERIOD_NAMES, type PeriodWords, sayPeriod, typeOf } from '../../domain/period.ts'
import { sayCell, type Table } from '../../domain/table.ts'
import { ENOUGH } from '../../domain/wilson.ts'
import type { digestList, StoredDigest } from '../../usecases/make-digest.ts'
import type { namesOf } from '../../usecases/open-case.ts'
import { type Desk, DeskLayout } from './desk-layout.tsx'
import { Scroll } from './scroll.tsx'

/** A rate as NUMBERS.md wants it: 无 when there was nothing to divide by. */
export const sayRate = (rate: number | null): string => (rate === null ? '无' : `${(rate * 100).toFixed(1)}%`)

type Names = ReturnType<typeof namesOf>

/** A share where it is the first thing seen: counts in front while they are few (NUMBERS, rule 8). */
export const BigShare = ({ part, whole }: { part: number; whole: number }) =>
  whole === 0 ? (
    <p class="number-big">无</p>
  ) : whole < ENOUGH ? (
    <p class="number-big">
      {part}/{whole} <small>件（{sayRate(part / whole)}，件数少，看件数）</small>
    </p>
  ) : (
    <p class="number-big">
      {sayRate(part / whole)}{' '}
      <small>
        {part}/{whole} 件
      </small>
    </p>
  )

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
        <a href={`/desk/digests/${current.week}`}>
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
                    <a href={`/desk/digests/${p.period.week}`}>{sayPeriod(p.period)}</a>
                    {p.version > 1 && <span class="tag">第 {p.version} 版</span>}
                  </th>
                  <td>
                    <b>{p.answeredOnTime}</b> / {p.cohort}
                  </td>
                  <td class={p.cohort < ENOUGH ? 'off' : undefined}>{sayRate(p.onTimeRate)}</td>
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

/** @param department whose digest it is; the office's without */
export function DigestPage({
  desk,
  stored,
  names,
  department,
  shown,
}: {
  desk: Desk
  stored: StoredDigest
  names: Names
  department: string | null
  /** The numbers of the charts. */
  shown: readonly Table[]
}) {
  const d = stored.digest
  const { week, from, to } = d.period
  const words = PERIOD_NAMES[typeOf(d.period)]
  const things = thingsToDo(d, { ...names, office: desk.office })
  const lastYear = d.sameWeekLastYear
  const about = department === null ? '' : `${names.department(department) ?? department} `
  const asked = department === null ? '' : `?department=${department}`
  return (
    <DeskLayout desk={desk} title={`${words.report} ${sayPeriod(d.period)}`} place="digests">
      <article class="sheet wide digest">
        <p class="crumbs">
          <a href="/desk/digests">周报、月报、季报</a> / <span class="number">{week}</span>
        </p>
        <h1>
          {about}
          {words.report} {sayPeriod(d.period)}
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

const CHARTS = [
  ['trend', '近八期按时答复率（%），浅色是 95% 区间', '近八期'],
  ['course', '新收（蓝）、办结（棕）和期末超期（红线），件', '逐'],
  ['ages', '还在办的件，收到以后几天', '在办天数'],
  ['times', '第一次答复用了几个工作日，件', '首次答复用时'],
] as const

/** Drawn on the server; the same numbers stand below each, for whoever cannot see it. */
const Charts = ({ week, asked, shown }: { week: string; asked: string; shown: readonly Table[] }) => (
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
    <Scroll label={table.name}>
      <table class="list figures">
        <thead>
          <tr>
            {table.columns.map(c => (
              <th key={c.title} scope="col">
                {c.title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {table.rows.map(row => (
            <tr key={row[0]}>
              <th scope="row">{row[0]}</th>
              {row.slice(1).map((cell, i) => (
                <td key={i}>{sayCell(cell, table.columns[i + 1]!)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  </details>
)

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

/** The check rule, shown as the sum it is. */
const Flow = ({ d, words }: { d: Digest; words: PeriodWords }) => (
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

/** Eight weeks as a table, with a bar beside each number: it reads aloud and prints. */
const Trend = ({ d, unit }: { d: Digest; unit: string }) => (
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

function Items({
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

const Breakdown = ({
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
          <thead>
            <tr>
              <th scope="col">{title.slice(1)}</th>
              <th scope="col">按时 / 应答复</th>
              <th scope="col">按时答复率</th>
              <th scope="col">新收</th>
              <th scope="col">办结</th>
              <th scope="col">结转</th>
              <th scope="col">超期</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(r => (
              <tr key={r.id}>
                <th scope="row">{name(r.id)}</th>
                <td>
                  <b>{r.answeredOnTime}</b> / {r.cohort}
                </td>
                <td class={r.cohort < ENOUGH ? 'off' : undefined}>{sayRate(r.onTimeRate)}</td>
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
