import { CHANNEL_NAMES, CHANNELS, type ChannelName } from '../../domain/base/message.ts'
import { VIEWS, type ViewName } from '../../domain/cases/views.ts'
import type { Calendar } from '../../domain/office/calendar.ts'
import { KIND_NAMES, KINDS } from '../../domain/office/kinds.ts'
import type { Office } from '../../domain/office/office.ts'
import type { FormerNames } from '../../usecases/base/context.ts'
import { type CaseListItem, NOBODY } from '../../usecases/cases/shown/list-cases.ts'
import { Csrf, type Desk, DeskLayout } from '../shell/parts/desk-layout.tsx'
import { sayDay, sayTime, timeLeft } from '../shell/parts/time-left.tsx'
import { BulkBar, canBulk } from './bulk.page.tsx'

interface QueueProps {
  desk: Desk
  office: Pick<Office, 'departments' | 'areas' | 'categories'>
  former: FormerNames
  calendar: Calendar
  now: Date
  view: ViewName
  /** The filters in the URL. */
  filter: Readonly<Record<string, string>>
  counts: Partial<Record<ViewName, number>>
  /** The officer's own lists. */
  saved: readonly { id: number; name: string; query: string }[]
  officers: readonly { login: string; name: string; departmentId: string | null }[]
  items: CaseListItem[]
  nextCursor: string | null
  notice?: string | undefined
  problem?: string | undefined
}

/** A queue URL: the current filters, changed by `change`, from the first page. */
export function queueUrl(
  filter: Readonly<Record<string, string>>,
  change: Record<string, string | null>,
): string {
  const { cursor: _begin, ...kept } = filter
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries({ ...kept, ...change })) if (value) query.set(name, value)
  const text = query.toString()
  return text ? `/desk?${text}` : '/desk'
}

const MORE = ['assignee', 'channel', 'overdue', 'from', 'to'] as const
const FILTERS = ['kind', 'department', 'area', 'category', 'q', ...MORE] as const

/** The views with their counts. Also sent separately, when something changed. */
export const Views = ({ view, counts }: Pick<QueueProps, 'view' | 'counts'>) => (
  <ul>
    {(Object.keys(VIEWS) as ViewName[]).map(name => {
      const count = counts[name]
      const loud = (name === 'overdue' || name === 'soon') && count
      return (
        <li key={name}>
          <a href={`/desk?view=${name}`} aria-current={name === view ? 'page' : undefined}>
            <span>{VIEWS[name].name}</span>
            {count !== undefined && <b class={loud ? `count ${name}` : 'count'}>{count}</b>}
          </a>
        </li>
      )
    })}
  </ul>
)

/** Entries that office.yaml no longer has, for the cases that still refer to them. */
const gone = (list: FormerNames['area']) => list.map(({ id, name }) => ({ id, name: `${name}（已撤并）` }))

