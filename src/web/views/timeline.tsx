import type { CaseView } from '../../usecases/view-case.ts'
import { eventText, type Names } from './event-text.ts'
import { Time } from './time-left.tsx'

/** Every event with who and when, the latest first. */
export const Timeline = ({ view, names, now }: { view: CaseView; names: Names; now: Date }) => (
  <section class="card timeline" aria-labelledby="timeline">
    <h2 id="timeline">办理经过</h2>
    <ol>
      {view.events.toReversed().map(e => (
        <li key={e.seq} class={e.type}>
          <p>{eventText(e, names)}</p>
          <p class="by">
            {e.by} <Time iso={e.at} now={now} />
          </p>
        </li>
      ))}
    </ol>
  </section>
)
