import type { CaseView } from '../../../usecases/cases/shown/view-case.ts'
import { Time } from '../../shell/parts/time-left.tsx'
import { MediaList } from './transcript.tsx'

/** The delivery state of a reply, in words; failures are highlighted. */
const DELIVERY: Record<CaseView['replies'][number]['delivery'], { text: string; level: string }> = {
  queued: { text: '等待发出', level: 'normal' },
  sent: { text: '已发出', level: 'good' },
  delivered: { text: '已送达', level: 'good' },
  read: { text: '群众已看', level: 'good' },
  held: { text: '暂时发不出去，等群众下次来时先给', level: 'soon' },
  undeliverable: { text: '送不到，请用别的办法告知', level: 'overdue' },
}

/** The answers the resident got. */
export const Replies = ({ view, now }: { view: CaseView; now: Date }) => (
  <>
    {view.replies.map(r => {
      const delivery = DELIVERY[r.delivery]
      return (
        <section key={r.id} class="reply" aria-label={r.purpose === 'decline' ? '不予受理告知' : '答复'}>
          <h2>{r.purpose === 'decline' ? '不予受理告知' : '答复'}</h2>
          <p class="words">{r.text}</p>
          <MediaList attachments={r.pictures} />
          <p class="by">
            {r.draftedBy}起草，{r.approvedBy ?? ''}审核，
            {r.approvedAt && <Time iso={r.approvedAt} now={now} />}
          </p>
          <p class={`delivery ${delivery.level}`}>
            {delivery.text}
            {r.deliveryDetail && `。${r.deliveryDetail}`}
          </p>
        </section>
      )
    })}
    {view.rating !== null && (
      <section class="reply rated" aria-label="群众评价">
        <h2>群众评价</h2>
        <p>
          <b>{view.rating} 分</b>（满分 5 分）{view.ratingText && `：${view.ratingText}`}
        </p>
      </section>
    )}
  </>
)
