import { TextAreaField } from '../../shell/parts/field.tsx'
import { ReviewText } from '../parts/review-text.tsx'
import { MoveForm, type MovesProps, MoveText, SubmitButton, typedProblem, typedValue } from './form.tsx'

export function Review(props: MovesProps) {
  const { desk, view } = props
  const pending = view.pending
  if (!pending) return null
  const own = pending.draftedById === desk.officer.id
  const reviews = desk.officer.role === 'reviewer' || desk.officer.role === 'manager'
  return (
    <div class="review">
      <p class="by">
        {pending.draftedBy}
        {pending.purpose === 'decline' ? '拟不予受理' : `的第 ${pending.version} 稿`}，待审核
      </p>
      <ReviewText view={view} />
      {!reviews && <p class="hint">等审核人员看过，就会发给群众。</p>}
      {reviews && own && (
        <p>
          <button type="button" class="main" disabled aria-describedby="own-draft">
            通过并发给群众
          </button>
          <span id="own-draft" class="hint">
            这是您自己写的，要由另一位同事审核。
          </span>
        </p>
      )}
      {view.moves.includes('approve') && (
        <MoveForm
          desk={desk}
          view={view}
          move="approve"
          confirm="答复会马上发给群众，发出后不能收回。确定通过吗？"
        >
          <button type="submit" class="main" data-key="a">
            通过并发给群众
          </button>
        </MoveForm>
      )}
      {view.moves.includes('return') && (
        <MoveForm desk={desk} view={view} move="return">
          <MoveText props={props} move="return" name="reason" label="要改什么" max={500} rows={2} />
          {pending.purpose === 'answer' && (
            <details open={Boolean(typedValue(props, 'return', 'text'))}>
              <summary>直接替他改（改过的由另一位同事审核）</summary>
              <TextAreaField
                id="return-text"
                label="改好的答复"
                problem={typedProblem(props, 'return', 'text')}
                name="text"
                rows={7}
                maxLength={5000}
                value={typedValue(props, 'return', 'text', pending.text)}
              />
            </details>
          )}
          <SubmitButton>退回修改</SubmitButton>
        </MoveForm>
      )}
    </div>
  )
}
