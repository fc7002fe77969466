import { sayClock } from '../../../domain/base/civil-date.ts'
import { APPLICANTS, OUTCOME_GROUPS, OUTCOMES } from '../../../domain/cases/disclosure.ts'
import { MAX_PICTURES } from '../../../usecases/cases/public/reply-pictures.ts'
import type { ShownAttachment } from '../../../usecases/cases/shown/show-attachment.ts'
import { InputField, SelectField, TextAreaField } from '../../shell/parts/field.tsx'
import { MediaList } from '../parts/transcript.tsx'
import { MoveForm, type MovesProps, typedProblem, typedValue } from './form.tsx'
import { EditorHelp } from './help.tsx'

export function Draft(props: MovesProps) {
  const { desk, view, kept } = props
  const pending = view.pending?.purpose === 'answer' ? view.pending : null
  const typed = props.typed?.move === 'draft'
  const back = !typed && kept ? kept : null
  const stale = props.stale || back?.stale
  const text = typedValue(props, 'draft', 'text', back?.text ?? pending?.text ?? '')
  return (
    <div class="write">
      <MoveForm desk={desk} view={view} move="draft" id="draft-form" files>
        {back && <p class="hint">您 {sayClock(back.savedAt)} 写的还没有存，已放回。</p>}
        {pending?.status === 'returned' && (
          <p class="flash soon">退回修改{pending.reviewNote && `：${pending.reviewNote}`}</p>
        )}
        {stale && pending && pending.text !== text && (
          <div class="theirs">
            <p>
              <b>现在存着的</b>（{pending.draftedBy}，第 {pending.version} 稿）
            </p>
            <p class="words">{pending.text}</p>
            <p>
              <b>您写的</b>在下面，还没有存。看过上面的再决定：再存一次，就用您的。
            </p>
          </div>
        )}
        <TextAreaField
          id="draft-text"
          label="给群众的答复"
          hint={
            pending && !stale
              ? `${pending.draftedBy}的第 ${pending.version} 稿。`
              : '用大白话写：查到了什么，怎么办，什么时候办好，有事找谁。'
          }
          problem={typedProblem(props, 'draft', 'text')}
          name="text"
          rows={9}
          maxLength={5000}
          required
          value={text}
          data-key="r"
          data-keep={`draft ${view.number} ${view.version}`}
          data-keep-at={`/desk/cases/${view.number}/keep`}
        />
        <Pictures props={props} pictures={pending?.pictures ?? []} />
        {view.kind === 'disclosure' && <DisclosureOutcome props={props} />}
        <div class="row">
          <button type="submit" name="after" value="submit" class="main">
            存好并送审
          </button>
          <button type="submit" name="after" value="">
            只存草稿
          </button>
          <span class="hint kept" role="status" />
        </div>
      </MoveForm>
      <EditorHelp number={view.number} pieces={props.pieces ?? []} />
    </div>
  )
}

/** Photos sent with the answer, e.g. of the repaired lamp. */
const Pictures = ({ props, pictures }: { props: MovesProps; pictures: readonly ShownAttachment[] }) => (
  <>
    {pictures.length > 0 && (
      <fieldset>
        <legend>已附的照片</legend>
        <MediaList attachments={pictures} />
        {pictures.map((p, i) => (
          <label key={p.id} class="radio">
            <input type="checkbox" name="drop" value={p.id} /> 去掉照片 {i + 1}
          </label>
        ))}
      </fieldset>
    )}
    {pictures.length < MAX_PICTURES && (
      <InputField
        id="draft-pictures"
        label={`附照片（可不附，最多 ${MAX_PICTURES} 张）`}
        hint="每张不超过 10 MB。审核通过后和答复一起发给群众，也在他的办理页面上。"
        problem={typedProblem(props, 'draft', 'pictures')}
        type="file"
        name="pictures"
        accept="image/jpeg,image/png,image/webp,image/gif"
        multiple
      />
    )}
  </>
)

/** How a disclosure application ends: one row of the annual report. Without it the answer can not go to review. */
const DisclosureOutcome = ({ props }: { props: MovesProps }) => {
  const groups = Object.entries(OUTCOME_GROUPS)
  const chosen = typedValue(props, 'draft', 'outcome', '')
  return (
    <>
      <SelectField
        id="draft-outcome"
        label="处理结果（计入年度报告）"
        problem={typedProblem(props, 'draft', 'outcome')}
        name="outcome"
      >
        <option value="">不改</option>
        {groups.map(([group, title]) => (
          <optgroup key={group} label={title}>
            {Object.entries(OUTCOMES)
              .filter(([, o]) => o.group === group)
              .map(([id, o]) => (
                <option key={id} value={id} selected={id === chosen}>
                  {o.name}
                </option>
              ))}
          </optgroup>
        ))}
      </SelectField>
      <SelectField
        id="draft-applicant"
        label="申请人"
        problem={typedProblem(props, 'draft', 'applicant')}
        name="applicant"
      >
        {Object.entries(APPLICANTS).map(([id, name]) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </SelectField>
    </>
  )
}
