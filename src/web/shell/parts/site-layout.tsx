import type { ComponentChildren } from 'preact'
import type { Office } from '../../../domain/office/office.ts'
import { Logo, Page } from './page.tsx'

/** The residents' site: large type, few words, the phone number always at hand. */
export function SiteLayout({
  office,
  title,
  scripts = [],
  noReferrer = false,
  feed,
  children,
}: {
  office: Pick<Office, 'name' | 'phone' | 'address' | 'hours'>
  title: string
  scripts?: string[]
  noReferrer?: boolean
  feed?: string | undefined
  children: ComponentChildren
}) {
  return (
    <Page title={`${title} · ${office.name}`} className="site" scripts={scripts} {...{ noReferrer, feed }}>
      <a class="skip" href="#main">
        跳到正文
      </a>
      <header class="top">
        <a class="brand" href="/">
          <Logo />
          <span>{office.name}</span>
        </a>
      </header>
      <main id="main" tabIndex={-1}>
        {children}
      </main>
      <footer>
        <p>
          电话 <a href={`tel:${office.phone}`}>{office.phone}</a>，工作日{' '}
          {office.hours.map(h => `${h.from}–${h.to}`).join('，')}
        </p>
        <p>{office.address}</p>
        <nav aria-label="页脚">
          <a href="/guides">办事指南</a>
          <a href="/public/replies">公开的答复</a>
          <a href="/chat">网上留言</a>
          <a href="/c">查进度</a>
          <a href="/open">信息公开</a>
          <a href="/public">公开数据</a>
          <a href="/desk">工作人员</a>
        </nav>
      </footer>
    </Page>
  )
}
