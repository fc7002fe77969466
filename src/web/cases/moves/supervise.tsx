import { Field } from '../../shell/parts/field.tsx'
import { Go, MoveForm, type MovesProps, value, Words, wrong } from './form.tsx'

export const Supervise = (props: MovesProps) => (
  <MoveForm {...props} move="supervise">
    <Words props={props} move="supervise" name="instruction" label="督办意见" max={1000} />
    <Field
      id="supervise-dueOn"
      label="几号前回复"
      hint="不填就是 3 个工作日内。"
      problem={wrong(props, 'supervise', 'dueOn')}
      control={p => <input {...p} type="date" name="dueOn" value={value(props, 'supervise', 'dueOn')} />}
    />
    <Go>督办</Go>
  </MoveForm>
)

export const AnswerSupervision = (props: MovesProps) => (
  <MoveForm {...props} move="answerSupervision">
    <p>
      {props.view.supervision?.by}督办：{props.view.supervision?.instruction}
    </p>
    <Words props={props} move="answerSupervision" name="text" label="办得怎么样" max={1000} />
    <Go>回复督办</Go>
  </MoveForm>
)

export const Nudge = (props: MovesProps) => (
  <MoveForm {...props} move="nudge">
    <p class="hint">会记在办理经过里，承办人打开这件就能看到。</p>
    <Go>提醒承办</Go>
  </MoveForm>
)
