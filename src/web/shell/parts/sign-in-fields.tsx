import { Field } from './field.tsx'

interface FieldProps {
  label: string
  hint?: string | undefined
  problem?: string | undefined
}

/** A password field. `fill` is its `autocomplete`, for password managers; a new password has a least length. */
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
