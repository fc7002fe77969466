import { OPEN } from '../../../domain/cases/case.ts'
import type { Db } from '../../../store/base/database.ts'
import { lockCase } from '../../../store/cases/cases.ts'
import type { Contact } from '../../../store/talk/contacts.ts'
import { erasePerson } from '../../../store/talk/erasure.ts'
import { endSession } from '../../../store/talk/flow-sessions.ts'
import { idsOf } from '../../../store/talk/pseudonyms.ts'
import type { Context } from '../../base/context.ts'
import { moveCaseIn } from '../../cases/moving/move-case.ts'
import { unlinkContactIn } from '../link-chat.ts'

const SYSTEM = { kind: 'system' } as const

/**
 * Somebody leaves, or asks to be forgotten: who they were and what they said outside of cases is erased at once. Cases
 * are kept and say why nothing reaches the resident any more; what was written in them goes once nothing is owed
 * (usecases/talk/forget/erase).
 * @param changed gets the numbers of cases that changed.
 */
export async function forgetResident(
  tx: Db,
  ctx: Context,
  contact: Contact,
  changed: Set<string>,
): Promise<void> {
  const now = ctx.now()
  await endSession(tx, contact.id)
  await unlinkContactIn(tx, ctx, contact.id)
  const ids = { in: idsOf(ctx.secrets, contact) }
  const waiting = { contactId: ids, status: { in: ['queued', 'held'] } }
  const lost = await tx.outbox.findMany({ where: waiting })
  await tx.outbox.updateMany({
    where: waiting,
    data: {
      status: 'undeliverable',
      errorCode: 'unfollowed',
      error: '对方已取消关注，无法送达。',
      nextAt: null,
    },
  })
  const cases = await tx.case.findMany({
    where: {
      contactId: ids,
      OR: [
        { status: { in: [...OPEN] } },
        { status: 'merged', answeredAt: null },
        { id: { in: lost.flatMap(row => row.caseId ?? []) } },
      ],
    },
    select: { id: true, number: true },
    orderBy: { id: 'asc' },
  })
  for (const { id, number } of cases) {
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
    changed.add(number)
  }
  await erasePerson(tx, ctx.secrets, contact.id, now)
}
