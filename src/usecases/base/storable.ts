import type { Inbound } from '../../domain/base/message.ts'

/**
 * PostgreSQL cannot store U+0000 in a text, and a message that cannot be stored would be delivered again for ever.
 */
export const withoutNul = (text: string) => text.replaceAll('\u0000', '')

/** Removes characters from a resident's message that a database cannot store. Nothing visible is lost. */
export function storable(inbound: Inbound): Inbound {
  const { text, choice, raw, unread, location, event, media } = inbound
  return {
    ...inbound,
    externalId: withoutNul(inbound.externalId),
    ...(text !== undefined && { text: withoutNul(text) }),
    ...(choice !== undefined && { choice: withoutNul(choice) }),
    ...(raw !== undefined && { raw: withoutNul(raw) }),
    ...(unread !== undefined && { unread: withoutNul(unread) }),
    ...(location?.label !== undefined && { location: { ...location, label: withoutNul(location.label) } }),
    ...(event?.key !== undefined && { event: { ...event, key: withoutNul(event.key) } }),
    ...(media && {
      media: media.map(m => ({
        ...m,
        ...(m.name !== undefined && { name: withoutNul(m.name) }),
        ...(m.ref !== undefined && { ref: withoutNul(m.ref) }),
        ...(m.mime !== undefined && { mime: withoutNul(m.mime) }),
      })),
    }),
  }
}
