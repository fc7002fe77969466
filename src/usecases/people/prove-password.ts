import { invalidField } from '../../domain/base/errors.ts'
import { officerById } from '../../store/people/officers.ts'
import type { Context } from '../base/context.ts'
import { checkPassword } from './passwords.ts'

/**
 * Asks for the password again before access is added (a second factor, a mailbox, a chat, a token), because an open
 * browser does not prove who sits at it.
 * @throws Refusal `invalid_field` at `proof`
 */
export async function provePassword(ctx: Context, by: { id: number }, password: string): Promise<void> {
  const officer = await officerById(ctx.db.read, by.id)
  if (await checkPassword(officer?.passwordHash, password.slice(0, 1000))) return
  const message = password === '' ? '请再输一次您的密码' : '密码不对'
  throw invalidField('proof', message)
}
