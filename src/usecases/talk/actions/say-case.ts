import { sayDateIn, shanghaiDate } from '../../../domain/base/civil-date.ts'
import { type Case, OPEN } from '../../../domain/cases/case.ts'
import { reasonOf } from '../../../domain/cases/deadline-text.ts'
import { type ResidentAct, whyResidentCannot } from '../../../domain/cases/resident-acts.ts'
import { STATUS_TEXTS } from '../../../domain/cases/status-text.ts'
import { KIND_NAMES } from '../../../domain/office/kinds.ts'
import { type CaseRow, toCase } from '../../../store/cases/cases.ts'
import type { Contact } from '../../../store/talk/contacts.ts'
import { approvedReplyText } from '../../../store/talk/resident-cases.ts'
import { trackingUrl } from '../../cases/moving/open-case.ts'
import type { ActionContext } from './action.ts'

export interface ReplyDue {
  number: string
  replyDueOn: string
  explanation: string
}

/** The date a case is answered by, and why that date. */
export function replyDue(
  { number, deadlines: { reply } }: Case,
  { locale }: Pick<Contact, 'locale'>,
): ReplyDue {
  return {
    number,
    replyDueOn: sayDateIn(locale, reply.dueOn),
    explanation: reasonOf(reply.explanation),
  }
}

/** What the resident may do next: `wait` for the answer, `rate` it, or `reopen` the case. */
const NEXT = [
  ['urge', 'wait'],
  ['rate', 'rate'],
  ['reopen', 'reopen'],
] as const satisfies readonly (readonly [ResidentAct, string])[]

/** A case as text for its resident. */
export async function sayCase({ tx, ctx, contact: { locale } }: ActionContext, row: CaseRow) {
  const c = toCase(row)
  const replyText = c.firstReplyAt === null ? undefined : await approvedReplyText(tx, row.id)
  const { reply } = c.deadlines
  const can = NEXT.find(([act]) => whyResidentCannot(c, act) === undefined)?.[1]
  return {
    number: c.number,
    kindName: KIND_NAMES[c.kind],
    title: c.title,
    statusText: STATUS_TEXTS[c.status],
    receivedOn: sayDateIn(locale, shanghaiDate(c.receivedAt)),
    ...(OPEN.includes(c.status) && {
      replyDueOn: sayDateIn(locale, reply.dueOn),
      explanation: reasonOf(reply.explanation),
    }),
    ...(replyText !== undefined && { replyText }),
    ...(can && { can }),
    trackingUrl: trackingUrl(ctx, c.number),
  }
}
