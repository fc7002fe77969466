import type { JobState } from '../../usecases/base/job-states.ts'
import { TableHead } from '../shell/parts/tables.tsx'
import { sayTime } from '../shell/parts/time-left.tsx'

const STATES: Record<JobState['state'], string> = {
  off: '没有设，不做',
  never: '还没有做过',
  running: '正在做',
  done: '做好了',
  failed: '没有做成，会自动再试',
  missed: '错过了时间，没有补做',
}

/** The scheduled jobs: last run, its outcome, next run. */
export function JobsTable({ jobs, now }: { jobs: readonly JobState[]; now: Date }) {
  const time = (at: Date | null) => (at ? sayTime(at.toISOString(), now) : '—')
  return (
    <section aria-labelledby="jobs">
      <h2 id="jobs">自动任务</h2>
      <table class="list jobs">
        <TableHead titles={['任务', '上次', '结果', '下次']} />
        <tbody>
          {jobs.map(job => (
            <tr key={job.name}>
              <th scope="row">{job.title}</th>
              <td>{time(job.lastAt)}</td>
              <td>
                {STATES[job.state]}
                {job.error && job.state !== 'missed' && <small> {job.error}</small>}
              </td>
              <td>{time(job.nextAt)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
