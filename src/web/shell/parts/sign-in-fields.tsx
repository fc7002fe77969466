import { Field } from './field.tsx'

interface FieldProps {
  label: string
  hint?: string | undefined
  problem?: string | undefined
}

/** A password, filled by the browser's manager as `fill` says; a new one must be long enough to be taken. */
export const PasswordField = ({
  id,
  name = id,
  fill = 'current-password',
  least,
  focus = false,
  ...field
}: FieldProps & {
  id: string
  name?: string
  fill?: 'current-password' | 'new-password'
  least?: number
  focus?: boolean
}) => (
  <Field
    {...field}
    id={id}
    control={p => (
      <input
        {...p}
        type="password"
        name={name}
        required
        minLength={least}
        maxLength={200}
        autocomplete={fill}
        autofocus={focus}
      />
    )}
  />
)

export const LoginField = ({
  value,
  most,
  focus = false,
  ...field
}: FieldProps & { value: string; most: number; focus?: boolean }) => (
  <Field
    {...field}
    id="login"
    control={p => (
      <input
        {...p}
        name="login"
        value={value}
        required
        autocomplete="username"
        autocapitalize="none"
        spellcheck={false}
        maxLength={most}
        autofocus={focus}
      />
    )}
  />
)
