import type { ChatChannel } from '../../domain/base/message.ts'
import type { Secrets } from '../../domain/base/secrets.ts'
import type { Db } from '../base/database.ts'
import { statement, tables } from '../base/statement.ts'
import { type Contact, contactKey, lockByKey } from './contacts.ts'
import type { SealedSession } from './flow-sessions.ts'
import type { Delivery } from './messages.ts'

/** What is stored about the sender of a message when it comes, in one read. */
export interface TurnState {
  contact: Contact
  /** The dialogue in progress. */
  session: SealedSession | null
  /** The message that has this delivery key already. */
  delivery: Delivery | undefined
}

const STATE = statement<{ channel: string; key: string; delivery: string }>()(p =>
  tables
    .selectFrom('Contact as c')
    .leftJoin('Session as s', 's.contactId', 'c.id')
    .leftJoin('Message as m', join => join.on('m.dedupeKey', '=', p.delivery))
    .leftJoin('Contact as o', 'o.id', 'm.contactId')
    .selectAll('c')
    .select([
      's.state as sessionState',
      's.firstMessageId as sessionFirst',
      'm.id as deliveryId',
      'm.contactId as deliveryOf',
      'm.at as deliveryAt',
      'm.turnSealed as deliveryTurn',
      'o.forgottenAt as deliveryForgotten',
    ])
    .where('c.channel', '=', p.channel)
    .where('c.externalKey', '=', p.key),
)

/**
 * Locks a known contact until the transaction ends, so that two messages of one resident are handled one after the
 * other, and reads what its turn begins with. @returns undefined for somebody new
 */
export async function lockTurn(
  db: Db,
  secrets: Secrets,
  from: { channel: ChatChannel; externalId: string },
  delivery: string,
): Promise<TurnState | undefined> {
  const key = contactKey(secrets, from.channel, from.externalId)
  const [row] = (await lockByKey(db, key)) ? await db.sql.all(STATE, { ...key, delivery }) : []
  if (!row) return undefined
  const {
    sessionState,
    sessionFirst,
    deliveryId,
    deliveryOf,
    deliveryAt,
    deliveryTurn,
    deliveryForgotten,
    ...contact
  } = row
  return {
    contact,
    session: sessionState === null ? null : { state: sessionState, firstMessageId: sessionFirst! },
    delivery:
      deliveryId === null
        ? undefined
        : {
            id: deliveryId,
            contactId: deliveryOf!,
            at: deliveryAt!,
            turnSealed: deliveryTurn,
            forgottenAt: deliveryForgotten,
          },
  }
}
