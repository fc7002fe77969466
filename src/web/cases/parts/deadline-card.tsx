import { OPEN } from '../../../domain/cases/case.ts'
import type { Calendar } from '../../../domain/office/calendar.ts'
import type { CaseView } from '../../../usecases/cases/shown/view-case.ts'
import { sayDay, TimeBar, timeLeft } from '../../shell/parts/time-left.tsx'

/** The deadline that is owed now, why it is that day, and how much of the time is used. */
export function DeadlineCard({ view, now, calendar }: { view: CaseView; now: Date; calendar: Calendar }) {
  const { accept, reply } = view.deadlines
  if (!OPEN.includes(view.status)) {
    return (
      <section class="card" aria-labelledby="deadline">
        <h2 id="deadline">时限</h2>
        <p>
          答复时限 {sayDay(reply.dueOn, now)}
          {reply.provisional && '（暂定）'}。{view.replies.length > 0 && '已经答复。'}
        </p>
        <Why text={reply.explanation} article={reply.article} />
      </section>
    )
  }
  const accepting = view.status === 'received'
  const standing = reply.pauses?.at(-1)?.to === null
  const left = timeLeft(reply, now, calendar)
  return (
    <section class={`card deadline ${standing ? 'normal' : left.urgency}`} aria-labelledby="deadline">
      <h2 id="deadline">时限</h2>
      {accepting && (
        <p class={`due ${timeLeft(accept, now, calendar).urgency}`}>
          <b>{timeLeft(accept, now, calendar).text}</b>
          <small>
            {sayDay(accept.dueOn, now)}前受理{accept.provisional && '（暂定）'}
          </small>
        </p>
      )}
      <p class={`due ${standing ? 'normal' : left.urgency}`}>
        <b>{standing ? '时间先停着' : left.text}</b>
        <small>
          {sayDay(reply.dueOn, now)}前答复{reply.provisional && '（暂定）'}
        </small>
      </p>
      <TimeBar deadline={reply} now={now} calendar={calendar} />
      {reply.dueOn !== reply.originalDueOn && <p class="hint">原时限 {sayDay(reply.originalDueOn, now)}</p>}
      <Why text={reply.explanation} article={reply.article} />
    </section>
  )
}

const Why = ({ text, article }: { text: string; article: string }) => (
  <details class="why">
    <summary>为什么是这一天</summary>
    <p>{text}</p>
    <p class="hint">{article}</p>
  </details>
)
