import type { Inbound } from '../../domain/base/message.ts'

/**
 * PostgreSQL cannot store U+0000 in a text, and a message that cannot be stored would be delivered again for ever.
 */
export const plain = (text: string) => text.replaceAll('\u0000', '')

/** Removes characters from a resident's message that a database cannot store. Nothing visible is lost. */
export function storable(inbound: Inbound): Inbound {
  const { text, choice, raw, unread, location, event, media } = inbound
  return {
    ...inbound,
    externalId: plain(inbound.externalId),
    ...(text !== undefined && { text: plain(text) }),
    ...(choice !== undefined && { choice: plain(choice) }),
    ...(raw !== undefined && { raw: plain(raw) }),
    ...(unread !== undefined && { unread: plain(unread) }),
    ...(location?.label !== undefined && { location: { ...location, label: plain(location.label) } }),
    ...(event?.key !== undefined && { event: { ...event, key: plain(event.key) } }),
    ...(media && {
      media: media.map(m => ({
        ...m,
        ...(m.name !== undefined && { name: plain(m.name) }),
        ...(m.ref !== undefined && { ref: plain(m.ref) }),
        ...(m.mime !== undefined && { mime: plain(m.mime) }),
      })),
    }),
  }
}
