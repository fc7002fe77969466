import { sayDate, shanghaiDate } from '../../../domain/base/civil-date.ts'
import type { Office } from '../../../domain/office/office.ts'
import type { PublicReply } from '../../../usecases/cases/public/reply-views.ts'
import { Flashes } from '../../shell/parts/flashes.tsx'
import { SiteLayout } from '../../shell/parts/site-layout.tsx'
import { EARLIER, PublishedReply } from './published.page.tsx'

const THANKS: Readonly<Record<string, string>> = {
  yes: '谢谢，记下了：有用。',
  no: '谢谢，记下了：没用。还没弄清楚的，可以留言问。',
}

const day = (iso: string) => sayDate(shanghaiDate(new Date(iso)), 0)

/** One public reply on a page of its own. */
export function ReplyPage({
  office,
  reply,
  done,
  feed,
}: {
  office: Office
  reply: PublicReply
  /** What was voted just now. */
  done: string
  feed: string
}) {
  return (
    <SiteLayout office={office} title={reply.title} scripts={['desk.js']} feed={feed}>
      <p class="crumbs no-print">
        <a href="/public/replies">公开的答复</a>
      </p>
      <Flashes notice={Object.hasOwn(THANKS, done) ? THANKS[done] : undefined} />
      <h1>公开的答复</h1>
      <p class="flash soon">{EARLIER}。</p>
      <PublishedReply reply={reply} />
      {reply.confirmedAt !== null &&
        day(reply.confirmedAt) !== day(reply.answeredOn ?? reply.confirmedAt) && (
          <p class="hint">{day(reply.confirmedAt)}核对过，当时仍然有效。</p>
        )}
      {reply.guide && (
        <p>
          现在有这件事的办事指南：<a href={`/guides/${reply.guide.id}`}>{reply.guide.title}</a>
        </p>
      )}
      <form method="post" action={`/public/replies/${reply.id}/vote`} class="vote no-print" data-once>
        <h2>这份答复对您有用吗？</h2>
        <div class="row">
          <button type="submit" name="useful" value="yes">
            有用（{reply.useful}）
          </button>
          <button type="submit" name="useful" value="no">
            没用（{reply.useless}）
          </button>
        </div>
        <p class="hint">不用登录，也不记您是谁。点错了再点一次就改过来。</p>
      </form>
      <p class="row no-print">
        <button type="button" class="needs-script" data-print>
          打印这页
        </button>
        <a class="button" href="/chat">
          没答到，留言问
        </a>
      </p>
    </SiteLayout>
  )
}

/** A reply that the office has withdrawn because it no longer holds. */
export const RetiredPage = ({ office }: { office: Office }) => (
  <SiteLayout office={office} title="这份答复已停用">
    <h1>这份答复已停用</h1>
    <p>内容可能已经过时，请不要再照它办。</p>
    <p>
      看看<a href="/guides">办事指南</a>和<a href="/public/replies">其他公开的答复</a>，或者
      <a href="/chat">在网上留言问我们</a>。
    </p>
  </SiteLayout>
)
