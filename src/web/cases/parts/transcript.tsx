import { MEDIA_NAMES } from '../../../domain/base/message.ts'
import type { ShownAttachment } from '../../../usecases/cases/shown/show-attachment.ts'
import type { CaseView } from '../../../usecases/cases/shown/view-case.ts'
import { Time } from '../../shell/parts/time-left.tsx'

/** A photo, voice message or file; one that is not fetched yet, or could not be, has a note instead. */
function Media({ attachment: a, index, own }: { attachment: ShownAttachment; index: number; own: boolean }) {
  const name = `${MEDIA_NAMES[a.kind]} ${index + 1}`
  if (a.status === 'pending') return <li class="media waiting">{name}：正在从渠道下载</li>
  if (a.status === 'failed')
    return (
      <li class="media waiting">
        {name}：{a.problem ?? '没有取到'}
      </li>
    )
  if (a.shown) {
    return (
      <li class="media">
        <a href={a.url} target="_blank" rel="noopener">
          <img
            src={a.thumbUrl}
            alt={`${a.byOffice ? '答复附的' : own ? '您发来的' : '群众发来的'}${name}，点开看大图`}
            width={132}
            height={132}
            loading="lazy"
          />
        </a>
      </li>
    )
  }
  if (a.mime?.startsWith('audio/')) {
    return (
      <li class="media voice">
        {/* A resident's voice message has no captions. The download below it always works. */}
        {a.playUrl && (
          // biome-ignore lint/a11y/useMediaCaption: none exists
          <audio controls preload="none" src={a.playUrl} aria-label={name} />
        )}
        <a href={a.url} download>
          下载{name}
        </a>
        {!a.playUrl && <small>{a.problem ?? '正在转成能直接听的，请过一会儿刷新。'}</small>}
      </li>
    )
  }
  return (
    <li class="media">
      <a href={a.url} download>
        下载{name}
        {a.name && `（${a.name}）`}
      </a>
      {a.problem && <small>{a.problem}</small>}
    </li>
  )
}

export const MediaList = ({
  attachments,
  own = false,
}: {
  attachments: readonly ShownAttachment[]
  /** Shown to their sender. */
  own?: boolean
}) =>
  attachments.length === 0 ? null : (
    <ul class="media-list">
      {attachments.map((a, i) => (
        <Media key={a.id} attachment={a} index={i} own={own} />
      ))}
    </ul>
  )

const DELIVERY: Partial<Record<string, string>> = {
  queued: '等待发出',
  sending: '正在发出',
  held: '暂时发不出去，等群众下次来时先给',
  undeliverable: '送不到',
}

export const locationOf = (payload: Record<string, unknown> | null) => {
  const at = payload?.['location'] as { latitude?: unknown; longitude?: unknown; label?: unknown } | undefined
  return at && typeof at.latitude === 'number' && typeof at.longitude === 'number'
    ? {
        text: typeof at.label === 'string' ? at.label : `${at.latitude}，${at.longitude}`,
        href: `geo:${at.latitude},${at.longitude}`,
      }
    : null
}

/** Describes a message without text, so that no message is invisible. */
export function describeMessage(
  m: Pick<CaseView['conversation'][number], 'direction' | 'text' | 'payload'> & {
    attachments: readonly unknown[]
  },
): string | undefined {
  if (m.direction === 'out' || m.text || m.attachments.length > 0 || locationOf(m.payload)) return undefined
  const event = m.payload?.['event'] as { name?: unknown } | undefined
  const act = typeof event?.name === 'string' ? ACTS[event.name] : undefined
  if (act) return act
  const raw = m.payload?.['raw']
  return `（发来一种还不认识的消息${typeof raw === 'string' ? `：${raw}` : ''}）`
}

const ACTS: Partial<Record<string, string>> = {
  // Also the first visit of the web chat, and /start of Telegram.
  follow: '（关注了，或第一次打开对话）',
  unfollow: '（取消了关注）',
  scan: '（扫了二维码）',
  click: '（点了菜单）',
  view: '（从菜单打开了网页）',
  location: '（上报了位置）',
  delivery: '（渠道通知：一条通知的送达结果）',
}

/** The note that a text replaces an earlier one, which is also shown. */
export const editNote = (payload: Record<string, unknown> | null): string | undefined =>
  payload?.['edited'] === true ? '（改了前面发的一条消息，原来的也留着）' : undefined

/** All messages between the resident and the office that belong to this case. */
export function Conversation({ view, now }: { view: CaseView; now: Date }) {
  if (view.conversation.length === 0) return null
  return (
    <section class="conversation" aria-labelledby="conversation">
      <h2 id="conversation">对话</h2>
      <ol>
        {view.conversation.map(m => {
          const place = locationOf(m.payload)
          const state = m.delivery ? DELIVERY[m.delivery] : undefined
          const act = describeMessage(m) ?? editNote(m.payload)
          return (
            <li key={m.id} class={m.direction === 'in' ? 'said resident' : 'said office'}>
              <p class="by">
                {m.direction === 'in' ? '群众' : '回音'} <Time iso={m.at} now={now} />
                {state && <span class={`delivery ${m.delivery}`}>{state}</span>}
              </p>
              {m.text && <p class="words">{m.text}</p>}
              {act && <p class="hint">{act}</p>}
              {place && (
                <p>
                  位置：<a href={place.href}>{place.text}</a>
                </p>
              )}
              <MediaList attachments={m.attachments} />
            </li>
          )
        })}
      </ol>
    </section>
  )
}
