import type { ComponentChildren } from 'preact'
import { APPLICANTS, OUTCOME_GROUPS, OUTCOMES } from '../../domain/disclosure.ts'
import { MOVES, type OfficerMove } from '../../domain/moves.ts'
import type { Office } from '../../domain/office.ts'
import type { CaseView } from '../../usecases/view-case.ts'
import { Csrf, type Desk } from './desk-layout.tsx'
import { Field, type Problems } from './field.tsx'
import { PublishForm } from './publish.tsx'
import { ReviewText } from './review-text.tsx'

/** A form that was refused: what was typed in it, and what was wrong. */
export interface Typed {
  move: string
  values: Readonly<Record<string, string>>
  problems: Problems
}

export interface MovesProps {
  desk: Desk
  view: CaseView
  departments: Office['departments']
  officers: readonly { login: string; name: string; departmentId: string | null }[]
  typed?: Typed | undefined
  /** Somebody else changed the case while this form was open: show both texts. */
  stale?: boolean
}

export const value = ({ typed }: MovesProps, move: OfficerMove, name: string, fallback = '') =>
  typed?.move === move ? (typed.values[name] ?? fallback) : fallback
export const wrong = ({ typed }: MovesProps, move: OfficerMove, name: string) =>
  typed?.move === move ? typed.problems[name] : undefined

export function MoveForm({
  desk,
  view,
  move,
  confirm,
  children,
}: {
  desk: Desk
  view: CaseView
  move: OfficerMove
  /** Asked before what cannot be undone. */
  confirm?: string
  children: ComponentChildren
}) {
  return (
    <form
      method="post"
      action={`/desk/cases/${view.number}/moves/${move}`}
      class={`move ${move}`}
      data-once
      data-confirm={confirm}
    >
      <Csrf desk={desk} />
      <input type="hidden" name="version" value={view.version} />
      {children}
    </form>
  )
}

/** One text that a move needs. */
function Words({
  props,
  move,
  name,
  label,
  hint,
  fallback = '',
  rows = 3,
  max,
}: {
  props: MovesProps
  move: OfficerMove
  name: string
  label: string
  hint?: string
  fallback?: string
  rows?: number
  max: number
}) {
  return (
    <Field
      id={`${move}-${name}`}
      label={label}
      hint={hint}
      problem={wrong(props, move, name)}
      control={p => (
        <textarea
          {...p}
          name={name}
          rows={rows}
          maxLength={max}
          required
          value={value(props, move, name, fallback)}
        />
      )}
    />
  )
}

const Go = ({ children, main = false }: { children: ComponentChildren; main?: boolean }) => (
  <button type="submit" class={main ? 'main' : undefined}>
    {children}
  </button>
)

const Accept = ({ desk, view }: MovesProps) => (
  <MoveForm desk={desk} view={view} move="accept">
    <p>属于本单位办理的，请受理。受理后您就是这件的首问责任人。</p>
    <button type="submit" class="main" data-key="a">
      受理
    </button>
  </MoveForm>
)

