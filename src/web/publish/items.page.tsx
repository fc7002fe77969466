import { shanghaiDate } from '../../domain/base/civil-date.ts'
import type { Office } from '../../domain/office/office.ts'
import { may } from '../../domain/people/policy.ts'
import type { Catalogue } from '../../domain/publish/catalogue.ts'
import { ITEM_STATUS_NAMES, ITEM_STATUSES, type ItemStatus, isOver } from '../../domain/publish/item.ts'
import type { ItemFilter, ItemListRow } from '../../usecases/publish/desk/list-items.ts'
import { type Desk, DeskLayout } from '../shell/parts/desk-layout.tsx'
import { Older } from '../shell/parts/older.tsx'
import { sayTime } from '../shell/parts/time-left.tsx'

interface ItemsProps {
  desk: Desk
  now: Date
  filter: ItemFilter
  items: ItemListRow[]
  next: number | null
  waiting: Partial<Record<ItemStatus, number>>
  columns: Catalogue['columns']
  /** Empty for those who see one village only. */
  areas: Office['areas']
  /** How many columns are late; null for those who may not know. */
  late: number | null
  mayWrite: boolean
  notice?: string | undefined
}

/** The address of a list of items. */
export function itemsUrl(filter: ItemFilter & { before?: number | undefined }): string {
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(filter)) if (value) query.set(name, String(value))
  const text = query.toString()
  return text ? `/desk/items?${text}` : '/desk/items'
}

/** Lists of items by their state: tabs with the counts of what waits. */
export function ItemsPage(props: ItemsProps) {
  const { desk, filter, items, next, waiting, columns, areas, late } = props
  const title = filter.status ? ITEM_STATUS_NAMES[filter.status as ItemStatus] : '全部'
  const narrowed = Boolean(filter.column || filter.area)
  return (
    <DeskLayout desk={desk} title={`公开信息 · ${title}`} place="items" notice={props.notice}>
      <div class="queue">
        <div>
          <nav class="views" aria-label="公开信息分组">
            <ul>
              {([undefined, ...ITEM_STATUSES] as const).map(status => (
                <li key={status ?? ''}>
                  <a
                    href={itemsUrl({ ...filter, status })}
                    aria-current={status === filter.status ? 'page' : undefined}
                  >
                    <span>{status ? ITEM_STATUS_NAMES[status] : '全部'}</span>
                    {status && waiting[status] !== undefined && <b class="count">{waiting[status]}</b>}
                  </a>
                </li>
              ))}
            </ul>
          </nav>
        </div>
        <section aria-labelledby="items-title">
          <div class="queue-head">
            <h1 id="items-title">公开信息 · {title}</h1>
            {props.mayWrite && (
              <a class="button" href="/desk/items/new">
                写一条
              </a>
            )}
          </div>
          {late !== null && late > 0 && (
            <p class="flash soon">
              有 {late} 个栏目超期没有更新。<a href="/desk/items/columns">看是哪些</a>
            </p>
          )}
          <form class="filters" action="/desk/items" method="get">
            {filter.status && <input type="hidden" name="status" value={filter.status} />}
            <select name="column" aria-label="栏目">
              <option value="">栏目</option>
              {columns.map(column => (
                <option key={column.id} value={column.id} selected={column.id === filter.column}>
                  {column.name}
                </option>
              ))}
            </select>
            {areas.length > 0 && (
              <select name="area" aria-label="村（社区）">
                <option value="">村（社区）</option>
                {areas.map(area => (
                  <option key={area.id} value={area.id} selected={area.id === filter.area}>
                    {area.name}
                  </option>
                ))}
              </select>
            )}
            <button type="submit">筛选</button>
            {narrowed && <a href={itemsUrl({ status: filter.status })}>清除</a>}
            {late !== null && <a href="/desk/items/columns">栏目更新情况</a>}
          </form>
          {items.length === 0 ? <Empty {...props} narrowed={narrowed} /> : <Rows {...props} />}
          <Older href={next === null ? null : itemsUrl({ ...filter, before: next })} />
        </section>
      </div>
    </DeskLayout>
  )
}

const EMPTY: Partial<Record<ItemStatus, string>> = {
  draft: '没有草稿。',
  in_review: '没有等审核的。',
  in_secrecy: '没有等保密审查的。',
  scheduled: '没有定时发布的。',
  published: '还没有公开的信息。',
}

function Empty({ filter, narrowed, mayWrite, columns, desk }: ItemsProps & { narrowed: boolean }) {
  if (narrowed)
    return (
      <p class="empty">
        按这些条件没有找到。<a href={itemsUrl({ status: filter.status })}>清除条件</a>
      </p>
    )
  const words = filter.status
    ? (EMPTY[filter.status as ItemStatus] ?? '这里现在是空的。')
    : '还没有公开信息。'
  return (
    <p class="empty">
      {words}
      {columns.length === 0 ? (
        <>公开目录还没有栏目，请管理员在 flows/catalogue.yaml 里写上。</>
      ) : mayWrite ? (
        <>
          点<a href="/desk/items/new">写一条</a>，选好栏目，写标题和正文，送审后由另外两位同事审核。
        </>
      ) : may(desk.officer, 'reviewItems') ? (
        <>通讯员送审的会出现在“待审核”里，等您看。</>
      ) : null}
    </p>
  )
}

const Rows = ({ items, now }: ItemsProps) => (
  <table class="cases">
    <thead>
      <tr>
        <th scope="col">信息</th>
        <th scope="col">栏目、承办</th>
        <th scope="col">状态</th>
      </tr>
    </thead>
    <tbody>
      {items.map(item => (
        <tr key={item.number}>
          <td class="what">
            <a href={`/desk/items/${item.number}`} class="title">
              {item.title}
            </a>
            <small>
              <span class="number">{item.number}</span>
              <span>{item.areaName ?? '全单位'}</span>
              {item.endsOn && <span>截止 {item.endsOn}</span>}
            </small>
          </td>
          <td class="who">
            {item.columnName}
            <small>{item.departmentName}</small>
          </td>
          <td class="state">
            <span class={`status ${item.status}`}>{ITEM_STATUS_NAMES[item.status]}</span>
            {item.consultation && <span class="tag">意见征集</span>}
            {item.liveVersion !== null && item.status !== 'published' && <span class="tag">群众看旧版</span>}
            <small>{sinceOf(item, now)}</small>
          </td>
        </tr>
      ))}
    </tbody>
  </table>
)

/** One line about when, for a row. */
function sinceOf(item: ItemListRow, now: Date): string {
  const at = (date: Date) => sayTime(date.toISOString(), now)
  if (item.status === 'scheduled' && item.publishAt) return `${at(item.publishAt)} 发布`
  if (item.status === 'published' && isOver(item, shanghaiDate(now))) return '已过截止日期'
  if (item.updatedLiveAt) return `${at(item.updatedLiveAt)} 公开`
  if (item.withdrawnAt) return `${at(item.withdrawnAt)} 撤下`
  return `${at(item.createdAt)} 起草`
}
