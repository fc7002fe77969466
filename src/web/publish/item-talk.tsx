import { sayDate, shanghaiDate, yearOf } from '../../domain/base/civil-date.ts'
import { TREATMENTS, type Treatment } from '../../domain/publish/item-counts.ts'
import type { LineStep } from '../../domain/publish/item-line.ts'
import type { PublicComment } from '../../store/publish/item-comments.ts'
import type { ItemTalk as Talk } from '../../usecases/publish/item-talk.ts'

/** The address of a comment on the page of its item. */
const anchorOf = (id: number) => `comment-${id}`

/** What was said about an item and answered, how the office treated it, and the dates of it all. */
export const ItemTalk = ({ talk, now }: { talk: Talk; now: Date }) => (
  <section aria-labelledby="talk" class="item-talk">
    <h2 id="talk">意见和答复</h2>
    {talk.consultation && <Consultation talk={talk} now={now} />}
    {talk.comments.length === 0 ? (
      <p>{talk.count === 0 ? '还没有人提意见。' : `收到 ${talk.count} 条，答复公开以后列在这里。`}</p>
    ) : (
      <>
        <p class="hint">
          收到 {talk.count} 条，答复已经公开的列在这里。个人信息已经去掉。
          {talk.more && `只列前 ${talk.comments.length} 条。`}
        </p>
        <ol class="comments">
          {talk.comments.map((comment, i) => (
            <Comment key={comment.id} comment={comment} nth={i + 1} now={now} />
          ))}
        </ol>
      </>
    )}
  </section>
)

const Comment = ({ comment, nth, now }: { comment: PublicComment; nth: number; now: Date }) => (
  <li id={anchorOf(comment.id)} class="published">
    <p class="by">
      第 {nth} 条，
      <Day at={comment.at} now={now} />
      ，看的是第 {comment.version} 版
    </p>
    {comment.question && <p class="question">{comment.question}</p>}
    {comment.treatment && (
      <p>
        <b>{sayTreatment(comment.treatment)}</b>
        {comment.treatmentReason && `：${comment.treatmentReason}`}
      </p>
    )}
    <p class="words">答复：{comment.text}</p>
    {comment.answeredAt && (
      <p class="by">
        <Day at={comment.answeredAt} now={now} /> 答复
      </p>
    )}
  </li>
)

const sayTreatment = (treatment: Treatment): string => TREATMENTS[treatment]

function Consultation({ talk, now }: { talk: Talk; now: Date }) {
  const { endsOn, result } = talk.consultation!
  const until = endsOn && sayDate(endsOn, yearOf(shanghaiDate(now)))
  return (
    <>
      <p>
        {talk.door === 'open'
          ? `正在征求意见${until ? `，${until}截止` : ''}。已经收到 ${talk.count} 条。`
          : `征求意见已经结束${until ? `（${until}截止）` : ''}，一共收到 ${talk.count} 条。`}
      </p>
      {result ? (
        <div class="now">
          <h3>征集结果</h3>
          <p class="words">{result}</p>
        </div>
      ) : (
        talk.door !== 'open' && <p>结果还没有公布。</p>
      )}
    </>
  )
}

/** The line of dates: 公开 → 意见 → 答复 → 整改 → 再公开. */
export const ItemLine = ({ line, now }: { line: readonly LineStep[]; now: Date }) => (
  <section aria-labelledby="line">
    <h2 id="line">经过</h2>
    <ol class="steps">
      {line.map((step, i) => (
        <li key={`${i}`}>
          <Day at={step.at} now={now} /> <b>{STEP_NAMES[step.step]}</b>
          <StepWords step={step} />
        </li>
      ))}
    </ol>
  </section>
)

const STEP_NAMES: Record<LineStep['step'], string> = {
  published: '公开',
  commented: '意见',
  answered: '答复',
  corrected: '整改',
  republished: '再公开',
  concluded: '公布征集结果',
  takenDown: '撤下',
}

/** What a step says beyond its name. */
function StepWords({ step }: { step: LineStep }) {
  switch (step.step) {
    case 'published':
      return <>：第 {step.version} 版</>
    case 'commented':
      return <>：收到第一条意见，到现在一共 {step.count} 条</>
    case 'answered':
      return <>：公开 {step.count} 条答复</>
    case 'corrected':
      return (
        <>
          ：根据群众意见
          {step.nth !== null && (
            <>
              （<a href={`#${anchorOf(step.commentId)}`}>第 {step.nth} 条</a>）
            </>
          )}
          改{step.change && `：${step.change}`}
        </>
      )
    case 'republished':
      return (
        <>
          ：第 {step.version} 版{step.change && `，${step.change}`}
        </>
      )
    case 'concluded':
      return null
    case 'takenDown':
      return <>{step.reason && `：${step.reason}`}</>
  }
}

const Day = ({ at, now }: { at: Date; now: Date }) => {
  const date = shanghaiDate(at)
  return <time dateTime={date}>{sayDate(date, yearOf(shanghaiDate(now)))}</time>
}
