import { joinToCase } from '../../../store/talk/joining.ts'
import { openCaseIn } from '../../cases/moving/open-case.ts'
import { type Action, RESIDENT } from './action.ts'
import { ceilingOf, speaksOfDanger } from './open-case.ts'

/** Hands over to an officer: opens an inquiry, which the office must answer, with the whole conversation. */
export const handOver: Action<'hand_over'> = async (acting, { text }, key) => {
  const { tx, ctx, contact, inbound, firstMessageId } = acting
  const { row, opened } = await openCaseIn(
    tx,
    ctx,
    { kind: 'inquiry', title: '请工作人员回复', text, channel: inbound.channel },
    RESIDENT,
    {
      contactId: contact.id,
      submissionKey: key,
      ceiling: ceilingOf(acting),
      ...(speaksOfDanger(acting, text) && { urgent: true }),
    },
  )
  await joinToCase(tx, contact.id, firstMessageId, row)
  return {
    result: { outcome: 'ok', vars: { number: row.number } },
    changed: opened ? row.number : undefined,
  }
}
