import type { Inbound, Received } from '../../../domain/base/message.ts'
import { maybeCodes } from '../../../domain/cases/case-key.ts'
import { windowAfter } from '../../../domain/delivery/window.ts'
import type { Db } from '../../../store/base/database.ts'
import { casesFor } from '../../../store/cases/cases.ts'
import { addContact, type Contact, noteInbound, type SendingWindow } from '../../../store/talk/contacts.ts'
import { addInbound } from '../../../store/talk/inbound.ts'
import { idsOf } from '../../../store/talk/pseudonyms.ts'
import { lockTurn } from '../../../store/talk/turn-state.ts'
import type { Context } from '../../base/context.ts'
import { withoutCodes } from '../../cases/own/case-codes.ts'
import { keepMedia } from '../keep-media.ts'
import { maskedLink } from '../link-chat.ts'
import { expectsAnswer, type Incoming, type Kept } from './kept.ts'
import { alternativeKey, deliveryKey, knownDelivery } from './known-delivery.ts'
import { earlierWordings, newMedia, saysNothingNew, sourceKey } from './wordings.ts'

/**
 * First phase: stores the message, once, while holding the lock of its contact.
 * @returns the stored message, or for a repeated delivery the first one's answer (`before`)
 */
export async function keep(
  tx: Db,
  ctx: Context,
  incoming: Incoming,
): Promise<{ kept: Kept } | { before: Received }> {
  const { inbound, uploads } = incoming
  const { secrets } = ctx
  const now = ctx.now()
  const deliveredAs = deliveryKey(secrets, inbound, uploads)
  const from = { channel: inbound.channel, externalId: inbound.from }
  const known = await lockTurn(tx, secrets, from, deliveredAs)
  const delivery = await knownDelivery(tx, secrets, deliveredAs, known, inbound.at)
  if ('repeat' in delivery) return { before: delivery.repeat }
  const window = windowOf(inbound, known?.contact, now)
  const contact = known
    ? await noteInbound(tx, known.contact, now, window)
    : await addContact(tx, secrets, inbound.channel, inbound.from, now, window)

  const contactIds = idsOf(secrets, contact)
  const earlier = await earlierWordings(tx, secrets, contactIds, inbound)
  if (inbound.edited && earlier.length > 0 && saysNothingNew(inbound, uploads, earlier))
    return { before: { messageId: earlier.at(-1)!.id, replies: [], passive: 0, repeated: true } }
  const messageId = await addInbound(tx, {
    contactId: contact.id,
    dedupeKey: delivery.taken ? alternativeKey(secrets, deliveredAs, contact) : deliveredAs,
    sourceId: sourceKey(secrets, inbound, inbound.sourceId),
    album: sourceKey(secrets, inbound, inbound.album),
    kind: inbound.kind,
    text: maskedLink(inbound) ?? (await keptText(tx, ctx, inbound, contactIds)),
    payload: payloadOf(inbound),
    at: inbound.at,
  })
  const attachments = await keepMedia(tx, contact.id, messageId, newMedia(uploads, earlier), now)
  return {
    kept: {
      ...incoming,
      tx,
      // Whatever is logged about this message carries its id.
      ctx: { ...ctx, log: ctx.log.child({ message: messageId }) },
      now,
      messageId,
      contact,
      isNew: !known,
      session: known?.session ?? null,
      contactIds,
      attachments,
      earlier,
    },
  }
}

/** The sending window after this message. Only WeChat has one: messages and gestures of the resident open it. */
function windowOf(inbound: Inbound, contact: Contact | undefined, now: Date): SendingWindow | undefined {
  if (inbound.channel !== 'wechat' || !expectsAnswer(inbound)) return undefined
  const open = contact?.windowUntil ? { left: contact.windowLeft, until: contact.windowUntil } : null
  return windowAfter(inbound.kind === 'event' ? 'gesture' : 'message', open, now)
}

/** The text to store: without codes that open a case, because officers read it. The dialogue gets the original. */
async function keptText(
  tx: Db,
  ctx: Context,
  inbound: Inbound,
  contactIds: readonly number[],
): Promise<string> {
  const said = inbound.text ?? inbound.choice ?? ''
  if (maybeCodes(said).length === 0) return said
  const own = await casesFor(tx, contactIds, null, 20)
  return withoutCodes(
    tx,
    ctx,
    said,
    own.map(c => c.number),
  )
}

function payloadOf({ choice, location, event, raw, unread, edited }: Inbound): string | null {
  const payload = {
    ...(choice && { choice }),
    ...(location && { location }),
    ...(event && { event }),
    ...(raw && { raw }),
    ...(unread && { unread }),
    ...(edited && { edited }),
  }
  return Object.keys(payload).length > 0 ? JSON.stringify(payload) : null
}
