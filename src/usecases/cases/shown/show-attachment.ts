import { canBePlayed, canBeShown, howToOpen } from '../../../domain/base/media/media-type.ts'
import type { ShownFile } from '../../../store/cases/shown-files.ts'

export type ShownAttachment = ReturnType<typeof showAttachment>

/** Still being made playable. */
const BEING_MADE = 'audio/amr'

/** An attachment as a page shows it, at its address there. */
export function showAttachment(a: ShownFile, address: (id: number) => string) {
  const url = (size?: string) => `${address(a.id)}${size ? `?size=${size}` : ''}`
  return {
    id: a.id,
    kind: a.kind as 'photo' | 'voice' | 'video' | 'file',
    status: a.status as 'pending' | 'stored' | 'failed',
    mime: a.mime,
    name: a.name,
    url: url(),
    thumbUrl: url('thumb'),
    /** Of a voice that browsers play, as it came or made so. */
    playUrl: a.playHash !== null ? url('play') : canBePlayed(a.mime) ? url() : null,
    /** Whether it is a picture that every browser shows; what was sent as a photo need not be. */
    shown: canBeShown(a.mime),
    /** Why it cannot be seen or heard here. */
    problem: a.error ?? (a.mime === BEING_MADE || a.playHash !== null ? null : (howToOpen(a.mime) ?? null)),
    byOffice: a.replyId !== null,
  }
}
