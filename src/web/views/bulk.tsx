import type { ComponentChildren } from 'preact'
import { MOVES } from '../../domain/moves.ts'
import type { Office } from '../../domain/office.ts'
import { BULK_MOVES, type BulkMove, type BulkResult } from '../../usecases/bulk-move.ts'
import { Csrf, type Desk, DeskLayout } from './desk-layout.tsx'

const movesOf = ({ officer }: Desk): BulkMove[] =>
  BULK_MOVES.filter(move => (MOVES[move].who as readonly string[]).includes(officer.role))

/** Whether this officer can do anything to many at once. */
export const canBulk = (desk: Desk): boolean => movesOf(desk).length > 0

interface BarProps {
  desk: Desk
  office: Pick<Office, 'departments'>
  officers: readonly { login: string; name: string; departmentId: string | null }[]
  /** The query of the list to come back to. */
  back: string
  children: ComponentChildren
}

/** The list with what can be done to the ticked rows below it. */
export function BulkBar({ desk, office, officers, back, children }: BarProps) {
  const moves = movesOf(desk)
  if (moves.length === 0) return <>{children}</>
  return (
    <form method="post" action="/desk/bulk" class="bulk" data-once>
      <Csrf desk={desk} />
      <input type="hidden" name="back" value={back} />
      {children}
      <fieldset class="bulk-bar">
        <legend>选中的</legend>
        <button type="button" class="quiet needs-script" data-tick-all>
          全选
        </button>
        {moves.includes('accept') && (
          <button type="submit" name="move" value="accept">
            受理
          </button>
        )}
        {moves.includes('nudge') && (
          <button type="submit" name="move" value="nudge">
            提醒承办
          </button>
        )}
        {moves.includes('assign') && (
          <span class="pair">
            <select name="to" aria-label="分派给">
              <option value="">选承办单位或人</option>
              {office.departments.map(d => (
                <optgroup key={d.id} label={d.name}>
                  <option value={d.id}>{d.name}（由单位安排）</option>
                  {officers
                    .filter(o => o.departmentId === d.id)
                    .map(o => (
                      <option key={o.login} value={`${d.id}/${o.login}`}>
                        {d.name} · {o.name}
                      </option>
                    ))}
                </optgroup>
              ))}
            </select>
            <button type="submit" name="move" value="assign">
              分派
            </button>
          </span>
        )}
      </fieldset>
    </form>
  )
}

/** What became of each. */
export function BulkResultPage({
  desk,
  move,
  results,
  back,
}: {
  desk: Desk
  move: BulkMove
  results: readonly BulkResult[]
  back: string
}) {
  const failed = results.filter(r => r.refused !== null)
  const { label } = MOVES[move]
  return (
    <DeskLayout desk={desk} title={`批量${label}`} place="queue">
      <h1>批量{label}</h1>
      <p role="status">
        {results.length - failed.length} 件办好
        {failed.length > 0 && `，${failed.length} 件没有办成，原因在下面`}。
      </p>
      <table class="results">
        <thead>
          <tr>
            <th scope="col">编号</th>
            <th scope="col">诉求</th>
            <th scope="col">结果</th>
          </tr>
        </thead>
        <tbody>
          {[...failed, ...results.filter(r => r.refused === null)].map(r => (
            <tr key={r.number}>
              <td class="number">
                <a href={`/desk/cases/${encodeURIComponent(r.number)}`}>{r.number}</a>
              </td>
              <td>{r.title}</td>
              <td class={r.refused ? 'overdue' : 'good'}>{r.refused ?? `已${label}`}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p>
        <a class="button" href={back}>
          回到列表
        </a>
      </p>
    </DeskLayout>
  )
}
