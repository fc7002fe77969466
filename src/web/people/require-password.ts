import type { Request } from 'express'
import type { Context } from '../../usecases/base/context.ts'
import { provePassword } from '../../usecases/people/prove-password.ts'
import type { Throttle } from '../../usecases/people/sign-in-throttle.ts'
import { fieldOf } from '../shell/form.ts'
import { attemptOf, officerOf } from '../shell/session.ts'

/**
 * Asks for the password again, from the form's `proof`. Limits the tries, because somebody at an open browser could
 * guess it.
 * @throws Refusal `invalid_field` at `proof`, `too_many`
 */
export async function requirePassword(ctx: Context, req: Request, throttle: Throttle): Promise<void> {
  const attempt = attemptOf(req)
  await throttle.enter(attempt)
  await provePassword(ctx, officerOf(req), fieldOf(req, 'proof'))
  await throttle.succeeded(attempt)
}
