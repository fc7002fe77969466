import { InputField } from '../../shell/parts/field.tsx'
import { MoveForm, type MovesProps, MoveText, SubmitButton, typedProblem, typedValue } from './form.tsx'

export function Extend(props: MovesProps) {
  const manager = props.desk.officer.role === 'manager'
  const asked = manager ? props.view.extensionAsked : null
  return (
    <MoveForm {...props} move="extend">
      {asked && (
        <p>
          {asked.by}申请延 {asked.days} 天：{asked.reason}
        </p>
      )}
      <p class="hint">{manager ? '批准后会把新的时限和原因告诉群众，只能延一次。' : '要领导批准才算数。'}</p>
      <InputField
        id="extend-days"
        label="延长几天（按这件的算法，工作日或自然日）"
        problem={typedProblem(props, 'extend', 'days')}
        type="number"
        name="days"
        min={1}
        max={90}
        required
        inputMode="numeric"
        value={typedValue(props, 'extend', 'days', asked ? String(asked.days) : '')}
      />
      <MoveText
        props={props}
        move="extend"
        name="reason"
        label={manager ? '原因（会告诉群众）' : '原因'}
        max={500}
        rows={2}
        fallback={asked?.reason ?? ''}
      />
      <SubmitButton>{manager ? '批准延期' : '申请延期'}</SubmitButton>
    </MoveForm>
  )
}
