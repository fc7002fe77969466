import { Refusal } from '../../domain/base/errors.ts'
import type { Role } from '../../domain/office/roles.ts'
import type { Actor } from '../../domain/people/actor.ts'
import { officerById } from '../../store/people/officers.ts'
import type { Context } from '../base/context.ts'

/** The officer of an actor. @throws Refusal `unauthenticated` when the officer no longer exists. */
export async function officerOfActor(ctx: Context, by: Actor & { id: number }) {
  const row = await officerById(ctx.db.read, by.id)
  if (!row || row.disabledAt) throw new Refusal('unauthenticated', '账号已停用。')
  return {
    id: row.id,
    login: row.login,
    name: row.name,
    role: row.role as Role,
    department: row.departmentId,
  }
}
