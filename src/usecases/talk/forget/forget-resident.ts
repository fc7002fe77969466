import type { Db } from '../../../store/base/database.ts'
import { lockCase } from '../../../store/cases/cases.ts'
import type { Contact } from '../../../store/talk/contacts.ts'
import { erasePerson } from '../../../store/talk/erasure.ts'
import { endSession } from '../../../store/talk/flow-sessions.ts'
import { casesLosingResident, failWaitingMessages } from '../../../store/talk/leaving.ts'
import { idsOf } from '../../../store/talk/pseudonyms.ts'
import type { Context } from '../../base/context.ts'
import { moveCaseIn } from '../../cases/moving/move-case.ts'
import { unlinkContactIn } from '../link-chat.ts'

const SYSTEM = { kind: 'system' } as const

/**
 * A resident leaves, or asks for erasure: their identity and what they said outside of cases is erased at once. Cases
 * are kept, with a note that the resident cannot be reached; their texts are erased once no reply is owed
 * (usecases/talk/forget/erase).
 * @returns the numbers of the changed cases
 */
export async function forgetResident(tx: Db, ctx: Context, contact: Contact): Promise<string[]> {
  const now = ctx.now()
  await endSession(tx, contact.id)
  await unlinkContactIn(tx, ctx, contact.id)
  const ids = idsOf(ctx.secrets, contact)
  const lost = await failWaitingMessages(tx, ids)
  const losing = await casesLosingResident(tx, ids, lost)
  for (const { id, number } of losing) {
    for (const { replyId } of lost.filter(row => row.caseId === id && row.replyId !== null)) {
      const what = {
        replyId: replyId!,
        state: 'undeliverable',
        via: 'none',
        code: 'unfollowed',
      } as const
      await moveCaseIn(tx, ctx, (await lockCase(tx, number))!, 'recordDelivery', what, SYSTEM)
    }
    const row = (await lockCase(tx, number))!
    await moveCaseIn(tx, ctx, row, 'noteUnreachable', { reason: 'unfollowed' }, SYSTEM)
  }
  await erasePerson(tx, ctx.secrets, contact.id, now)
  return losing.map(({ number }) => number)
}
