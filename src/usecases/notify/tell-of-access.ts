import type { ReminderKind } from '../../domain/notify/reminders.ts'
import type { AccessAct } from '../../domain/people/access.ts'
import { type Officer, officerById, reminderRecipients } from '../../store/people/officers.ts'
import type { AccessChanged } from '../base/reactions.ts'
import { remindOfficerIn } from './remind-officer.ts'

/** In the words of the desk. */
const ACTS: Record<AccessAct, (who: string, whom: string) => string> = {
  added: (who, whom) => `${who}添加了${whom}`,
  link: (who, whom) => `${who}给${whom}发了设密码的链接`,
  linkUsed: (who, whom) => `${whom}用${who}发的链接设了新密码`,
  password: (who, whom) => `${who}给${whom}设了密码`,
  factor: (who, whom) => `${who}重置了${whom}的两步登录`,
  token: (who, whom) => `${who}给${whom}发了接口令牌，要本人确认`,
}

/** The reminder for the officer concerned. A new officer cannot be notified yet. */
const OWN: Partial<Record<AccessAct, ReminderKind>> = {
  link: 'access_changed',
  linkUsed: 'access_changed',
  password: 'access_changed',
  factor: 'access_changed',
  token: 'token_waiting',
}

/**
 * Notifies the officer concerned, the managers and the auditors of a change to an officer's access, within its
 * transaction, so that an administrator cannot secretly act as two persons.
 */
export async function tellOfAccess({ tx, ctx, act, whom, by }: AccessChanged): Promise<void> {
  if (by?.id === whom.id && act !== 'token') return
  const people = await reminderRecipients(tx)
  const actor = by ? await officerById(tx, by.id) : null
  const name = (o: Pick<Officer, 'login' | 'name'>) => `${o.name}（${o.login}）`
  const detail = ACTS[act](actor ? name(actor) : '服务器命令行', name(whom))
  const dedupeKey = `access:${act}:${whom.id}:${by?.id ?? 0}:${ctx.now().getTime()}`
  const own = OWN[act]
  if (own) await remindOfficerIn(tx, ctx, { officerId: whom.id, kind: own, detail, dedupeKey })
  for (const { id, role } of people) {
    const watches = role === 'manager' || role === 'auditor'
    if (!watches || id === whom.id || id === by?.id) continue
    await remindOfficerIn(tx, ctx, { officerId: id, kind: 'access_watch', detail, dedupeKey })
  }
}
