import { sayDate, shanghaiDate } from '../../domain/base/civil-date.ts'
import type { Office } from '../../domain/office/office.ts'
import type { PublishedAnswer } from '../../usecases/cases/public/published-replies.ts'
import { Older } from '../shell/parts/older.tsx'
import { SiteLayout } from '../shell/parts/site-layout.tsx'

/** One answer as the public sees it. The desk's preview shows this very component. */
export const PublishedReply = ({ reply }: { reply: PublishedAnswer }) => (
  <article class="published">
    {reply.question && <h2>{reply.question}</h2>}
    <p class="words">{reply.text}</p>
    <p class="by">
      {[reply.department, reply.area].filter(Boolean).join('，')}
      {reply.answeredOn && `，${sayDate(shanghaiDate(new Date(reply.answeredOn)))}`}
    </p>
  </article>
)

export const PublishedPage = ({
  office,
  answers,
  next,
}: {
  office: Office
  answers: readonly PublishedAnswer[]
  next: number | null
}) => (
  <SiteLayout office={office} title="公开的答复">
    <h1>公开的答复</h1>
    <p class="hint">群众来信里可以公开的答复，个人信息已经去掉。</p>
    {answers.length === 0 ? (
      <p>还没有公开的答复。</p>
    ) : (
      answers.map((reply, i) => <PublishedReply key={`${i}`} reply={reply} />)
    )}
    <Older href={next === null ? null : `/public/replies?before=${next}`} />
  </SiteLayout>
)
