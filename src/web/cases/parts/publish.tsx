import { OPENNESS_NAMES } from '../../../domain/cases/openness.ts'
import { InputField, SelectField, TextAreaField } from '../../shell/parts/field.tsx'
import { MarkedText } from '../../shell/parts/personal-marks.tsx'
import { MoveForm, type MovesProps, typedProblem, typedValue } from '../moves/form.tsx'
import { PublishedReply } from '../replies/published.page.tsx'

/**
 * The form for openness: choice, secrecy check and preview. The preview is a separate step that changes nothing and
 * shows exactly what the next button publishes.
 */
export function PublishForm(props: MovesProps) {
  const { view, desk } = props
  const answer = view.replies.findLast(r => r.purpose === 'answer')
  const question = typedValue(props, 'publish', 'redactedQuestion', view.publishable?.question ?? '')
  const text = typedValue(props, 'publish', 'redactedText', view.publishable?.text ?? '')
  const openness = typedValue(props, 'publish', 'openness', view.openness ?? '')
  return (
    <MoveForm desk={desk} view={view} move="publish">
      <SelectField
        id="publish-openness"
        label="公开属性"
        problem={typedProblem(props, 'publish', 'openness')}
        name="openness"
        required
      >
        <option value="">请选</option>
        {Object.entries(OPENNESS_NAMES).map(([id, name]) => (
          <option key={id} value={id} selected={openness === id}>
            {name}
          </option>
        ))}
      </SelectField>
      <InputField
        id="publish-reason"
        label="为什么不予公开"
        hint="不予公开时必填。"
        optional
        problem={typedProblem(props, 'publish', 'reason')}
        name="reason"
        maxLength={500}
        value={typedValue(props, 'publish', 'reason')}
      />
      <InputField
        id="publish-redactedQuestion"
        label="公开的问题"
        hint="群众反映的事，用一句话写。"
        problem={typedProblem(props, 'publish', 'redactedQuestion')}
        name="redactedQuestion"
        maxLength={200}
        value={question}
      />
      <TextAreaField
        id="publish-redactedText"
        label="公开的答复"
        hint="找到的姓名、电话、住址、车牌已经换掉。没有介绍语的姓名程序看不出来，请自己看一遍。"
        problem={typedProblem(props, 'publish', 'redactedText')}
        name="redactedText"
        rows={5}
        maxLength={5000}
        value={text}
      />
      <label class="check">
        <input
          type="checkbox"
          name="secrecyChecked"
          value="yes"
          checked={typedValue(props, 'publish', 'secrecyChecked') === 'yes'}
        />
        已做保密审查：不含国家秘密、工作秘密、商业秘密和个人隐私
      </label>
      {typedProblem(props, 'publish', 'secrecyChecked') && (
        <p class="problem">{typedProblem(props, 'publish', 'secrecyChecked')}</p>
      )}
      {typedValue(props, 'publish', 'preview') && (
        <div class="preview">
          <h3>公众会看到</h3>
          <PublishedReply
            reply={{
              question,
              text,
              department: view.departmentName,
              area: view.areaName,
              answeredOn: answer?.approvedAt ?? null,
            }}
          />
          <p class="hint">
            再看一遍标出的地方：
            <MarkedText text={`${question} ${text}`} />
          </p>
        </div>
      )}
      <div class="row">
        <button type="submit" formAction={`/desk/cases/${view.number}/preview`}>
          预览公众看到的样子
        </button>
        <button type="submit" class="main">
          确定公开属性
        </button>
      </div>
    </MoveForm>
  )
}
