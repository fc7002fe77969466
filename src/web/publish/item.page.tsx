import { sayDate, shanghaiDate, yearOf } from '../../domain/base/civil-date.ts'
import { OPENNESS_NAMES } from '../../domain/cases/openness.ts'
import { ARTICLE_STATE_NAMES } from '../../domain/publish/articles.ts'
import { ITEM_STATUS_NAMES } from '../../domain/publish/item.ts'
import { TREATMENTS, type Treatment } from '../../domain/publish/item-counts.ts'
import { LEGAL_REASONS } from '../../domain/publish/legal-reasons.ts'
import { renderMarkdown } from '../../domain/publish/markdown.ts'
import { ITEM_EVENTS } from '../../domain/publish/moves.ts'
import type { ItemView, viewVersion } from '../../usecases/publish/desk/view-item.ts'
import { type Desk, DeskLayout } from '../shell/parts/desk-layout.tsx'
import { Diff } from '../shell/parts/diff.tsx'
import { Time } from '../shell/parts/time-left.tsx'
import { ItemComments } from './parts/item-comments.tsx'
import { ItemFiles } from './parts/item-files.tsx'
import { ItemMoves, type RefusedItemForm } from './parts/move-form.tsx'

interface ItemPageProps {
  desk: Desk
  view: ItemView
  now: Date
  typed?: RefusedItemForm | undefined
  /** It was just begun: what the browser kept of the form is no longer needed. */
  created?: boolean
  notice?: string | undefined
  problem?: string | undefined
}

/** Markdown as a reader sees it. */
export const Rendered = ({ text }: { text: string }) => (
  <div class="rendered" dangerouslySetInnerHTML={{ __html: renderMarkdown(text) }} />
)

export function ItemPage(props: ItemPageProps) {
  const { desk, view, now } = props
  return (
    <DeskLayout
      desk={desk}
      title={`${view.title}（${view.number}）`}
      place="items"
      notice={props.notice}
      problem={props.problem}
    >
      <article class="case item">
        {props.created && <span hidden data-forget="huiyin draft item new" />}
        <header class="case-head">
          <p class="crumbs">
            <a href="/desk/items">公开信息</a> / <span class="number">{view.number}</span>
          </p>
          <h1>{view.title}</h1>
          <p class="state">
            <span class={`status ${view.status}`}>{ITEM_STATUS_NAMES[view.status]}</span>
            <span>{view.columnName}</span>
            <span>{view.areaName ?? '全单位'}</span>
            <span>{view.departmentName}</span>
            {view.consultation && <span class="tag">意见征集</span>}
            {view.openness !== 'open' && <span class="tag">{OPENNESS_NAMES[view.openness]}</span>}
          </p>
          {view.found && (
            <p class="flash soon" id="found">
              {view.found}
            </p>
          )}
          {view.status === 'withdrawn' && view.withdrawnReason && (
            <p class="flash soon">已撤下：{view.withdrawnReason}</p>
          )}
          {view.status === 'draft' && <Returned view={view} />}
        </header>
        <div class="case-main">
          <section class="asked" aria-labelledby="text">
            <h2 id="text">{view.live ? `第 ${view.text.version} 版，还没有公开` : '正文'}</h2>
            {view.text.change && <p class="hint">这一版改了什么：{view.text.change}</p>}
            <Rendered text={view.text.body} />
            <ItemFiles number={view.number} files={view.files} />
            {view.mayWrite && (
              <p>
                <a class="button" href={`/desk/items/${view.number}/edit`}>
                  修改
                </a>
              </p>
            )}
          </section>
          {view.live && (
            <section class="asked" aria-labelledby="compared">
              <h2 id="compared">和群众现在看到的第 {view.live.version} 版比，改了什么</h2>
              {view.live.title !== view.text.title && (
                <div>
                  <Diff before={view.live.title} after={view.text.title} />
                </div>
              )}
              <Diff before={view.live.body} after={view.text.body} />
            </section>
          )}
          {view.result && (
            <section class="asked" aria-labelledby="result">
              <h2 id="result">征集结果</h2>
              <p class="words">{view.result}</p>
            </section>
          )}
          <ItemMoves desk={desk} view={view} typed={props.typed} />
          <ItemComments desk={desk} view={view} now={now} typed={props.typed} />
        </div>
        <aside class="case-side" aria-label="这条的情况">
          <Facts view={view} now={now} />
          <Articles view={view} now={now} />
          <Versions view={view} now={now} />
          <Events view={view} now={now} />
        </aside>
      </article>
    </DeskLayout>
  )
}

/** Why the draft came back. */
function Returned({ view }: { view: ItemView }) {
  const last = view.events.findLast(({ type }) => type === 'returned' || type === 'submitted')
  if (last?.type !== 'returned') return null
  return (
    <p class="flash soon">
      {last.byName}退回修改：{String(last.data['reason'] ?? '')}
    </p>
  )
}

