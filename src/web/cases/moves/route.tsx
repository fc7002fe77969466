import { SelectField } from '../../shell/parts/field.tsx'
import { MoveForm, type MovesProps, MoveText, SubmitButton, typedProblem, typedValue } from './form.tsx'

export const Accept = ({ desk, view }: MovesProps) => (
  <MoveForm desk={desk} view={view} move="accept">
    <p>属于本单位办理的，请受理。受理后您就是这件的首问责任人。</p>
    <button type="submit" class="main" data-key="a">
      受理
    </button>
  </MoveForm>
)

export function Assign(props: MovesProps) {
  const { desk, view, departments, officers } = props
  const { suggestion } = view
  const suggested = departments.find(d => d.id === suggestion?.departmentId)
  const chosen = typedValue(props, 'assign', 'to', view.department ?? suggestion?.departmentId ?? '')
  return (
    <MoveForm desk={desk} view={view} move="assign">
      <SelectField
        id="assign-to"
        label="交给"
        hint={
          suggested && `${suggestion?.from === 'item' ? '这条信息归' : '按内容建议：'}${suggested.name}。`
        }
        problem={typedProblem(props, 'assign', 'department') ?? typedProblem(props, 'assign', 'officer')}
        name="to"
        required
        data-key={view.status === 'accepted' ? 'a' : undefined}
      >
        <option value="">选承办单位或人</option>
        {departments.map(d => (
          <optgroup key={d.id} label={d.name}>
            <option value={d.id} selected={chosen === d.id}>
              {d.name}（由单位安排）
            </option>
            {officers
              .filter(o => o.departmentId === d.id)
              .map(o => (
                <option key={o.login} value={`${d.id}/${o.login}`} selected={chosen === `${d.id}/${o.login}`}>
                  {d.name} · {o.name}
                </option>
              ))}
          </optgroup>
        ))}
      </SelectField>
      <SubmitButton main={view.status === 'accepted'}>{view.department ? '改派' : '分派'}</SubmitButton>
    </MoveForm>
  )
}

export const RefuseObjection = (props: MovesProps) => (
  <MoveForm {...props} move="refuseObjection">
    <MoveText
      props={props}
      move="refuseObjection"
      name="reason"
      label={`为什么仍由${props.view.departmentName ?? '原单位'}办`}
      max={500}
      rows={2}
    />
    <SubmitButton>不同意退单</SubmitButton>
  </MoveForm>
)
