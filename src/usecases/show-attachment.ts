/** What pages show of an attachment's row. */
export interface AttachmentRow {
  id: number
  kind: string
  status: string
  mime: string | null
  name: string | null
  playHash: string | null
  replyId: number | null
  error: string | null
}

export type ShownAttachment = ReturnType<typeof showAttachment>

/** What browsers play as it came. */
const PLAYABLE = /^audio\/(mpeg|ogg|wav|mp4)$/
export const isPlayable = (mime: string | null): boolean => mime !== null && PLAYABLE.test(mime)

/** Said of voice that nothing here can play. */
const UNKNOWN_VOICE = '语音的格式浏览器放不了，请下载后听。'
/** Still being made playable. */
const BEING_MADE = 'audio/amr'

/** An attachment as a page shows it, at its address there; `more` is its query, e.g. a resident's code. */
export function showAttachment(a: AttachmentRow, address: (id: number) => string, more = '') {
  const url = (size?: string) => {
    const query = [size && `size=${size}`, more].filter(Boolean).join('&')
    return `${address(a.id)}${query && `?${query}`}`
  }
  const mute = a.mime !== null && a.playHash === null && !isPlayable(a.mime)
  return {
    id: a.id,
    kind: a.kind as 'photo' | 'voice' | 'video' | 'file',
    status: a.status as 'pending' | 'stored' | 'failed',
    mime: a.mime,
    name: a.name,
    url: url(),
    thumbUrl: url('thumb'),
    /** Of a voice that browsers play, as it came or made so. */
    playUrl: a.playHash !== null ? url('play') : isPlayable(a.mime) ? url() : null,
    /** Why it cannot be played. */
    problem: a.error ?? (mute && a.mime !== BEING_MADE ? UNKNOWN_VOICE : null),
    byOffice: a.replyId !== null,
  }
}