function Assign(props: MovesProps) {
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

function Draft(props: MovesProps) {
  const { desk, view, stale } = props
  const pending = view.pending?.purpose === 'answer' ? view.pending : null
  const text = value(props, 'draft', 'text', pending?.text ?? '')
  return (
    <MoveForm desk={desk} view={view} move="draft">
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
      <Field
        id="draft-text"
        label="给群众的答复"
        hint={
          pending && !stale
            ? `${pending.draftedBy}的第 ${pending.version} 稿。`
            : '用大白话写：查到了什么，怎么办，什么时候办好，有事找谁。'
        }
        problem={wrong(props, 'draft', 'text')}
        control={p => (
          <textarea
            {...p}
            name="text"
            rows={9}
            maxLength={5000}
            required
            value={text}
            data-key="r"
            data-keep={`draft ${view.number} ${view.version}`}
          />
        )}
      />
      {view.kind === 'disclosure' && <DisclosureOutcome props={props} />}
      <div class="row">
        <button type="submit" name="after" value="submit" class="main">
          存好并送审
        </button>
        <button type="submit" name="after" value="">
          只存草稿
        </button>
        <span class="hint kept" hidden />
      </div>
    </MoveForm>
  )
}

/** How a disclosure application ends: one row of the annual report. Without it the answer can not go to review. */
const DisclosureOutcome = ({ props }: { props: MovesProps }) => {
  const groups = Object.entries(OUTCOME_GROUPS)
  const chosen = value(props, 'draft', 'outcome', '')
  return (
    <>
      <Field
        id="draft-outcome"
        label="处理结果（计入年度报告）"
        problem={wrong(props, 'draft', 'outcome')}
        control={p => (
          <select {...p} name="outcome">
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
          </select>
        )}
      />
      <Field
        id="draft-applicant"
        label="申请人"
        problem={wrong(props, 'draft', 'applicant')}
        control={p => (
          <select {...p} name="applicant">
            {Object.entries(APPLICANTS).map(([id, name]) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
        )}
      />
    </>
  )
}

function Review(props: MovesProps) {
  const { desk, view } = props
  const pending = view.pending
  if (!pending) return null
  const own = pending.draftedById === desk.officer.id
  const reviews = desk.officer.role === 'reviewer' || desk.officer.role === 'manager'
  return (
    <div class="review">
      <p class="by">
        {pending.draftedBy}
        {pending.purpose === 'decline' ? '拟不予受理' : `的第 ${pending.version} 稿`}，待审核
      </p>
      <ReviewText view={view} />
      {!reviews && <p class="hint">等审核人员看过，就会发给群众。</p>}
      {reviews && own && (
        <p>
          <button type="button" class="main" disabled aria-describedby="own-draft">
            通过并发给群众
          </button>
          <span id="own-draft" class="hint">
            这是您自己写的，要由另一位同事审核。
          </span>
        </p>
      )}
      {view.moves.includes('approve') && (
        <MoveForm
          desk={desk}
          view={view}
          move="approve"
          confirm="答复会马上发给群众，发出后不能收回。确定通过吗？"
        >
          <button type="submit" class="main" data-key="a">
            通过并发给群众
          </button>
        </MoveForm>
      )}
      {view.moves.includes('return') && (
        <MoveForm desk={desk} view={view} move="return">
          <Words props={props} move="return" name="reason" label="要改什么" max={500} rows={2} />
          {pending.purpose === 'answer' && (
            <details open={Boolean(value(props, 'return', 'text'))}>
              <summary>直接替他改（改过的由另一位同事审核）</summary>
              <Field
                id="return-text"
                label="改好的答复"
                problem={wrong(props, 'return', 'text')}
                control={p => (
                  <textarea
                    {...p}
                    name="text"
                    rows={7}
                    maxLength={5000}
                    value={value(props, 'return', 'text', pending.text)}
                  />
                )}
              />
            </details>
          )}
          <Go>退回修改</Go>
        </MoveForm>
      )}
    </div>
  )
}

const Decline = (props: MovesProps) => (
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

const TheObject = (props: MovesProps) => (
  <MoveForm {...props} move="object" confirm="退单后这件回到受理转办人员手里。确定退单吗？">
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

function Extend(props: MovesProps) {
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

const AskResident = (props: MovesProps) => (
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

const Merge = (props: MovesProps) => (
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

const Supervise = (props: MovesProps) => (
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

const AnswerSupervision = (props: MovesProps) => (
  <MoveForm {...props} move="answerSupervision">
    <p>
      {props.view.supervision?.by}督办：{props.view.supervision?.instruction}
    </p>
    <Words props={props} move="answerSupervision" name="text" label="办得怎么样" max={1000} />
    <Go>回复督办</Go>
  </MoveForm>
)

const RefuseExtension = (props: MovesProps) => (
  <MoveForm {...props} move="refuseExtension">
    <Words props={props} move="refuseExtension" name="reason" label="为什么不同意" max={500} rows={2} />
    <Go>不同意延期</Go>
  </MoveForm>
)

const Nudge = (props: MovesProps) => (
  <MoveForm {...props} move="nudge">
    <p class="hint">会记在办理经过里，承办人打开这件就能看到。</p>
    <Go>提醒承办</Go>
  </MoveForm>
)

const UNDO_LABEL: Readonly<Record<string, string>> = {
  assigned: '撤销分派',
  returned: '撤销退回',
  noted: '撤销备注',
}

/** For a minute after a slip of the hand. */
const Undo = ({ desk, view }: MovesProps) => (
  <MoveForm desk={desk} view={view} move="undo">
    <button type="submit" class="quiet">
      {UNDO_LABEL[view.events.at(-1)?.type ?? ''] ?? '撤销'}（一分钟内）
    </button>
  </MoveForm>
)

const Reopen = (props: MovesProps) => (
  <MoveForm {...props} move="reopen">
    <Words props={props} move="reopen" name="reason" label="为什么重新办理" max={1000} rows={2} />
    <Go>重新办理</Go>
  </MoveForm>
)

const Close = ({ desk, view }: MovesProps) => (
  <MoveForm desk={desk} view={view} move="close" confirm="办结后群众仍可评价或要求重新办理。确定办结吗？">
    <Go>办结</Go>
  </MoveForm>
)

const Note = (props: MovesProps) => (
  <MoveForm {...props} move="note">
    <Words
      props={props}
      move="note"
      name="text"
      label="备注"
      hint="只有工作人员看得到。"
      max={2000}
      rows={2}
    />
    <Go>记下</Go>
  </MoveForm>
)

/** Every move that has its own fold on the case page. What stands open depends on the case's status. */
const FOLDS: Partial<Record<OfficerMove, { label: string; Form: (props: MovesProps) => ComponentChildren }>> =
  {
    assign: { label: '改派', Form: Assign },
    askResident: { label: MOVES.askResident.label, Form: AskResident },
    extend: { label: MOVES.extend.label, Form: Extend },
    object: { label: MOVES.object.label, Form: TheObject },
    decline: { label: MOVES.decline.label, Form: Decline },
    merge: { label: MOVES.merge.label, Form: Merge },
    refuseExtension: { label: MOVES.refuseExtension.label, Form: RefuseExtension },
    supervise: { label: MOVES.supervise.label, Form: Supervise },
    answerSupervision: { label: MOVES.answerSupervision.label, Form: AnswerSupervision },
    nudge: { label: MOVES.nudge.label, Form: Nudge },
    reopen: { label: MOVES.reopen.label, Form: Reopen },
    close: { label: MOVES.close.label, Form: Close },
    publish: { label: MOVES.publish.label, Form: PublishForm },
    note: { label: MOVES.note.label, Form: Note },
  }

/** What the case waits for now: the form that stands open. */
const NEXT: Partial<
  Record<CaseView['status'], { move: OfficerMove; label: string; Form: (p: MovesProps) => ComponentChildren }>
> = {
  received: { move: 'accept', label: '受理', Form: Accept },
  accepted: { move: 'assign', label: '分派', Form: Assign },
  assigned: { move: 'draft', label: '写答复', Form: Draft },
}

/** What somebody waits for stands open by itself. */
const pressing = (move: OfficerMove, view: CaseView): boolean =>
  move === 'answerSupervision' || (move === 'extend' && view.moves.includes('refuseExtension'))

export function Moves(props: MovesProps) {
  const { view, typed } = props
  const next = NEXT[view.status]
  const open = next && view.moves.includes(next.move) ? next : undefined
  const folds = view.moves.flatMap(move => {
    const fold = move === open?.move ? undefined : FOLDS[move]
    return fold ? [{ move, ...fold }] : []
  })
  return (
    <section class="moves" aria-label="办理">
      {view.moves.includes('undo') && <Undo {...props} />}
      {open && (
        <div class="now">
          <h2>{open.label}</h2>
          <open.Form {...props} />
        </div>
      )}
      {view.status === 'in_review' && (
        <div class="now">
          <h2>审核</h2>
          <Review {...props} />
        </div>
      )}
      {folds.length > 0 && (
        <div class="folds">
          <h2>{open || view.status === 'in_review' ? '其他办理' : '可以办理'}</h2>
          {folds.map(({ move, label, Form }) => (
            <details
              key={move}
              id={`move-${move}`}
              open={typed?.move === move || (!typed && pressing(move, view))}
              name="moves"
            >
              <summary>{label}</summary>
              <Form {...props} />
            </details>
          ))}
        </div>
      )}
    </section>
  )
}
