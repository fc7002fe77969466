import type { CaseView } from '../../../usecases/cases/shown/view-case.ts'
import { Time } from '../../shell/parts/time-left.tsx'
import { eventText, type Names } from './event-text.ts'

/** Every event with who and when, the latest first. */
export interface CaseFinding {
  sampleId: number
  verdict: string
  finding: string
  by: string
  at: string
}

export const Timeline = ({
  view,
  names,
  now,
  findings = [],
}: {
  view: CaseView
  names: Names
  now: Date
  /** Findings of inspections; they are not events of the case. */
  findings?: readonly CaseFinding[]
}) => (
  <section class="card timeline" aria-labelledby="timeline">
    <h2 id="timeline">办理经过</h2>
    {findings.length > 0 && (
      <ul class="findings">
        {findings.map(f => (
          <li key={`${f.sampleId} ${f.at}`}>
            <p>
              <a href={`/desk/samples/${f.sampleId}`}>抽查</a>：{f.verdict}
              {f.finding && `，${f.finding}`}
            </p>
            <p class="by">
              {f.by} <Time iso={f.at} now={now} />
            </p>
          </li>
        ))}
      </ul>
    )}
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
