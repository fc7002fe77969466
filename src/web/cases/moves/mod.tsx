import type { ComponentChildren } from 'preact'
import { MOVES, type OfficerMove, ruleOf } from '../../../domain/cases/moves.ts'
import type { CaseView } from '../../../usecases/cases/shown/view-case.ts'
import { PublishForm } from '../parts/publish.tsx'
import { OnBehalf } from './behalf.tsx'
import { Draft } from './draft.tsx'
import { Undo } from './end.tsx'
import type { MovesProps } from './form.tsx'
import { PlainForm } from './plain.tsx'
import { Review } from './review.tsx'
import { Accept, Assign, RefuseObjection } from './route.tsx'
import { AnswerSupervision } from './supervise.tsx'
import { Extend } from './time.tsx'

type Component = (props: MovesProps) => ComponentChildren

/** Moves whose form is more than a list of fields; null: the form is elsewhere on the page. */
const OWN: {
  readonly [M in OfficerMove as (typeof MOVES)[M]['form'] extends 'own' ? M : never]: Component | null
} = {
  accept: null,
  assign: Assign,
  refuseObjection: RefuseObjection,
  draft: null,
  submit: null,
  approve: null,
  return: null,
  extend: Extend,
  answerSupervision: AnswerSupervision,
  publish: PublishForm,
  onBehalf: OnBehalf,
  undo: null,
}

const isOwn = (move: OfficerMove): move is keyof typeof OWN => MOVES[move].form === 'own'

/** The form of a move in its fold; undefined where it is elsewhere. */
function formOf(move: OfficerMove): Component | undefined {
  if (isOwn(move)) return OWN[move] ?? undefined
  const { form } = ruleOf(move)
  return form === null || form === 'own'
    ? undefined
    : props => <PlainForm props={props} move={move} form={form} />
}

/** Titles of folds that differ from their move's label. */
const FOLD: Partial<Record<OfficerMove, string>> = { assign: '改派' }

/** The next expected move of each status; its form is open. */
const NEXT: Partial<Record<CaseView['status'], { move: OfficerMove; label: string; Form: Component }>> = {
  received: { move: 'accept', label: '受理', Form: Accept },
  accepted: { move: 'assign', label: '分派', Form: Assign },
  assigned: { move: 'draft', label: '写答复', Form: Draft },
}

/** Forms of pending requests are open by default. */
const pressing = (move: OfficerMove, view: CaseView): boolean =>
  move === 'answerSupervision' ||
  move === 'release' ||
  move === 'refuseObjection' ||
  (move === 'extend' && view.moves.includes('refuseExtension'))

export function Moves(props: MovesProps) {
  const { view, typed } = props
  const next = NEXT[view.status]
  const open = next && view.moves.includes(next.move) ? next : undefined
  const folds = view.moves.flatMap(move => {
    const Form = move === open?.move ? undefined : formOf(move)
    return Form ? [{ move, label: FOLD[move] ?? MOVES[move].label, Form }] : []
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
