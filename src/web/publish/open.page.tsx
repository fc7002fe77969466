import { sayDate, yearOf } from '../../domain/base/civil-date.ts'
import { type Column, sayEvery } from '../../domain/publish/catalogue.ts'
import type { PublicItem } from '../../store/publish/item-lists.ts'
import type { PublicPage, ShownColumn } from '../../usecases/publish/public-items.ts'
import { Older } from '../shell/parts/older.tsx'
import { Scroll } from '../shell/parts/scroll.tsx'
import { SiteLayout } from '../shell/parts/site-layout.tsx'
import { ItemList, type OpenFrame, OpenSearch } from './item-list.tsx'

const NOTHING_YET = '还没有公开的内容。'

/** When a column was last updated, and whether that is late. */
const Updated = ({ state, today }: { state: ShownColumn; today: string }) => (
  <>
    {state.last === null ? '还没有内容' : `${sayDate(state.last, yearOf(today))}更新`}
    {state.late && <strong class="late"> 超过更新时间</strong>}
  </>
)

/** A column over all its places: the items of all, the latest update, late where any is. */
function summed(states: readonly ShownColumn[]): ShownColumn {
  const [first] = states
  const last = states.reduce<string | null>(
    (at, s) => (s.last !== null && (at ?? '') < s.last ? s.last : at),
    null,
  )
  return {
    ...first!,
    last,
    late: states.some(s => s.late),
    items: states.reduce((sum, s) => sum + s.items, 0),
  }
}

const Feed = ({ href }: { href: string }) => (
  <p class="hint">
    <a href={href} type="application/atom+xml">
      订阅更新（Atom）
    </a>
  </p>
)

export const OpenPage = ({
  states,
  latest,
  asking,
  ...frame
}: OpenFrame & {
  states: readonly ShownColumn[]
  latest: readonly PublicItem[]
  asking: readonly PublicItem[]
}) => {
  const { office, catalogue, today } = frame
  const open = asking.filter(item => item.endsOn !== null && item.endsOn >= today)
  return (
    <SiteLayout office={office} title="政府信息公开">
      <h1>政府信息公开</h1>
      <OpenSearch />
      {open.length > 0 && (
        <section aria-labelledby="asking">
          <h2 id="asking">正在征集意见</h2>
          <ItemList items={open} frame={frame} />
        </section>
      )}
      <section aria-labelledby="latest">
        <h2 id="latest">最新公开</h2>
        {latest.length === 0 ? <p>{NOTHING_YET}</p> : <ItemList items={latest} frame={frame} />}
        <Feed href="/open/feed.xml" />
      </section>
      <section aria-labelledby="villages">
        <h2 id="villages">按村（社区）看</h2>
        <ul class="plain">
          {office.areas.map(({ id, name }) => (
            <li key={id}>
              <a href={`/open/${id}`}>{name}</a>
            </li>
          ))}
        </ul>
      </section>
      {catalogue.columns.length > 0 && (
        <section aria-labelledby="columns">
          <h2 id="columns">按栏目看</h2>
          <ul class="items">
            {catalogue.columns.map(column => {
              const state = summed(states.filter(s => s.column.id === column.id))
              return (
                <li key={column.id}>
                  <a href={`/open/column/${column.id}`}>{column.name}</a>
                  <span class="by">
                    {state.items} 条，
                    <Updated state={state} today={today} />
                  </span>
                </li>
              )
            })}
          </ul>
        </section>
      )}
      <p>
        <a href="/open/guide">公开指南和目录</a>
        {'　'}
        <a href="/chat">申请信息公开</a>
      </p>
    </SiteLayout>
  )
}

