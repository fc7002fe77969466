import type { ItemMoveName } from '../../../domain/publish/moves.ts'
import { itemRule } from '../../../domain/publish/moves.ts'
import type { ItemView } from '../../../usecases/publish/desk/view-item.ts'
import { Csrf, type Desk } from '../../shell/parts/desk-layout.tsx'
import { InputField, type Problems, TextAreaField } from '../../shell/parts/field.tsx'
import { ITEM_FORMS, type OfficerItemMove } from '../item-moves.ts'

/** A form that was refused: what was typed in it, and what was wrong. */
export interface RefusedItemForm {
  /** The move, or `treat` with the number of the comment. */
  move: string
  values: Readonly<Record<string, string>>
  problems: Problems
}

interface Props {
  desk: Desk
  view: ItemView
  typed?: RefusedItemForm | undefined
}

/** The next expected move of each state: its form is open. */
const NEXT: Partial<Record<ItemView['status'], OfficerItemMove>> = {
  draft: 'submit',
  in_review: 'pass',
  in_secrecy: 'check',
  scheduled: 'publishNow',
}

/** What is waited for, for those who cannot do it. */
const WAITS: Partial<Record<ItemView['status'], string>> = {
  draft: '等起草人写好送审。',
  in_review: '等审核人审核。自己起草的，要请另一位同事审。',
  in_secrecy: '等另一位同事做保密审查：不能是起草人，也不能是审核人。',
  scheduled: '到了定好的时间自动发布。',
}

/** What this officer can do with the item now. */
export function ItemMoves(props: Props) {
  const { view, typed } = props
  const moves = view.moves.filter((move): move is OfficerItemMove => move in ITEM_FORMS)
  const next = NEXT[view.status]
  const open = next && moves.includes(next) ? next : undefined
  const folds = moves.filter(move => move !== open)
  const wait = WAITS[view.status]
  return (
    <section class="moves" aria-label="办理">
      {open ? (
        <div class="now">
          <h2>{itemRule(open).label}</h2>
          <MoveForm {...props} move={open} />
        </div>
      ) : (
        wait && <p class="wait">{wait}</p>
      )}
      {folds.length > 0 && (
        <div class="folds">
          <h2>{open ? '其他办理' : '可以办理'}</h2>
          {folds.map(move => (
            <details key={move} id={`move-${move}`} open={typed?.move === move} name="moves">
              <summary>{itemRule(move).label}</summary>
              <MoveForm {...props} move={move} />
            </details>
          ))}
        </div>
      )}
    </section>
  )
}

const max = (field: { max?: number }) => (field.max ? { maxLength: field.max } : {})

function MoveForm({ desk, view, typed, move }: Props & { move: OfficerItemMove }) {
  const rule = itemRule(move as ItemMoveName)
  const mine = typed?.move === move ? typed : undefined
  const value = (name: string) => mine?.values[name] ?? ''
  // A time of publication means nothing for what is not published.
  const fields = ITEM_FORMS[move].filter(field => field.kind !== 'time' || view.openness === 'open')
  return (
    <form
      method="post"
      action={`/desk/items/${view.number}/moves/${move}`}
      class={`move ${move}`}
      data-once
      data-confirm={rule.confirm}
    >
      <Csrf desk={desk} />
      <input type="hidden" name="version" value={view.version} />
      <p class="hint">{rule.about}</p>
      {fields.map(({ name, label, hint, kind, rows, optional, ...field }) => {
        const id = `${move}-${name}`
        const problem = mine?.problems[name]
        if (kind === 'said')
          return (
            <div key={name} class={problem ? 'field wrong' : 'field'}>
              <label class="radio tick" for={id}>
                <input
                  type="checkbox"
                  id={id}
                  name={name}
                  value="yes"
                  checked={value(name) === 'yes'}
                  aria-describedby={problem && `${id}-problem`}
                />
                {label}
              </label>
              {problem && (
                <p class="problem" id={`${id}-problem`}>
                  {problem}
                </p>
              )}
            </div>
          )
        const shared = { id, label, hint, problem, optional, name, value: value(name), ...max(field) }
        if (kind === 'text')
          return <TextAreaField key={name} {...shared} rows={rows ?? 2} required={!optional} />
        return (
          <InputField
            key={name}
            {...shared}
            type={kind === 'time' ? 'datetime-local' : 'text'}
            required={!optional}
          />
        )
      })}
      <button type="submit" class={NEXT[view.status] === move ? 'main' : undefined}>
        {rule.label}
      </button>
    </form>
  )
}
