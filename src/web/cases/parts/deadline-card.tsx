import type { Calendar } from '../../../domain/office/calendar.ts'
import type { CaseView } from '../../../usecases/cases/shown/view-case.ts'
import { sayDay, TimeBar, timeLeft } from '../../shell/parts/time-left.tsx'

/** The deadline that is owed now, why it is that day, and how much of the time is used. */
export function DeadlineCard({ view, now, calendar }: { view: CaseView; now: Date; calendar: Calendar }) {
  const { accept, reply } = view.deadlines
  if (view.clock === 'met') {
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
  const accepting = view.acceptClock !== 'met'
  const left = timeLeft(reply, view.clock, now, calendar)
  const acceptLeft = timeLeft(accept, view.acceptClock, now, calendar)
  return (
    <section class={`card deadline ${left.urgency}`} aria-labelledby="deadline">
      <h2 id="deadline">时限</h2>
      {accepting && (
        <p class={`due ${acceptLeft.urgency}`}>
          <b>{acceptLeft.text}</b>
          <small>
            {sayDay(accept.dueOn, now)}前受理{accept.provisional && '（暂定）'}
          </small>
        </p>
      )}
      <p class={`due ${left.urgency}`}>
        <b>{left.text}</b>
        <small>
          {sayDay(reply.dueOn, now)}前答复{reply.provisional && '（暂定）'}
        </small>
      </p>
      <TimeBar deadline={reply} clock={view.clock} now={now} calendar={calendar} />
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
