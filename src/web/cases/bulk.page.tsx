import type { ComponentChildren } from 'preact'
import { MOVES } from '../../domain/cases/moves.ts'
import { SET_ASIDE_CODES } from '../../domain/cases/set-aside.ts'
import type { ViewName } from '../../domain/cases/views.ts'
import type { Office } from '../../domain/office/office.ts'
import { BULK_MOVES, type BulkMove, type BulkResult } from '../../usecases/cases/moving/bulk-move.ts'
import { Csrf, type Desk, DeskLayout } from '../shell/parts/desk-layout.tsx'
import { InputField, SelectField } from '../shell/parts/field.tsx'
import { TableHead } from '../shell/parts/tables.tsx'

const movesOf = ({ officer }: Desk): BulkMove[] =>
  BULK_MOVES.filter(move => (MOVES[move].who as readonly string[]).includes(officer.role))

/** Whether this officer has any bulk move. */
export const canBulk = (desk: Desk): boolean => movesOf(desk).length > 0

interface BarProps {
  desk: Desk
  office: Pick<Office, 'departments'>
  officers: readonly { login: string; name: string; departmentId: string | null }[]
  view: ViewName
  /** The query of the list to come back to. */
  back: string
  children: ComponentChildren
}

/** The list with the bulk moves for the ticked rows below it. */
export function BulkBar({ desk, office, officers, view, back, children }: BarProps) {
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
        {moves.includes('release') && view === 'held' && (
          <button type="submit" name="move" value="release">
            转入待受理
          </button>
        )}
        {moves.includes('setAside') && (
          <button type="submit" name="move" value="setAside">
            记为无效件…
          </button>
        )}
        {moves.includes('nudge') && view !== 'held' && (
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

/** Asks for confirmation before many cases are set aside: which, why, and what that means. */
export function BulkSetAsidePage({
  desk,
  cases,
  query,
  back,
  code,
  note,
  problem,
}: {
  desk: Desk
  cases: readonly { number: string; title: string | null }[]
  query: string
  back: string
  code: string
  note: string
  problem?: string | undefined
}) {
  const name = `${cases.length} 件记为无效件`
  return (
    <DeskLayout desk={desk} title={name} place="queue" problem={problem}>
      <h1>{name}</h1>
      <p>
        只用于广告、骚扰和试用。编号、原因和您的名字都留着，报表里单列；它们仍算应答复、没有答复。群众会收到通知，可以要求重新办理。
      </p>
      <form method="post" action="/desk/bulk" data-once>
        <Csrf desk={desk} />
        <input type="hidden" name="move" value="setAside" />
        <input type="hidden" name="sure" value="yes" />
        <input type="hidden" name="back" value={query} />
        <SelectField id="bulk-code" label="是哪一种" name="code" required>
          <option value="">选一种</option>
          {Object.entries(SET_ASIDE_CODES).map(([id, words]) => (
            <option key={id} value={id} selected={id === code}>
              {words}
            </option>
          ))}
        </SelectField>
        <InputField id="bulk-note" label="说明（可不填）" name="note" maxLength={500} value={note} />
        <ul class="rows">
          {cases.map(c => (
            <li key={c.number}>
              <label>
                <input type="checkbox" name="number" value={c.number} checked /> {c.number} {c.title}
              </label>
            </li>
          ))}
        </ul>
        <p class="actions">
          <button type="submit" class="main">
            确认记为无效件
          </button>{' '}
          <a class="button" href={back}>
            不记了，回到列表
          </a>
        </p>
      </form>
    </DeskLayout>
  )
}

/** The result for each case. */
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
        <TableHead titles={['编号', '诉求', '结果']} />
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
