import type { Outbound } from '../../domain/base/message.ts'
import type { Db } from '../../store/base/database.ts'
import { supersede } from '../../store/delivery/outbox.ts'
import type { OfficerWay } from '../../store/people/officer-ways.ts'
import { addOutbound } from '../../store/talk/messages.ts'
import type { Context } from '../base/context.ts'
import { queueLetter } from '../delivery/queue-letter.ts'

/** One message to an officer outside the desk. */
export interface OfficerMessage {
  /** Unique for ever; the route is added to it. */
  key: string
  /** The subject of a letter. */
  subject: string
  text: string
  /** A page of the desk, which asks for sign-in. */
  url: string
  caseNumber?: string
}

/** Whether a route works: a confirmed mailbox and a mail server, or a linked chat of a running channel. */
export const isUsable = (ctx: Context, way: OfficerWay): boolean =>
  way.way === 'mail'
    ? ctx.mail !== undefined && way.addressSealed !== null && way.confirmedAt !== null
    : way.contactId !== null

/** Key prefixes of messages that the next one replaces; reports are not replaced. */
const PASSING = ['remind:', 'daily:']

/** Queues a message on each of these routes, within the transaction that decides it. */
export async function queueForOfficer(
  tx: Db,
  ctx: Context,
  ways: readonly OfficerWay[],
  what: OfficerMessage,
): Promise<void> {
  for (const way of ways.filter(w => isUsable(ctx, w))) {
    const dedupeKey = `${what.key}:${way.way}`
    if (way.way === 'mail') {
      await queueLetter(tx, ctx, {
        kind: 'plain',
        to: ctx.secrets.open(way.addressSealed!, 'officer.mail'),
        body: { subject: what.subject, text: `${what.text}\n\n${what.url}` },
        dedupeKey,
      })
      continue
    }
    const outbound: Outbound = {
      text: what.text,
      link: { label: '打开办件台', url: what.url },
      ...(what.caseNumber && { about: { number: what.caseNumber, url: what.url } }),
    }
    // An unsent older reminder is outdated by this one, and the desk has all of them.
    if (PASSING.some(prefix => what.key.startsWith(prefix))) await supersede(tx, way.contactId!, PASSING)
    await addOutbound(tx, ctx.secrets, {
      contactId: way.contactId!,
      outbound,
      purpose: 'notice',
      dedupeKey,
      now: ctx.now(),
    })
  }
}
