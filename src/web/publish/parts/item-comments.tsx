import { STATUS_NAMES, type Status } from '../../../domain/cases/case.ts'
import { TREATMENTS } from '../../../domain/publish/item-counts.ts'
import type { ItemView, ShownComment } from '../../../usecases/publish/desk/view-item.ts'
import { Csrf, type Desk } from '../../shell/parts/desk-layout.tsx'
import { SelectField, TextAreaField } from '../../shell/parts/field.tsx'
import { Older } from '../../shell/parts/older.tsx'
import { Time } from '../../shell/parts/time-left.tsx'
import type { RefusedItemForm } from './move-form.tsx'

interface Props {
  desk: Desk
  view: ItemView
  now: Date
  typed?: RefusedItemForm | undefined
}

/** Comments on an item: each is a case; of a consultation each is treated, too. */
export function ItemComments(props: Props) {
  const { view } = props
  if (view.comments.length === 0 && !view.consultation) return null
  return (
    <section class="asked comments" aria-labelledby="comments">
      <h2 id="comments">群众的意见</h2>
      {view.comments.length === 0 ? (
        <p class="empty">还没有人提意见。</p>
      ) : (
        <ul class="rows">
          {view.comments.map(comment => (
            <li key={comment.number}>
              <Comment {...props} comment={comment} />
            </li>
          ))}
        </ul>
      )}
      <Older
        href={
          view.moreComments === null
            ? null
            : `/desk/items/${view.number}?comments=${view.moreComments}#comments`
        }
      />
    </section>
  )
}

function Comment({ desk, view, now, typed, comment }: Props & { comment: ShownComment }) {
  const { number, sees, title, treatment } = comment
  const mine = typed?.move === 'treat' && typed.values['comment'] === number ? typed : undefined
  const id = `treat-${number}`
  return (
    <div class="comment">
      <p>
        {sees ? <a href={`/desk/cases/${number}`}>{title}</a> : '别的承办单位在办'}{' '}
        <span class="tag">{STATUS_NAMES[comment.status as Status]}</span>
      </p>
      <p class="by">
        <span class="number">{number}</span> 对第 {comment.version} 版，{' '}
        <Time iso={comment.createdAt.toISOString()} now={now} />
      </p>
      {treatment && (
        <p>
          <b>{TREATMENTS[treatment]}</b>：{comment.treatmentReason}
        </p>
      )}
      {view.mayTreat && (
        <details open={mine !== undefined}>
          <summary>{treatment ? '改处理' : '怎么处理'}</summary>
          <form method="post" action={`/desk/items/${view.number}/treat`} data-once>
            <Csrf desk={desk} />
            <input type="hidden" name="comment" value={number} />
            <SelectField
              id={`${id}-treatment`}
              name="treatment"
              label="采纳吗"
              problem={mine?.problems['treatment']}
              required
            >
              <option value="">选一种</option>
              {Object.entries(TREATMENTS).map(([value, name]) => (
                <option
                  key={value}
                  value={value}
                  selected={(mine?.values['treatment'] ?? treatment) === value}
                >
                  {name}
                </option>
              ))}
            </SelectField>
            <TextAreaField
              id={`${id}-reason`}
              name="reason"
              label="理由"
              hint="群众看得到。"
              problem={mine?.problems['reason']}
              rows={2}
              maxLength={500}
              required
              value={mine?.values['reason'] ?? comment.treatmentReason ?? ''}
            />
            <button type="submit">记下</button>
          </form>
        </details>
      )}
    </div>
  )
}