/** 政府信息公开指南 and 目录. */
export const OpenGuidePage = ({
  html,
  states,
  ...frame
}: OpenFrame & { html: string; states: readonly ShownColumn[] }) => (
  <SiteLayout office={frame.office} title="公开指南和目录">
    <p class="by">
      <a href="/open">政府信息公开</a>
    </p>
    <h1>政府信息公开指南和目录</h1>
    {/* Rendered with raw HTML off. */}
    <div class="rendered" dangerouslySetInnerHTML={{ __html: html }} />
    <section aria-labelledby="catalogue">
      <h2 id="catalogue">公开目录</h2>
      <Scroll label="目录的表格">
        <table class="list">
          <thead>
            <tr>
              <th scope="col">栏目</th>
              <th scope="col">内容</th>
              <th scope="col">依据</th>
              <th scope="col">负责</th>
              <th scope="col">更新</th>
              <th scope="col">最近更新</th>
            </tr>
          </thead>
          <tbody>
            {frame.catalogue.columns.map(column => (
              <tr key={column.id}>
                <th scope="row">
                  <a href={`/open/column/${column.id}`}>{column.name}</a>
                </th>
                <td>{column.about ?? ''}</td>
                <td>{column.basis}</td>
                <td>{frame.names.department(column.department)}</td>
                <td>{sayEvery(column.every)}</td>
                <td>
                  <Updated
                    state={summed(states.filter(s => s.column.id === column.id))}
                    today={frame.today}
                  />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
    </section>
  </SiteLayout>
)

export const OpenSearchPage = ({ q, page, ...frame }: OpenFrame & { q: string; page: PublicPage | null }) => (
  <SiteLayout office={frame.office} title={q ? `找“${q}”` : '找公开信息'}>
    <p class="by">
      <a href="/open">政府信息公开</a>
    </p>
    <h1>找公开信息</h1>
    <OpenSearch q={q} />
    {page &&
      (page.items.length === 0 ? (
        <p>
          没有找到“{q}”。换个词试试，少写几个字。也可以<a href="/chat">申请信息公开</a>。
        </p>
      ) : (
        <ItemList items={page.items} frame={frame} />
      ))}
    <Older href={page?.next ? `/open/search?q=${encodeURIComponent(q)}&before=${page.next}` : null} />
  </SiteLayout>
)

export const OpenColumnPage = ({
  column,
  areaId,
  page,
  states,
  ...frame
}: OpenFrame & {
  column: Column
  areaId: string | undefined
  page: PublicPage
  states: readonly ShownColumn[]
}) => {
  const shown = states.filter(s => areaId === undefined || s.areaId === areaId)
  const query = (next: string | null) =>
    `/open/column/${column.id}?${new URLSearchParams({ ...(areaId && { area: areaId }), ...(next && { before: next }) })}`
  return (
    <SiteLayout office={frame.office} title={column.name}>
      <p class="by">
        <a href="/open">政府信息公开</a>
      </p>
      <h1>{column.name}</h1>
      {column.about && <p>{column.about}</p>}
      <p class="hint">
        {sayEvery(column.every)}。依据：{column.basis}。
        {shown.length > 0 && (
          <>
            最近：
            <Updated state={summed(shown)} today={frame.today} />。
          </>
        )}
      </p>
      {column.of !== 'office' && (
        <form method="get" action={`/open/column/${column.id}`} class="ask">
          <label for="area">哪个村（社区）</label>
          <div class="row">
            <select id="area" name="area">
              <option value="">全部</option>
              {frame.office.areas.map(({ id, name }) => (
                <option key={id} value={id} selected={id === areaId}>
                  {name}
                </option>
              ))}
            </select>
            <button type="submit">看</button>
          </div>
        </form>
      )}
      {page.items.length === 0 ? (
        <p>{NOTHING_YET}</p>
      ) : (
        <ItemList items={page.items} frame={frame} hideColumn hideArea={areaId !== undefined} />
      )}
      <Older href={page.next && query(page.next)} />
      <Feed href={`/open/column/${column.id}/feed.xml`} />
    </SiteLayout>
  )
}

/** The page of one village: what it publishes, column by column. */
export const OpenVillagePage = ({
  village,
  columns,
  ...frame
}: OpenFrame & {
  village: { id: string; name: string }
  columns: readonly { state: ShownColumn; items: readonly PublicItem[] }[]
}) => (
  <SiteLayout office={frame.office} title={`${village.name}公开栏`}>
    <p class="by">
      <a href="/open">政府信息公开</a>
    </p>
    <h1>{village.name}公开栏</h1>
    {columns.length === 0 && <p>{NOTHING_YET}</p>}
    {columns.map(({ state, items }) => (
      <section key={state.column.id} aria-labelledby={`c-${state.column.id}`}>
        <h2 id={`c-${state.column.id}`}>{state.column.name}</h2>
        <p class="hint">
          {sayEvery(state.column.every)}，
          <Updated state={state} today={frame.today} />
        </p>
        {items.length > 0 && <ItemList items={items} frame={frame} hideColumn hideArea />}
        {state.items > items.length && (
          <p>
            <a href={`/open/column/${state.column.id}?area=${village.id}`}>
              全部 {state.items} 条<span class="hidden">{state.column.name}</span>
            </a>
          </p>
        )}
      </section>
    ))}
    <p class="no-print">
      <a href={`/open/${village.id}/sheet`}>打印公开栏（A4）</a>
    </p>
    <Feed href={`/open/${village.id}/feed.xml`} />
  </SiteLayout>
)
