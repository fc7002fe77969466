import type { ComponentChildren } from 'preact'
import { MOVES, type OfficerMove } from '../../../domain/cases/moves.ts'
import type { CaseView } from '../../../usecases/cases/shown/view-case.ts'
import { PublishForm } from '../parts/publish.tsx'
import { OnBehalf } from './behalf.tsx'
import { Draft } from './draft.tsx'
import { Close, Note, Reopen, Undo } from './end.tsx'
import type { MovesProps } from './form.tsx'
import { Review } from './review.tsx'
import {
  Accept,
  AgreeObjection,
  Assign,
  Decline,
  Merge,
  RefuseObjection,
  Release,
  SetAside,
  TheObject,
} from './route.tsx'
import { AnswerSupervision, Nudge, Supervise } from './supervise.tsx'
import { AskResident, AskThirdParty, Extend, RefuseExtension, ThirdPartyAnswered } from './time.tsx'

/** Every move that has its own fold on the case page. What stands open depends on the case's status. */
const FOLDS: Partial<Record<OfficerMove, { label: string; Form: (props: MovesProps) => ComponentChildren }>> =
  {
    assign: { label: '改派', Form: Assign },
    askResident: { label: MOVES.askResident.label, Form: AskResident },
    extend: { label: MOVES.extend.label, Form: Extend },
    agreeObjection: { label: MOVES.agreeObjection.label, Form: AgreeObjection },
    refuseObjection: { label: MOVES.refuseObjection.label, Form: RefuseObjection },
    object: { label: MOVES.object.label, Form: TheObject },
    release: { label: MOVES.release.label, Form: Release },
    decline: { label: MOVES.decline.label, Form: Decline },
    askThirdParty: { label: MOVES.askThirdParty.label, Form: AskThirdParty },
    thirdPartyAnswered: { label: MOVES.thirdPartyAnswered.label, Form: ThirdPartyAnswered },
    setAside: { label: MOVES.setAside.label, Form: SetAside },
    merge: { label: MOVES.merge.label, Form: Merge },
    refuseExtension: { label: MOVES.refuseExtension.label, Form: RefuseExtension },
    supervise: { label: MOVES.supervise.label, Form: Supervise },
    answerSupervision: { label: MOVES.answerSupervision.label, Form: AnswerSupervision },
    nudge: { label: MOVES.nudge.label, Form: Nudge },
    reopen: { label: MOVES.reopen.label, Form: Reopen },
    close: { label: MOVES.close.label, Form: Close },
    publish: { label: MOVES.publish.label, Form: PublishForm },
    onBehalf: { label: MOVES.onBehalf.label, Form: OnBehalf },
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
  move === 'answerSupervision' ||
  move === 'release' ||
  move === 'refuseObjection' ||
  (move === 'extend' && view.moves.includes('refuseExtension'))

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