export function QueuePage(props: QueueProps) {
  const { desk, office, former, view, filter, counts, items, notice, problem } = props
  const active = FILTERS.some(name => filter[name])
  const select = (name: string, label: string, options: readonly { id: string; name: string }[]) => (
    <select name={name} aria-label={label} value={filter[name] ?? ''}>
      <option value="">{label}</option>
      {options.map(o => (
        <option key={o.id} value={o.id} selected={filter[name] === o.id}>
          {o.name}
        </option>
      ))}
    </select>
  )
  return (
    <DeskLayout
      desk={desk}
      title={VIEWS[view].name}
      place="queue"
      search={filter['q'] ?? ''}
      notice={notice}
      problem={problem}
    >
      <div class="queue">
        <div>
          <nav id="views" class="views" aria-label="诉求件分组" data-live={view}>
            <Views view={view} counts={counts} />
          </nav>
          <SavedViews {...props} />
        </div>
        <section aria-labelledby="view-name">
          <div class="queue-head">
            <h1 id="view-name">{VIEWS[view].name}</h1>
            <form
              class="filters"
              action="/desk"
              method="get"
              hx-get="/desk"
              hx-trigger="change, submit"
              hx-target="#list"
              hx-select="#list"
              hx-swap="outerHTML"
              hx-push-url="true"
            >
              <input type="hidden" name="view" value={view} />
              {filter['q'] && <input type="hidden" name="q" value={filter['q']} />}
              {select(
                'kind',
                '类型',
                KINDS.map(id => ({ id, name: KIND_NAMES[id] })),
              )}
              {select('department', '承办单位', [...office.departments, ...gone(former.department)])}
              {select('area', '村（社区）', [...office.areas, ...gone(former.area)])}
              {select('category', '类别', [...office.categories, ...gone(former.category)])}
              <details class="more" open={MORE.some(name => filter[name])}>
                <summary>更多条件</summary>
                <div>
                  {select('assignee', '承办人', [
                    { id: desk.officer.login, name: '我' },
                    { id: NOBODY, name: '还没有人接' },
                    ...props.officers
                      .filter(o => o.login !== desk.officer.login)
                      .map(o => ({ id: o.login, name: o.name })),
                  ])}
                  {select(
                    'channel',
                    '渠道',
                    CHANNELS.map(id => ({ id, name: CHANNEL_NAMES[id] })),
                  )}
                  {select('overdue', '时限', [
                    { id: 'true', name: '已超期' },
                    { id: 'false', name: '没超期' },
                  ])}
                  <label>
                    收到，从
                    <input type="date" name="from" value={filter['from'] ?? ''} />
                  </label>
                  <label>
                    到
                    <input type="date" name="to" value={filter['to'] ?? ''} />
                  </label>
                </div>
              </details>
              <button type="submit">筛选</button>
              {active && <a href={`/desk?view=${view}`}>清除</a>}
            </form>
          </div>
          <div id="list">
            {view === 'held' && items.length > 0 && (
              <p class="hint">
                短时间内来得太多（同一网络或同一位群众），先放在这里，不逐件提醒。编号和时限照常，时限从收到时算起。看过没问题的，选中后“转入待受理”；广告、骚扰的，选中后“记为无效件”。4
                个工作小时没有人看，或者快到受理时限，会自动转入待受理。
              </p>
            )}
            {filter['q'] && (
              <p class="hint">
                搜索“{filter['q']}”，在“{VIEWS[view].name}”里{items.length === 0 ? '没有找到' : '找到'}。
                {view !== 'all' && <a href={queueUrl(filter, { view: 'all' })}>在全部里搜索</a>}
              </p>
            )}
            {items.length === 0 ? (
              <Empty view={view} filtered={active} />
            ) : (
              <BulkBar {...props} back={queueUrl(filter, {}).replace(/^\/desk\??/, '')}>
                <Rows {...props} />
              </BulkBar>
            )}
            <Pages {...props} />
          </div>
        </section>
      </div>
    </DeskLayout>
  )
}

/** The officer's named lists; the form saves the current filters. */
const SavedViews = ({ desk, saved, filter }: QueueProps) => (
  <section class="saved" aria-labelledby="saved-title">
    <h2 id="saved-title">我的常用</h2>
    {saved.length > 0 && (
      <ul>
        {saved.map(v => (
          <li key={v.id}>
            <a href={`/desk?${v.query}`}>{v.name}</a>
            <form method="post" action={`/desk/saved-views/${v.id}/remove`}>
              <Csrf desk={desk} />
              <button type="submit" class="quiet" aria-label={`去掉常用“${v.name}”`}>
                去掉
              </button>
            </form>
          </li>
        ))}
      </ul>
    )}
    <details>
      <summary>把现在的条件存为常用</summary>
      <form method="post" action="/desk/saved-views" data-once>
        <Csrf desk={desk} />
        <input type="hidden" name="query" value={queueUrl(filter, {}).replace(/^\/desk\??/, '')} />
        <label for="saved-name">名称</label>
        <input id="saved-name" name="name" required maxLength={20} />
        <button type="submit">存</button>
      </form>
    </details>
  </section>
)

const EMPTY: Partial<Record<ViewName, string>> = {
  received: '没有等受理的。新来的会自动出现在这里。',
  held: '没有待核的。短时间内来得太多时，后面的先放在这里。',
  accepted: '没有等分派的。',
  mine: '您手上没有要办的。',
  review: '没有等审核的答复。',
  overdue: '没有超期的。',
  soon: '近两天没有到期的。',
  undelivered: '答复都送到了。',
  extensions: '没有等批的延期。',
  supervised: '没有督办件。',
}

