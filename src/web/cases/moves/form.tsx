import type { ComponentChildren } from 'preact'
import type { OfficerMove } from '../../../domain/cases/moves.ts'
import type { Office } from '../../../domain/office/office.ts'
import type { CaseView } from '../../../usecases/cases/shown/view-case.ts'
import type { Insertion } from '../../../usecases/guides/insertions.ts'
import { Csrf, type Desk } from '../../shell/parts/desk-layout.tsx'
import { type Problems, TextAreaField } from '../../shell/parts/field.tsx'

/** A form that was refused: what was typed in it, and what was wrong. */
export interface RefusedForm {
  move: string
  values: Readonly<Record<string, string>>
  problems: Problems
}

export interface MovesProps {
  desk: Desk
  view: CaseView
  departments: Office['departments']
  officers: readonly { login: string; name: string; departmentId: string | null }[]
  typed?: RefusedForm | undefined
  /** Somebody else changed the case while this form was open: show both texts. */
  stale?: boolean
  /** Insertions for the reply. */
  pieces?: readonly Insertion[]
  /** The officer's unsaved text, stored while they typed. */
  kept?: { text: string; savedAt: Date; stale: boolean } | null
}

export const typedValue = ({ typed }: MovesProps, move: OfficerMove, name: string, fallback = '') =>
  typed?.move === move ? (typed.values[name] ?? fallback) : fallback
export const typedProblem = ({ typed }: MovesProps, move: OfficerMove, name: string) =>
  typed?.move === move ? typed.problems[name] : undefined

export function MoveForm({
  desk,
  view,
  move,
  confirm,
  files = false,
  id,
  children,
}: {
  desk: Desk
  view: CaseView
  move: OfficerMove
  /** The form uploads photos. */
  files?: boolean
  /** The question to confirm before a move that cannot be undone. */
  confirm?: string
  id?: string
  children: ComponentChildren
}) {
  return (
    <form
      id={id}
      method="post"
      action={`/desk/cases/${view.number}/moves/${move}`}
      class={`move ${move}`}
      enctype={files ? 'multipart/form-data' : undefined}
      data-once
      data-confirm={confirm}
    >
      <Csrf desk={desk} />
      <input type="hidden" name="version" value={view.version} />
      {children}
    </form>
  )
}

/** A text field of a move. */
export function MoveText({
  props,
  move,
  name,
  label,
  hint,
  fallback = '',
  rows = 3,
  max,
  mention = false,
}: {
  props: MovesProps
  move: OfficerMove
  name: string
  label: string
  hint?: string
  fallback?: string
  rows?: number
  max: number
  /** Colleagues can be named with @. */
  mention?: boolean
}) {
  return (
    <TextAreaField
      id={`${move}-${name}`}
      label={label}
      hint={hint}
      problem={typedProblem(props, move, name)}
      name={name}
      rows={rows}
      maxLength={max}
      required
      value={typedValue(props, move, name, fallback)}
      data-mention={mention ? '/desk/colleagues' : undefined}
    />
  )
}

export const SubmitButton = ({ children, main = false }: { children: ComponentChildren; main?: boolean }) => (
  <button type="submit" class={main ? 'main' : undefined}>
    {children}
  </button>
)
