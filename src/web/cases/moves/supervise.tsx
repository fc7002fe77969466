import { MoveForm, type MovesProps, MoveText, SubmitButton } from './form.tsx'

export const AnswerSupervision = (props: MovesProps) => (
  <MoveForm {...props} move="answerSupervision">
    <p>
      {props.view.supervision?.by}督办：{props.view.supervision?.instruction}
    </p>
    <MoveText props={props} move="answerSupervision" name="text" label="办得怎么样" max={1000} />
    <SubmitButton>回复督办</SubmitButton>
  </MoveForm>
)