function Facts({ view, now }: { view: ItemView; now: Date }) {
  const year = yearOf(shanghaiDate(now))
  const facts: [string, preact.ComponentChildren][] = [
    ['公开属性', OPENNESS_NAMES[view.openness]],
    [
      '理由',
      view.legalReason &&
        `${LEGAL_REASONS[view.legalReason].name}（${LEGAL_REASONS[view.legalReason].article}）`,
    ],
    ['姓名', view.text.namesReason],
    ['截止日期', view.endsOn && sayDate(view.endsOn, year)],
    ['定时发布', view.publishAt && <Time iso={view.publishAt.toISOString()} now={now} />],
    ['首次公开', view.publishedAt && <Time iso={view.publishedAt.toISOString()} now={now} />],
    ['群众看到', view.liveVersion === null ? '看不到' : `第 ${view.liveVersion} 版`],
  ]
  return (
    <section class="card" aria-labelledby="facts">
      <h2 id="facts">情况</h2>
      <dl class="facts">
        {facts
          .filter(([, value]) => value)
          .map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
      </dl>
    </section>
  )
}

/** How far its versions got in the WeChat account. Nothing where none was ever meant for it. */
const Articles = ({ view, now }: { view: ItemView; now: Date }) =>
  view.articles.length > 0 && (
    <section class="card timeline" aria-labelledby="articles">
      <h2 id="articles">公众号</h2>
      <ol>
        {view.articles.map(article => (
          <li key={article.version}>
            <p>
              第 {article.version} 版：{ARTICLE_STATE_NAMES[article.state]}
            </p>
            {article.error && <p>{article.error}</p>}
            {article.url?.startsWith('http') && (
              <p>
                <a href={article.url} rel="noreferrer">
                  看文章
                </a>
              </p>
            )}
            <p class="by">
              <Time iso={article.updatedAt.toISOString()} now={now} />
            </p>
          </li>
        ))}
      </ol>
    </section>
  )

const Versions = ({ view, now }: { view: ItemView; now: Date }) => (
  <section class="card timeline" aria-labelledby="versions">
    <h2 id="versions">版本</h2>
    <ol>
      {view.versions.map(version => (
        <li key={version.version}>
          <p>
            <a href={`/desk/items/${view.number}/versions/${version.version}`}>第 {version.version} 版</a>
            {version.version === view.liveVersion && <span class="tag">群众看到的</span>}
          </p>
          {version.change && <p>{version.change}</p>}
          {version.because && <p>因为意见 {version.because}</p>}
          <p class="by">
            {version.savedBy} <Time iso={version.savedAt.toISOString()} now={now} />
          </p>
        </li>
      ))}
    </ol>
  </section>
)

/** What an event says besides its name. */
function saidIn(data: Record<string, unknown>): string | null {
  const text = (name: string) => (typeof data[name] === 'string' ? (data[name] as string) : '')
  if (text('treatment'))
    return `${text('comment')}：${TREATMENTS[text('treatment') as Treatment] ?? ''}。${text('reason')}`
  if (text('openness')) return null
  return text('reason') || text('change') || null
}

const Events = ({ view, now }: { view: ItemView; now: Date }) => (
  <section class="card timeline" aria-labelledby="events">
    <h2 id="events">经过</h2>
    <ol>
      {view.events.toReversed().map(event => (
        <li key={event.seq}>
          <p>{ITEM_EVENTS[event.type]?.office ?? event.type}</p>
          {saidIn(event.data) && <p>{saidIn(event.data)}</p>}
          <p class="by">
            {event.byName ?? '系统'} <Time iso={event.at.toISOString()} now={now} />
          </p>
        </li>
      ))}
    </ol>
  </section>
)

/** One version and what it changed. */
export function VersionPage({
  desk,
  now,
  item,
  text,
  before,
  files,
}: { desk: Desk; now: Date } & Awaited<ReturnType<typeof viewVersion>>) {
  const filesIn = (ids: readonly number[]) => files.filter(file => ids.includes(file.id))
  const gone = before ? filesIn(before.files.filter(id => !text.files.includes(id))) : []
  const added = before ? filesIn(text.files.filter(id => !before.files.includes(id))) : []
  return (
    <DeskLayout desk={desk} title={`第 ${text.version} 版 · ${text.title}`} place="items">
      <article class="sheet wide">
        <p class="crumbs">
          <a href="/desk/items">公开信息</a> /{' '}
          <a class="number" href={`/desk/items/${item.number}`}>
            {item.number}
          </a>
        </p>
        <h1>
          第 {text.version} 版：{text.title}
        </h1>
        <p class="by">
          {text.savedBy} <Time iso={text.savedAt.toISOString()} now={now} />
          {text.liveFrom ? (
            <>
              ，<Time iso={text.liveFrom.toISOString()} now={now} /> 公开
            </>
          ) : (
            '，没有公开'
          )}
        </p>
        {text.change && <p>改了什么：{text.change}</p>}
        <section aria-labelledby="body">
          <h2 id="body">正文</h2>
          <Rendered text={text.body} />
          <ItemFiles number={item.number} files={filesIn(text.files)} />
        </section>
        {before && (
          <section aria-labelledby="diff">
            <h2 id="diff">和第 {before.version} 版比</h2>
            {before.title !== text.title && <Diff before={before.title} after={text.title} />}
            {before.body === text.body ? (
              <p class="hint">正文没有变。</p>
            ) : (
              <Diff before={before.body} after={text.body} />
            )}
            {added.length > 0 && <p>新增附件：{added.map(file => file.name).join('、')}</p>}
            {gone.length > 0 && <p>去掉附件：{gone.map(file => file.name).join('、')}</p>}
          </section>
        )}
      </article>
    </DeskLayout>
  )
}
