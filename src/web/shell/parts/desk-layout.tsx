import type { ComponentChildren } from 'preact'
import { ROLE_NAMES } from '../../../domain/office/roles.ts'
import { may, scopeOf } from '../../../domain/people/policy.ts'
import type { SignedIn } from '../../../usecases/people/sign-in.ts'
import { Flashes } from './flashes.tsx'
import { Logo, Page } from './page.tsx'

/** The data that every desk page needs. */
export interface Desk {
  officer: SignedIn
  /** The office's short name. */
  office: string
  csrf: string
  /** Reminders not seen yet. */
  reminders: number
  /** Items that wait for this officer. */
  items: number
}

type Place =
  | 'queue'
  | 'items'
  | 'conversations'
  | 'board'
  | 'audit'
  | 'new'
  | 'canned'
  | 'replies'
  | 'samples'
  | 'visits'
  | 'marks'
  | 'digests'
  | 'dashboard'
  | 'officers'
  | 'settings'
  | 'account'
  | 'reminders'
  | 'item-counts'

const KEYS: [string, string][] = [
  ['j  k', '下一件、上一件'],
  ['Enter', '打开选中的一件'],
  ['a', '受理（队列里选中的一件，或正在看的一件）'],
  ['r', '写答复'],
  ['x', '勾选队列里选中的一件'],
  ['/', '搜索'],
  ['g', '回到队列'],
  ['?', '打开或关上这张表'],
]

/** The list of keyboard shortcuts. It is part of every page; the script only shows it. */
const Help = () => (
  <dialog id="keys" aria-labelledby="keys-title">
    <h2 id="keys-title">键盘操作</h2>
    <table class="keys">
      <tbody>
        {KEYS.map(([key, what]) => (
          <tr key={key}>
            <th scope="row">
              {key.split('  ').map(k => (
                <kbd key={k}>{k}</kbd>
              ))}
            </th>
            <td>{what}</td>
          </tr>
        ))}
      </tbody>
    </table>
    <form method="dialog">
      <button type="submit">关上</button>
    </form>
  </dialog>
)

export const Csrf = ({ desk }: { desk: Desk }) => <input type="hidden" name="_csrf" value={desk.csrf} />

export function DeskLayout({
  desk,
  title,
  place,
  search = '',
  notice,
  problem,
  scripts = [],
  children,
}: {
  desk: Desk
  title: string
  place?: Place
  /** The text in the search field. */
  search?: string
  /** The notice about what was just done. */
  notice?: string | undefined
  problem?: string | undefined
  /** Scripts of this page besides the desk's own. */
  scripts?: readonly string[]
  children: ComponentChildren
}) {
  const { officer } = desk
  const sees = may(officer, 'seeCases')
  const link = (to: Place, href: string, text: ComponentChildren) => (
    <a href={href} aria-current={place === to ? 'page' : undefined}>
      {text}
    </a>
  )
  return (
    <Page
      title={`${title} · ${desk.office}办件台`}
      className="desk"
      scripts={['htmx.min.js', 'desk.js', ...scripts]}
    >
      <a class="skip" href="#main">
        跳到正文
      </a>
      <header class="top">
        <a class="brand" href="/desk">
          <Logo />
          <span>
            {desk.office}
            <small>办件台</small>
          </span>
        </a>
        <nav aria-label="办件台">
          {sees && link('queue', '/desk', '诉求件')}
          {may(officer, 'registerCase') && link('new', '/desk/new', '登记')}
          {may(officer, 'seeItems') &&
            link(
              'items',
              '/desk/items',
              <>公开信息{desk.items > 0 && <b class="count">{desk.items > 99 ? '99+' : desk.items}</b>}</>,
            )}
          {may(officer, 'seeConversations') &&
            scopeOf(officer) === null &&
            link('conversations', '/desk/conversations', '会话')}
          {may(officer, 'useCanned') && link('canned', '/desk/canned', '常用语')}
          {may(officer, 'keepReplies') && link('replies', '/desk/replies', '公开的答复')}
          {may(officer, 'seeBoard') && link('board', '/desk/board', '看板')}
          {may(officer, 'seeDigest') && link('digests', '/desk/digests', '周报')}
          {may(officer, 'seeBoard') && link('dashboard', '/desk/dashboard', '统计')}
          {may(officer, 'seeItemCounts') && link('item-counts', '/desk/items/counts', '信息统计')}
          {may(officer, 'seeInspections') && link('samples', '/desk/samples', '抽查')}
          {may(officer, 'seeMarks') && link('marks', '/desk/marks', '电子监察')}
          {may(officer, 'seeVisits') && link('visits', '/desk/visits', '明查暗访')}
          {may(officer, 'seeAudit') && link('audit', '/desk/audit', '操作记录')}
          {may(officer, 'manageOfficers') && link('officers', '/desk/officers', '人员')}
          {may(officer, 'seeContent') && link('settings', '/desk/settings', '设置')}
        </nav>
        {sees && (
          <form class="find" action="/desk" method="get">
            <input type="hidden" name="view" value="all" />
            <input
              id="find"
              type="search"
              name="q"
              value={search}
              maxLength={100}
              placeholder="编号、标题或内容"
              aria-label="搜索诉求件"
            />
            <button type="submit">搜索</button>
          </form>
        )}
        <div class="me">
          <a
            id="bell"
            class="bell"
            href="/desk/reminders"
            aria-current={place === 'reminders' ? 'page' : undefined}
          >
            提醒 <b data-count={desk.reminders}>{desk.reminders > 99 ? '99+' : desk.reminders || ''}</b>
          </a>
          <a href="/desk/account" aria-current={place === 'account' ? 'page' : undefined}>
            {officer.name}
            <small>{ROLE_NAMES[officer.role]}</small>
          </a>
          <button type="button" class="quiet needs-script" data-keys>
            <kbd>?</kbd> 快捷键
          </button>
          <form method="post" action="/desk/sign-out">
            <Csrf desk={desk} />
            <button type="submit" class="quiet">
              退出
            </button>
          </form>
        </div>
      </header>
      <main id="main" tabIndex={-1}>
        <Flashes notice={notice} problem={problem} />
        {children}
      </main>
      <Help />
    </Page>
  )
}
