import type { ReviewedReply, ReviewState } from '../../../usecases/cases/reply-review/list-reviewed.ts'
import { Csrf, type Desk, DeskLayout } from '../../shell/parts/desk-layout.tsx'
import { InputField, type Problems, SelectField, TextAreaField } from '../../shell/parts/field.tsx'
import { Time } from '../../shell/parts/time-left.tsx'

const STATES: Record<ReviewState, string> = { review: '要复核', all: '全部', retired: '已停用' }

const EMPTY: Record<ReviewState, string> = {
  review: '没有要复核的。',
  all: '还没有公开的答复。在件的页面上“定公开属性”，选主动公开。',
  retired: '没有停用的。',
}

/** Why an officer should look at it: `批准或确认已满 18 个月`, `《土地管理法》2026-05-01 有变化`. */
const sayReasons = ({ old, laws }: ReviewedReply['reasons']): string[] => [
  ...(old ? ['批准或上次确认已满 18 个月'] : []),
  ...laws.map(({ name, changedOn }) => `引用的《${name}》${changedOn} 有变化`),
]

function State({ reply, now }: { reply: ReviewedReply; now: Date }) {
  if (reply.retiredAt !== null)
    return (
      <small>
        <b class="tag">已停用</b> <Time iso={reply.retiredAt} now={now} />：
        {reply.retiredReason ?? '原因已清除'}
      </small>
    )
  const reasons = sayReasons(reply.reasons)
  return (
    <small>
      {reasons.length > 0 && <b class="tag">要复核</b>} {reasons.join('；')}
      {reply.confirmedAt !== null && (
        <>
          {reasons.length > 0 && '。'}上次确认：{reply.confirmedBy ?? '不明'}，
          <Time iso={reply.confirmedAt} now={now} />
        </>
      )}
    </small>
  )
}

const Facts = ({ reply, now }: { reply: ReviewedReply; now: Date }) => (
  <small>
    {[reply.department, reply.area].filter(Boolean).join('，')}
    {reply.answeredOn !== null && (
      <>
        ，<Time iso={reply.answeredOn} now={now} /> 批准
      </>
    )}
    ，有用 {reply.useful}，没用 {reply.useless}
    {reply.guideId !== null && `，已有指南《${reply.guideTitle ?? reply.guideId}》`}
  </small>
)

/** All public replies, or those that are to be reviewed. */
export function ReplyReviewPage({
  desk,
  now,
  notice,
  state,
  replies,
  next,
}: {
  desk: Desk
  now: Date
  notice?: string | undefined
  state: ReviewState
  replies: readonly ReviewedReply[]
  next: number | null
}) {
  return (
    <DeskLayout desk={desk} title="公开的答复" place="replies" notice={notice}>
      <div class="sheet wide">
        <h1>公开的答复</h1>
        <p class="hint">
          群众在“公开的答复”里查得到，机器人也会引用。满 18 个月，或引用的法律法规变了（在 office.yaml 的 laws
          里写），就要复核：还有效就确认，不再有效就停用。
        </p>
        <nav class="row" aria-label="公开的答复分组">
          {Object.entries(STATES).map(([id, name]) => (
            <a key={id} href={`/desk/replies?state=${id}`} aria-current={id === state ? 'page' : undefined}>
              {name}
            </a>
          ))}
        </nav>
        {replies.length === 0 ? (
          <p class="empty">{EMPTY[state]}</p>
        ) : (
          <ul class="rows">
            {replies.map(reply => (
              <li key={reply.id}>
                <div class="folds">
                  <a href={`/desk/replies/${reply.id}`}>{reply.title}</a>
                  <Facts reply={reply} now={now} />
                  <State reply={reply} now={now} />
                </div>
              </li>
            ))}
          </ul>
        )}
        {next !== null && (
          <nav class="pages" aria-label="翻页">
            <a class="button" rel="next" href={`/desk/replies?state=${state}&after=${next}`}>
              下一页
            </a>
          </nav>
        )}
      </div>
    </DeskLayout>
  )
}

