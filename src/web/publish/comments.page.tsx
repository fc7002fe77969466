import type { Office } from '../../domain/office/office.ts'
import type { CommentDoor } from '../../domain/publish/comment.ts'
import type { RegisteredComment } from '../../usecases/publish/comment-on-item.ts'
import type { ItemTalk as Talk } from '../../usecases/publish/item-talk.ts'
import type { Problems } from '../shell/parts/field.tsx'
import { Flashes } from '../shell/parts/flashes.tsx'
import { SiteLayout } from '../shell/parts/site-layout.tsx'
import { sayDay } from '../shell/parts/time-left.tsx'
import { CommentForm, type TypedComment } from './comment-form.tsx'
import { ItemTalk } from './item-talk.tsx'

/** The comments on one item, and the form for one more. */
export function CommentsPage({
  office,
  number,
  title,
  door,
  talk,
  now,
  submission,
  typed,
  problem,
  problems,
}: {
  office: Office
  number: string
  /** Null: it is no longer public. */
  title: string | null
  door: CommentDoor
  talk: Talk | null
  now: Date
  submission: string
  typed?: TypedComment | undefined
  problem?: string | undefined
  problems?: Problems
}) {
  return (
    <SiteLayout office={office} title={`意见和答复：${title ?? number}`} scripts={['desk.js']}>
      <Flashes problem={problem} />
      <h1>意见和答复</h1>
      <p>
        公开信息{' '}
        <a href={`/open/item/${number}`}>
          {number}
          {title !== null && `《${title}》`}
        </a>
        {title === null && '，已经撤下'}
      </p>
      {typed && <CommentForm {...{ number, door, submission, typed }} {...(problems && { problems })} />}
      {talk && <ItemTalk talk={talk} now={now} />}
      {!typed && <CommentForm {...{ number, door, submission }} />}
    </SiteLayout>
  )
}

/** After a comment was registered: what the resident keeps. */
export const RegisteredPage = ({
  office,
  item,
  comment,
  now,
}: {
  office: Office
  /** The number of the item. */
  item: string
  comment: RegisteredComment
  now: Date
}) => {
  const { reply } = comment
  return (
    <SiteLayout office={office} title="已经登记" noReferrer>
      <h1>已经登记</h1>
      {comment.emergency && (
        <p class="flash bad" role="alert">
          {comment.emergency}
        </p>
      )}
      <section class="now" aria-label="您的编号">
        <p class="big">编号 {comment.number}</p>
        <p>
          查询码 <b>{comment.code}</b>
        </p>
        <p class="due">
          最晚 <b>{sayDay(reply.dueOn, now)}</b> {reply.provisional && '（暂定）'}答复
        </p>
        <details class="why">
          <summary>为什么是这一天</summary>
          <p>{reply.explanation}</p>
          <p class="hint">{reply.article}</p>
        </details>
      </section>
      <p>
        <a class="button main" href={comment.url}>
          看办到哪一步
        </a>
      </p>
      <p class="hint">
        请记下编号和查询码。用这个浏览器打开<a href="/chat">网上留言</a>
        ，说“我的诉求”也能找到，答复也会发到那里。
      </p>
      <p>
        <a href={`/open/item/${item}`}>回到这条信息</a>
      </p>
    </SiteLayout>
  )
}
