import { BEHALF_ACTS } from '../../../domain/cases/moves.ts'
import { ACT_NAMES } from '../../../domain/cases/resident-acts.ts'
import { InputField, SelectField, TextAreaField } from '../../shell/parts/field.tsx'
import { MoveForm, type MovesProps, SubmitButton, typedProblem, typedValue } from './form.tsx'

/** An act for a resident at the counter or on the phone. It is recorded under the officer's name. */
export const OnBehalf = (props: MovesProps) => (
  <MoveForm {...props} move="onBehalf">
    <p class="hint">
      群众在窗口或电话里提出、自己办不了的，在这里记下。记的是您的名字，不算群众本人办的；撤回只能由本人办。
    </p>
    <fieldset>
      <legend>代办什么</legend>
      {BEHALF_ACTS.map(act => (
        <label key={act} class="radio">
          <input
            type="radio"
            name="act"
            value={act}
            required
            checked={typedValue(props, 'onBehalf', 'act') === act}
          />{' '}
          {ACT_NAMES[act]}
        </label>
      ))}
    </fieldset>
    <TextAreaField
      id="onBehalf-text"
      label="群众说了什么"
      optional
      hint="补充和重新办理要写。"
      problem={typedProblem(props, 'onBehalf', 'text')}
      name="text"
      rows={3}
      maxLength={1000}
      value={typedValue(props, 'onBehalf', 'text')}
    />
    <SelectField
      id="onBehalf-rating"
      label="几分"
      optional
      hint="评价时选。只记录，不计入满意度；群众本人以后还可以评价。"
      problem={typedProblem(props, 'onBehalf', 'rating')}
      name="rating"
    >
      <option value="">不评价</option>
      {['1', '2', '3', '4', '5'].map(n => (
        <option key={n} value={n} selected={typedValue(props, 'onBehalf', 'rating') === n}>
          {n} 分
        </option>
      ))}
    </SelectField>
    <InputField
      id="onBehalf-checked"
      label="怎么核对的"
      hint="例如：看了身份证；回拨了登记的电话。"
      problem={typedProblem(props, 'onBehalf', 'checked')}
      name="checked"
      maxLength={200}
      required
      value={typedValue(props, 'onBehalf', 'checked')}
    />
    <SubmitButton>记下</SubmitButton>
  </MoveForm>
)
