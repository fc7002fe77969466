import { z } from 'zod'
import type { FieldSpec, FormSpec } from '../../../domain/cases/moves/move.ts'
import { type OfficerMove, ruleOf } from '../../../domain/cases/moves.ts'
import { Field } from '../../shell/parts/field.tsx'
import { MoveForm, type MovesProps, MoveText, SubmitButton, typedProblem, typedValue } from './form.tsx'

/** The form of a move that has only the fields listed in its file. */
export const PlainForm = ({
  props,
  move,
  form,
}: {
  props: MovesProps
  move: OfficerMove
  form: FormSpec
}) => (
  <MoveForm desk={props.desk} view={props.view} move={move} {...(form.confirm && { confirm: form.confirm })}>
    {form.hint && <p class="hint">{form.hint}</p>}
    {Object.entries(form.fields).map(([name, spec]) => (
      <OneField key={name} props={props} move={move} name={name} spec={spec} />
    ))}
    <SubmitButton>{form.button}</SubmitButton>
  </MoveForm>
)

/** The longest text that the move accepts, by its schema. */
function longest(move: OfficerMove, name: string): number {
  const schema = ruleOf(move).input.shape[name]
  const text = schema instanceof z.ZodOptional ? schema.unwrap() : schema
  return (text instanceof z.ZodString && text.maxLength) || 0
}

interface OneFieldProps {
  props: MovesProps
  move: OfficerMove
  name: string
  spec: FieldSpec
}

function OneField({ props, move, name, spec }: OneFieldProps) {
  if (spec.kind === 'text') {
    const { label, hint, rows, mention } = spec
    const more = { ...(hint && { hint }), ...(rows && { rows }), ...(mention && { mention }) }
    return (
      <MoveText props={props} move={move} name={name} label={label} max={longest(move, name)} {...more} />
    )
  }
  const typed = typedValue(props, move, name)
  return (
    <Field
      id={`${move}-${name}`}
      label={spec.label}
      hint={spec.hint}
      problem={typedProblem(props, move, name)}
      control={p => {
        if (spec.kind === 'choice') {
          return (
            <select {...p} name={name} required>
              <option value="">选一种</option>
              {Object.entries(spec.choices).map(([id, said]) => (
                <option key={id} value={id} selected={typed === id}>
                  {said}
                </option>
              ))}
            </select>
          )
        }
        if (spec.kind === 'date') return <input {...p} type="date" name={name} value={typed} />
        return (
          <input
            {...p}
            name={name}
            required={!spec.optional}
            maxLength={longest(move, name)}
            placeholder={spec.placeholder}
            value={typed}
          />
        )
      }}
    />
  )
}
