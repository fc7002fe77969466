import type { CaseView } from '../../../usecases/cases/shown/view-case.ts'
import { Csrf, type Desk } from '../../shell/parts/desk-layout.tsx'
import { TextAreaField } from '../../shell/parts/field.tsx'
import { Time } from '../../shell/parts/time-left.tsx'
import type { RefusedForm } from '../moves/form.tsx'

interface Props {
  desk: Desk
  view: CaseView
  now: Date
  typed?: RefusedForm | undefined
}

/** The legal hold of the case; for managers with the form that sets or ends it. */
export function LegalHold({ desk, view, now, typed }: Props) {
  const { legalHold: held, mayHold } = view
  if (!held && !mayHold) return null
  const mine = typed?.move === 'hold' ? typed : undefined
  return (
    <section class="card" id="hold" aria-labelledby="hold-title">
      <h2 id="hold-title">保全</h2>
      {held && (
        <p>
          {held.by && `${held.by}，`}
          <Time iso={held.at} now={now} /> 起保全，到期也不清除。
          {held.reason && `原因：${held.reason}`}
        </p>
      )}
      {mayHold && (
        <details open={mine !== undefined}>
          <summary>{held ? '解除保全' : '保全这一件'}</summary>
          <form
            method="post"
            action={`/desk/cases/${view.number}/${held ? 'release' : 'hold'}`}
            data-once
            data-confirm={
              held
                ? '解除以后，到了保存期限，内容当晚就清除，不能恢复。确定吗？'
                : '保全以后，到期也不清除，群众要求删除也先留着。确定吗？'
            }
          >
            <Csrf desk={desk} />
            <TextAreaField
              id="hold-reason"
              label="原因"
              hint={
                held
                  ? '写明为什么可以不再留。会记在操作记录里。'
                  : '哪个单位、为什么要用，写上文号。只有领导和查操作记录的人看得到。'
              }
              problem={mine?.problems['reason']}
              name="reason"
              rows={2}
              maxLength={500}
              required
              value={mine?.values['reason'] ?? ''}
            />
            <button type="submit">{held ? '解除保全' : '保全'}</button>
          </form>
        </details>
      )}
    </section>
  )
}
