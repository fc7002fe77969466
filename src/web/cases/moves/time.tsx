import { Field } from '../../shell/parts/field.tsx'
import { Go, MoveForm, type MovesProps, value, Words, wrong } from './form.tsx'

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
      <Field
        id="extend-days"
        label="延长几天（按这件的算法，工作日或自然日）"
        problem={wrong(props, 'extend', 'days')}
        control={p => (
          <input
            {...p}
            type="number"
            name="days"
            min={1}
            max={90}
            required
            inputMode="numeric"
            value={value(props, 'extend', 'days', asked ? String(asked.days) : '')}
          />
        )}
      />
      <Words
        props={props}
        move="extend"
        name="reason"
        label={manager ? '原因（会告诉群众）' : '原因'}
        max={500}
        rows={2}
        fallback={asked?.reason ?? ''}
      />
      <Go>{manager ? '批准延期' : '申请延期'}</Go>
    </MoveForm>
  )
}

export const RefuseExtension = (props: MovesProps) => (
  <MoveForm {...props} move="refuseExtension">
    <Words props={props} move="refuseExtension" name="reason" label="为什么不同意" max={500} rows={2} />
    <Go>不同意延期</Go>
  </MoveForm>
)

export const AskResident = (props: MovesProps) => (
  <MoveForm {...props} move="askResident">
    <Words
      props={props}
      move="askResident"
      name="text"
      label="请群众补充什么"
      hint="会原样发给群众。"
      max={1000}
    />
    <Go>发给群众</Go>
  </MoveForm>
)

export const AskThirdParty = (props: MovesProps) => (
  <MoveForm {...props} move="askThirdParty">
    <p class="hint">征求意见的时间不算，最多 15 个工作日。新的日子会告诉申请人。</p>
    <Words
      props={props}
      move="askThirdParty"
      name="text"
      label="征求谁的意见"
      hint="只有工作人员看得到。"
      max={500}
      rows={2}
    />
    <Go>开始征求</Go>
  </MoveForm>
)

export const ThirdPartyAnswered = (props: MovesProps) => (
  <MoveForm {...props} move="thirdPartyAnswered">
    <Words props={props} move="thirdPartyAnswered" name="text" label="第三方怎么说" max={1000} rows={2} />
    <Go>记下，接着计时</Go>
  </MoveForm>
)
