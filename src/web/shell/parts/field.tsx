import type { ComponentChildren, JSX } from 'preact'

/** The problem of each refused field, by its name. */
export type Problems = Readonly<Record<string, string>>

export const problemsOf = (errors: readonly { path: string; message: string }[] | undefined): Problems =>
  Object.fromEntries((errors ?? []).map(e => [e.path, e.message]))

interface Labelled {
  id: string
  label: string
  hint?: ComponentChildren
  problem?: string | undefined
  optional?: boolean | undefined
}

/** A label, a control made by `control`, a hint and the problem, connected for screen readers. */
export function Field({
  id,
  label,
  hint,
  problem,
  optional = false,
  control,
}: Labelled & {
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

/** The attributes of a control, without what its field sets. The control's name is the field's id unless given. */
type Control<Tag extends keyof JSX.IntrinsicElements> = Labelled &
  Omit<JSX.IntrinsicElements[Tag], keyof Labelled>

/** A field with one `<input>`. */
export const InputField = ({ id, label, hint, problem, optional, ...input }: Control<'input'>) => (
  <Field {...{ id, label, hint, problem, optional }} control={p => <input {...p} name={id} {...input} />} />
)

/** A field with one `<textarea>`. */
export const TextAreaField = ({ id, label, hint, problem, optional, ...area }: Control<'textarea'>) => (
  <Field {...{ id, label, hint, problem, optional }} control={p => <textarea {...p} name={id} {...area} />} />
)

/** A field with one `<select>`; the options are its children. */
export const SelectField = ({ id, label, hint, problem, optional, ...select }: Control<'select'>) => (
  <Field {...{ id, label, hint, problem, optional }} control={p => <select {...p} name={id} {...select} />} />
)
