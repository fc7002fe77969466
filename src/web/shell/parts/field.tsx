import type { ComponentChildren } from 'preact'

/** What was wrong with each field, by its name. */
export type Problems = Readonly<Record<string, string>>

export const problemsOf = (errors: readonly { path: string; message: string }[] | undefined): Problems =>
  Object.fromEntries((errors ?? []).map(e => [e.path, e.message]))

/** A label, a control made by `control`, a hint and what was wrong, tied together for screen readers. */
export function Field({
  id,
  label,
  hint,
  problem,
  optional = false,
  control,
}: {
  id: string
  label: string
  hint?: ComponentChildren
  problem?: string | undefined
  optional?: boolean
  control: (props: { id: string; 'aria-describedby'?: string; 'aria-invalid'?: 'true' }) => ComponentChildren
}) {
  const told = [hint && `${id}-hint`, problem && `${id}-problem`].filter(Boolean).join(' ')
  return (
    <div class={problem ? 'field wrong' : 'field'}>
      <label for={id}>
        {label}
        {optional && <small>（可不填）</small>}
      </label>
      {control({
        id,
        ...(told && { 'aria-describedby': told }),
        ...(problem && { 'aria-invalid': 'true' as const }),
      })}
      {hint && (
        <p class="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {problem && (
        <p class="problem" id={`${id}-problem`}>
          {problem}
        </p>
      )}
    </div>
  )
}
