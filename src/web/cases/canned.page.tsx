import { CANNED_VARIABLES } from '../../domain/cases/canned.ts'
import type { Office } from '../../domain/office/office.ts'
import { may } from '../../domain/people/policy.ts'
import type { CannedReply } from '../../usecases/cases/shown/canned-replies.ts'
import { Csrf, type Desk, DeskLayout } from '../shell/parts/desk-layout.tsx'
import { InputField, type Problems, SelectField, TextAreaField } from '../shell/parts/field.tsx'

interface TypedCanned {
  /** The one being changed; null for a new one. */
  id: number | null
  title: string
  text: string
  departmentId: string
  problems: Problems
}

export interface CannedProps {
  desk: Desk
  replies: readonly CannedReply[]
  departments: Office['departments']
  /** The only department this officer edits them for; null for all. */
  scope: string | null
  typed?: TypedCanned
  notice?: string | undefined
  problem?: string
}

/** Texts that officers write often, by department, with variables that are filled in for each case. */
export function CannedPage(props: CannedProps) {
  const { desk, replies, departments, typed, notice, problem } = props
  const keeps = may(desk.officer, 'keepCanned')
  const nameOf = (id: string | null) =>
    id === null ? '全单位' : (departments.find(d => d.id === id)?.name ?? id)
  const groups = [...new Set(replies.map(r => r.departmentId))]
  return (
    <DeskLayout desk={desk} title="常用语" place="canned" notice={notice} problem={problem}>
      <div class="sheet wide canned">
        <h1>常用语</h1>
        <p class="hint">写答复时，在编辑框旁边点“插入”。大括号里的词会换成那一件的内容。</p>
        {replies.length === 0 && (
          <p class="empty">
            还没有常用语。{keeps ? '把常写的几句话存在这里，大家都能用。' : '请审核人员或领导添加。'}
          </p>
        )}
        {groups.map(group => (
          <section key={group ?? ''} aria-label={nameOf(group)}>
            <h2>{nameOf(group)}</h2>
            {replies
              .filter(r => r.departmentId === group)
              .map(r =>
                r.mine ? (
                  <details key={r.id} open={typed?.id === r.id}>
                    <summary>
                      {r.title} <small>{[...r.text].slice(0, 40).join('')}</small>
                    </summary>
                    <Form {...props} reply={r} />
                    <form
                      method="post"
                      action={`/desk/canned/${r.id}/remove`}
                      data-confirm={`删掉“${r.title}”？`}
                    >
                      <Csrf desk={desk} />
                      <button type="submit" class="quiet">
                        删掉
                      </button>
                    </form>
                  </details>
                ) : (
                  <details key={r.id}>
                    <summary>{r.title}</summary>
                    <p class="words">{r.text}</p>
                  </details>
                ),
              )}
          </section>
        ))}
        {keeps && (
          <section aria-labelledby="canned-new">
            <h2 id="canned-new">新增一条</h2>
            <Form {...props} />
          </section>
        )}
        <section aria-labelledby="variables">
          <h2 id="variables">能用的变量</h2>
          <dl class="facts">
            {Object.entries(CANNED_VARIABLES).map(([name, { means }]) => (
              <div key={name}>
                <dt>{`{${name}}`}</dt>
                <dd>{means}</dd>
              </div>
            ))}
          </dl>
        </section>
      </div>
    </DeskLayout>
  )
}

function Form({ desk, departments, scope, typed, reply }: CannedProps & { reply?: CannedReply }) {
  const mine = typed && typed.id === (reply?.id ?? null) ? typed : undefined
  const id = reply ? String(reply.id) : 'new'
  const chosen = mine?.departmentId ?? reply?.departmentId ?? scope ?? ''
  const problems = mine?.problems ?? {}
  return (
    <form method="post" action={reply ? `/desk/canned/${reply.id}` : '/desk/canned'} data-once>
      <Csrf desk={desk} />
      <div class="pair">
        <InputField
          id={`title-${id}`}
          label="名称"
          problem={problems['title']}
          name="title"
          required
          maxLength={30}
          value={mine?.title ?? reply?.title ?? ''}
        />
        <SelectField
          id={`department-${id}`}
          label="给谁用"
          problem={problems['departmentId']}
          name="departmentId"
        >
          {scope === null && <option value="">全单位</option>}
          {departments
            .filter(d => scope === null || d.id === scope)
            .map(d => (
              <option key={d.id} value={d.id} selected={d.id === chosen}>
                {d.name}
              </option>
            ))}
        </SelectField>
      </div>
      <TextAreaField
        id={`text-${id}`}
        label="内容"
        hint="例如：{称呼}，您反映的“{标题}”我们 {时限} 前答复您。"
        problem={problems['text']}
        name="text"
        rows={4}
        required
        maxLength={2000}
        value={mine?.text ?? reply?.text ?? ''}
      />
      <button type="submit">存</button>
    </form>
  )
}
