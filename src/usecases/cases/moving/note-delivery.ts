import type { DeliveryReport, Inbound } from '../../../domain/base/message.ts'
import type { Db } from '../../../store/base/database.ts'
import { lockCaseById } from '../../../store/cases/cases.ts'
import { noteReport, rowOfReport } from '../../../store/delivery/outbox.ts'
import type { Contact } from '../../../store/talk/contacts.ts'
import { lastEventPayloads } from '../../../store/talk/messages.ts'
import { idsOf } from '../../../store/talk/pseudonyms.ts'
import type { Context } from '../../base/context.ts'
import { moveCaseIn } from './move-case.ts'

/** The state of an outbox row after a channel's delivery report. */
const MEANS = {
  arrived: { status: 'delivered', code: null, detail: null },
  refused: {
    status: 'undeliverable',
    code: 'refused',
    detail: '对方拒收公众号的通知，送不到。请用电话联系。',
  },
  // The channel failed, not the resident: the message is sent on the next contact.
  failed: { status: 'held', code: 'failed', detail: '微信没能送出这条通知，等群众下次来时先给。' },
} as const satisfies Record<DeliveryReport['outcome'], object>

/**
 * Records a channel's delivery reports: on the row, in its history, in the case's record. Only rows that are `sent`
 * change; a repeated report, or one after the page was read, is ignored.
 * @returns the numbers of the changed cases, each as often as it changed
 */
export async function noteDeliveries(
  tx: Db,
  ctx: Context,
  contact: Contact,
  reports: readonly DeliveryReport[],
): Promise<string[]> {
  const changed: string[] = []
  for (const report of reports) {
    const row = await rowOfReport(tx, idsOf(ctx.secrets, contact), report)
    if (row?.status !== 'sent') continue
    const { status, code, detail } = MEANS[report.outcome]
    const at = ctx.now()
    // Locks the case first, like all code that changes both.
    const about = row.replyId === null || row.caseId === null ? null : await lockCaseById(tx, row.caseId)
    await noteReport(tx, row.id, { at, via: report.via, externalId: report.id, status, code, detail })
    if (!about) continue
    await moveCaseIn(
      tx,
      ctx,
      about,
      'recordDelivery',
      { replyId: row.replyId!, state: status, via: report.via, ...(code && { code }) },
      { kind: 'system' },
    )
    changed.push(about.number)
  }
  return changed
}

/** A report can be only seconds early, so it is among the resident's last events. */
const MOST_LATELY = 20

/** A delivery report may arrive before the message is recorded as sent; this looks such a report up. */
export async function noteEarlyDelivery(
  tx: Db,
  ctx: Context,
  contact: Contact,
  externalId: string,
): Promise<string[]> {
  const payloads = await lastEventPayloads(tx, contact.id, MOST_LATELY)
  const reports = payloads.flatMap(payload => {
    const { event } = JSON.parse(payload) as Pick<Inbound, 'event'>
    return (event?.deliveries ?? []).filter(d => d.id === externalId)
  })
  return noteDeliveries(tx, ctx, contact, reports)
}