const Crumbs = ({ title, id }: { title: string; id?: number }) => (
  <p class="crumbs">
    <a href="/desk/replies">公开的答复</a> /{' '}
    {id === undefined ? title : <a href={`/desk/replies/${id}`}>{title}</a>}
  </p>
)

/** One of them, with what an officer may decide. */
export function ReviewedReplyPage({
  desk,
  now,
  notice,
  problem,
  problems,
  reply,
  guides,
  typed,
}: {
  desk: Desk
  now: Date
  notice?: string | undefined
  problem?: string | undefined
  problems: Problems
  reply: ReviewedReply
  guides: readonly { id: string; title: string }[]
  typed: { reason: string; guideId: string }
}) {
  const action = (name: string) => `/desk/replies/${reply.id}/${name}`
  const retired = reply.retiredAt !== null
  return (
    <DeskLayout desk={desk} title={reply.title} place="replies" notice={notice} problem={problem}>
      <div class="sheet wide">
        <Crumbs title="这一份" />
        <h1>{reply.title}</h1>
        {reply.question && <p class="words">问：{reply.question}</p>}
        <p class="words">答：{reply.text}</p>
        <p>
          <Facts reply={reply} now={now} />
          <br />
          <State reply={reply} now={now} />
        </p>
        <p class="row">
          <a href={`/desk/cases/${reply.number}`}>看这一件 {reply.number}</a>
          {!retired && <a href={`/public/replies/${reply.id}`}>看公众看到的页面</a>}
        </p>
        <section aria-labelledby="holds">
          <h2 id="holds">{retired ? '恢复' : '还有效'}</h2>
          <form method="post" action={action('confirm')} data-once>
            <Csrf desk={desk} />
            <button type="submit" class="main">
              {retired ? '仍然有效，恢复公开' : '确认仍然有效'}
            </button>
          </form>
        </section>
        {!retired && (
          <section aria-labelledby="retire">
            <h2 id="retire">不再有效</h2>
            <form method="post" action={action('retire')} data-once>
              <Csrf desk={desk} />
              <InputField
                id="reason"
                label="为什么停用"
                hint="只有工作人员看得到。群众打开这一页，只看到“已停用”。"
                problem={problems['reason']}
                value={typed.reason}
                maxLength={200}
                required
              />
              <button type="submit">停用</button>
            </form>
          </section>
        )}
        <section aria-labelledby="guide">
          <h2 id="guide">办事指南</h2>
          <p class="hint">
            常有人问的，做成指南更好找。草稿只是一个文件，看过改好以后放进 guides 文件夹才生效。
          </p>
          <form method="post" action={action('draft')} data-once>
            <Csrf desk={desk} />
            <button type="submit">做成指南草稿</button>
          </form>
          <form method="post" action={action('guide')} data-once>
            <Csrf desk={desk} />
            <SelectField id="guideId" label="已经有这件事的指南" problem={problems['guideId']}>
              <option value="">没有</option>
              {guides.map(({ id, title }) => (
                <option key={id} value={id} selected={id === (typed.guideId || reply.guideId)}>
                  {title}
                </option>
              ))}
            </SelectField>
            <button type="submit">记下</button>
          </form>
        </section>
      </div>
    </DeskLayout>
  )
}

/** The file of a guide, to be read, completed and taken along. */
export const DraftPage = ({
  desk,
  id,
  file,
  draft,
  title,
}: {
  desk: Desk
  id: number
  file: string
  draft: string
  title: string
}) => (
  <DeskLayout desk={desk} title="指南草稿" place="replies">
    <div class="sheet wide">
      <Crumbs title={title} id={id} />
      <h1>指南草稿</h1>
      <p class="hint">
        答复放在 note 里，请按它把各项填好，核对无误后把 checked 改成 true，再放进 guides 文件夹，运行 huiyin
        guides check，重新读取内容。最后回到上一页，记下是哪份指南。
      </p>
      <TextAreaField
        id="draft"
        label={`guides/${file}`}
        rows={24}
        value={draft}
        readOnly
        spellcheck={false}
      />
      <p class="row">
        <a class="button main" href={`/desk/replies/${id}/draft.yaml`} download>
          下载 {file}
        </a>
      </p>
    </div>
  </DeskLayout>
)