const Empty = ({ view, filtered }: { view: ViewName; filtered: boolean }) => (
  <p class="empty">
    {filtered ? '按这些条件没有找到。' : (EMPTY[view] ?? '这里现在是空的。')}
    {filtered && <a href={`/desk?view=${view}`}>清除条件</a>}
  </p>
)

const Rows = (props: QueueProps) => (
  <table class="cases">
    <thead>
      <tr>
        {canBulk(props.desk) && (
          <th scope="col" class="tick">
            <span class="hidden">选</span>
          </th>
        )}
        <th scope="col">时限</th>
        <th scope="col">诉求</th>
        <th scope="col">承办</th>
        <th scope="col">到哪一步，下一步</th>
      </tr>
    </thead>
    <tbody>
      {props.items.map(item => (
        <Row key={item.number} item={item} {...props} />
      ))}
    </tbody>
  </table>
)

/** The next deadline: acceptance first, then the reply; none once the case is answered. */
function owed(item: CaseListItem, { now, calendar }: QueueProps) {
  if (item.clock === 'met') return null
  // Once the reply is overdue, its deadline is shown.
  if (item.acceptClock !== 'met' && item.clock !== 'overdue') {
    const due = { dueOn: item.acceptDueOn, dueAt: item.acceptDueAt }
    const left = timeLeft(due, item.acceptClock, now, calendar)
    return { ...left, what: '受理', on: item.acceptDueOn, provisional: item.acceptProvisional }
  }
  const left = timeLeft(item, item.clock, now, calendar)
  return { ...left, what: '答复', on: item.dueOn, provisional: item.provisional }
}

function Row({ item, ...props }: QueueProps & { item: CaseListItem }) {
  const due = owed(item, props)
  const { now, desk } = props
  const late = item.supervisionClock === 'overdue'
  return (
    <tr data-case={item.number}>
      {canBulk(desk) && (
        <td class="tick">
          <input type="checkbox" name="number" value={item.number} aria-label={`选 ${item.title}`} />
        </td>
      )}
      <td class={due ? `due ${due.urgency}` : 'due'}>
        {due ? (
          <>
            <b>{due.text}</b>
            <small>
              {sayDay(due.on, now)}前{due.what}
              {due.provisional && '（暂定）'}
            </small>
          </>
        ) : (
          <small>{sayTime(item.receivedAt, now)} 收到</small>
        )}
      </td>
      <td class="what">
        <a href={`/desk/cases/${item.number}`} class="title">
          {item.title}
        </a>
        <small>
          <span class="number">{item.number}</span>
          <span>{item.kindText}</span>
          {item.areaName && <span>{item.areaName}</span>}
          {item.categoryName && <span>{item.categoryName}</span>}
          <span>{CHANNEL_NAMES[item.channel as ChannelName]}</span>
        </small>
      </td>
      <td class="who">
        {item.departmentName ?? <span class="none">未分派</span>}
        {item.assignee && (
          <small>{item.assignee.login === desk.officer.login ? '我' : item.assignee.name}</small>
        )}
      </td>
      <td class="state">
        <span class={`status ${item.status}`}>{item.statusText}</span>
        {item.held && <span class="tag">待核</span>}
        {item.urgent && <span class="tag urgent">急件</span>}
        {item.supervised && (
          <span class={late ? 'tag urgent' : 'tag'}>{late ? '督办逾期未回复' : '督办'}</span>
        )}
        <small class="why">{item.step.why}</small>
        <small class="next">{item.step.next}</small>
      </td>
    </tr>
  )
}

const Pages = ({ filter, items, nextCursor }: QueueProps) =>
  filter['cursor'] || items.length > 0 ? (
    <nav class="pages" aria-label="翻页和下载">
      {filter['cursor'] && <a href={queueUrl(filter, {})}>回到第一页</a>}
      {nextCursor && (
        <a class="button" rel="next" href={queueUrl(filter, { cursor: nextCursor })}>
          下一页
        </a>
      )}
      <span>
        全部下载：<a href={fileUrl(filter, 'csv')}>CSV</a> <a href={fileUrl(filter, 'xlsx')}>Excel</a>
      </span>
    </nav>
  ) : null

const fileUrl = (filter: Readonly<Record<string, string>>, kind: 'csv' | 'xlsx') =>
  queueUrl(filter, { done: null }).replace(/^\/desk/, `/desk/list.${kind}`)
