import { sayDate, shanghaiDate } from '../../../domain/base/civil-date.ts'
import type { Office } from '../../../domain/office/office.ts'
import type { FoundReplies, RepliesWanted } from '../../../usecases/cases/public/published-replies.ts'
import type { PublicReply, PublishedAnswer } from '../../../usecases/cases/public/reply-views.ts'
import { InputField, SelectField } from '../../shell/parts/field.tsx'
import { Older } from '../../shell/parts/older.tsx'
import { SiteLayout } from '../../shell/parts/site-layout.tsx'

/** Who answered, where, and when, e.g. `民政办，西河村，2026 年 11 月 2 日`. */
export const byLine = ({
  department,
  area,
  answeredOn,
}: Pick<PublishedAnswer, 'department' | 'area' | 'answeredOn'>): string =>
  [
    department,
    area,
    // An old one must not be read as this year's.
    answeredOn && sayDate(shanghaiDate(new Date(answeredOn)), 0),
  ]
    .filter(Boolean)
    .join('，')

/** One answer as the public sees it. The desk's preview shows this very component. */
export const PublishedReply = ({ reply }: { reply: PublishedAnswer }) => (
  <article class="published">
    {reply.question && <h2>{reply.question}</h2>}
    <p class="words">{reply.text}</p>
    <p class="by">{byLine(reply)}</p>
  </article>
)

/** Said beside every earlier reply, wherever it is shown. */
export const EARLIER = '以前的答复，以最新规定为准'

const EXCERPT = 120
const excerpt = (text: string): string => {
  const letters = [...text.replace(/\s+/gu, ' ')]
  return letters.length <= EXCERPT ? letters.join('') : `${letters.slice(0, EXCERPT - 1).join('')}…`
}

/** Replies to choose from, each a link to its page. */
export const ReplyLinks = ({ replies }: { replies: readonly PublicReply[] }) => (
  <ul class="earlier">
    {replies.map(reply => (
      <li key={reply.id} class="published">
        <a href={`/public/replies/${reply.id}`}>{reply.title}</a>
        <p>{excerpt(reply.text)}</p>
        <p class="by">{byLine(reply)}</p>
      </li>
    ))}
  </ul>
)

export function PublishedPage({
  office,
  wanted,
  feed,
  replies,
  similar,
  next,
}: FoundReplies & { office: Office; wanted: RepliesWanted; feed: string }) {
  const sifted = wanted.q !== undefined || wanted.area !== undefined || wanted.category !== undefined
  const address = (before: number) =>
    `/public/replies?${new URLSearchParams({ ...wanted, before: String(before) } as Record<string, string>)}`
  return (
    <SiteLayout office={office} title="公开的答复" feed={feed}>
      <h1>公开的答复</h1>
      <p class="hint">群众来信里可以公开的答复，个人信息已经去掉。都是以前的答复，以最新规定为准。</p>
      <form action="/public/replies" method="get" class="ask no-print">
        <InputField
          id="q"
          type="search"
          label="找什么？写几个字，或写一句话"
          value={wanted.q ?? ''}
          maxLength={100}
        />
        <div class="pair">
          <Choice
            id="category"
            label="主题"
            every="全部主题"
            list={office.categories}
            chosen={wanted.category}
          />
          <Choice
            id="area"
            label="村（社区）"
            every="全部村（社区）"
            list={office.areas}
            chosen={wanted.area}
          />
        </div>
        <div class="row">
          <button type="submit" class="main">
            找
          </button>
          {sifted && <a href="/public/replies">看全部</a>}
        </div>
      </form>
      {sifted && (
        <h2 aria-live="polite">
          {replies.length === 0 ? '没有找到' : similar ? '没有一字不差的，这些有点像' : '找到这些'}
        </h2>
      )}
      {replies.length > 0 ? (
        <ReplyLinks replies={replies} />
      ) : sifted ? (
        <p>
          换个说法再试，看看<a href="/guides">办事指南</a>，或者<a href="/chat">在网上留言问我们</a>。
        </p>
      ) : (
        <p>还没有公开的答复。</p>
      )}
      <Older href={next === null ? null : address(next)} />
      <p class="hint no-print">
        <a href={feed}>订阅新答复（Atom）</a>
      </p>
    </SiteLayout>
  )
}

const Choice = ({
  id,
  label,
  every,
  list,
  chosen,
}: {
  id: string
  label: string
  every: string
  list: readonly { id: string; name: string }[]
  chosen: string | undefined
}) => (
  <SelectField id={id} label={label}>
    <option value="">{every}</option>
    {list.map(item => (
      <option key={item.id} value={item.id} selected={item.id === chosen}>
        {item.name}
      </option>
    ))}
  </SelectField>
)
