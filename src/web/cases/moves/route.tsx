import { SET_ASIDE_CODES } from '../../../domain/cases/set-aside.ts'
import { Field } from '../../shell/parts/field.tsx'
import { Go, MoveForm, type MovesProps, value, Words, wrong } from './form.tsx'

export const Accept = ({ desk, view }: MovesProps) => (
  <MoveForm desk={desk} view={view} move="accept">
    <p>属于本单位办理的，请受理。受理后您就是这件的首问责任人。</p>
    <button type="submit" class="main" data-key="a">
      受理
    </button>
  </MoveForm>
)

export const Release = ({ desk, view }: MovesProps) => (
  <MoveForm desk={desk} view={view} move="release">
    <p class="hint">
      短时间内来得太多，先放在“待核”。看过没问题的转入待受理；直接受理也一样。时限从收到时算起。
    </p>
    <Go>转入待受理</Go>
  </MoveForm>
)

export function Assign(props: MovesProps) {
  const { desk, view, departments, officers } = props
  const { suggestion } = view
  const suggested = departments.find(d => d.id === suggestion?.departmentId)
  const chosen = value(props, 'assign', 'to', view.department ?? suggestion?.departmentId ?? '')
  return (
    <MoveForm desk={desk} view={view} move="assign">
      <Field
        id="assign-to"
        label="交给"
        hint={suggested && `按内容建议：${suggested.name}。`}
        problem={wrong(props, 'assign', 'department') ?? wrong(props, 'assign', 'officer')}
        control={p => (
          <select {...p} name="to" required data-key={view.status === 'accepted' ? 'a' : undefined}>
            <option value="">选承办单位或人</option>
            {departments.map(d => (
              <optgroup key={d.id} label={d.name}>
                <option value={d.id} selected={chosen === d.id}>
                  {d.name}（由单位安排）
                </option>
                {officers
                  .filter(o => o.departmentId === d.id)
                  .map(o => (
                    <option
                      key={o.login}
                      value={`${d.id}/${o.login}`}
                      selected={chosen === `${d.id}/${o.login}`}
                    >
                      {d.name} · {o.name}
                    </option>
                  ))}
              </optgroup>
            ))}
          </select>
        )}
      />
      <Go main={view.status === 'accepted'}>{view.department ? '改派' : '分派'}</Go>
    </MoveForm>
  )
}

export const Decline = (props: MovesProps) => (
  <MoveForm {...props} move="decline">
    <p class="hint">会先交审核，通过后才告诉群众。</p>
    <Words props={props} move="decline" name="reason" label="为什么不受理" max={500} rows={2} />
    <Words
      props={props}
      move="decline"
      name="redirect"
      label="该去哪里办"
      hint="写清单位、地址和电话。"
      max={300}
      rows={2}
    />
    <Go>送审</Go>
  </MoveForm>
)

export const SetAside = (props: MovesProps) => (
  <MoveForm {...props} move="setAside">
    <p class="hint">
      只用于广告、骚扰和试用。编号、原因和您的名字都留着，报表里单列；它仍算应答复、没有答复。
    </p>
    <Field
      id="setAside-code"
      label="是哪一种"
      problem={wrong(props, 'setAside', 'code')}
      control={p => (
        <select {...p} name="code" required>
          <option value="">选一种</option>
          {Object.entries(SET_ASIDE_CODES).map(([code, name]) => (
            <option key={code} value={code} selected={value(props, 'setAside', 'code') === code}>
              {name}
            </option>
          ))}
        </select>
      )}
    />
    <Field
      id="setAside-note"
      label="说明（可不填）"
      problem={wrong(props, 'setAside', 'note')}
      control={p => <input {...p} name="note" maxLength={500} value={value(props, 'setAside', 'note')} />}
    />
    <Go>记为无效件</Go>
  </MoveForm>
)

export const TheObject = (props: MovesProps) => (
  <MoveForm {...props} move="object">
    <p class="hint">受理转办人员同意前，这件仍由本单位办，时限照算。</p>
    <Words
      props={props}
      move="object"
      name="reason"
      label="为什么不该本单位办"
      hint="写明依据和建议交给谁。"
      max={500}
      rows={2}
    />
    <Go>退单</Go>
  </MoveForm>
)

/** What the dispatcher does with an objection: give it to somebody else, take it back, or leave it where it is. */
export const AgreeObjection = (props: MovesProps) => (
  <MoveForm {...props} move="agreeObjection">
    <p class="hint">回到待分派。想好了交给谁，用下面的“改派”一步办完。</p>
    <Go>同意退单</Go>
  </MoveForm>
)

export const RefuseObjection = (props: MovesProps) => (
  <MoveForm {...props} move="refuseObjection">
    <Words
      props={props}
      move="refuseObjection"
      name="reason"
      label={`为什么仍由${props.view.departmentName ?? '原单位'}办`}
      max={500}
      rows={2}
    />
    <Go>不同意退单</Go>
  </MoveForm>
)

export const Merge = (props: MovesProps) => (
  <MoveForm {...props} move="merge" confirm="并案后这件不再单独办理，答复会同样发给这位群众。确定并案吗？">
    <Field
      id="merge-into"
      label="并入哪一件（编号）"
      problem={wrong(props, 'merge', 'into')}
      control={p => (
        <input
          {...p}
          name="into"
          required
          maxLength={20}
          placeholder="2026-00123-4"
          value={value(props, 'merge', 'into')}
        />
      )}
    />
    <Go>并案</Go>
  </MoveForm>
)
