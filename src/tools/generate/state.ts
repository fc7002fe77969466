import { type Case, type CaseEvent, type Deadlines, NEW_CASE_FIELDS } from '../../domain/cases/case.ts'

/** The columns of a case after its events: the generator writes rows without running the moves. */
type State = Pick<
  Case,
  | 'status'
  | 'departmentId'
  | 'officerId'
  | 'firstTakerId'
  | 'deadlines'
  | 'acceptedAt'
  | 'firstReplyAt'
  | 'answeredAt'
  | 'concludedAt'
  | 'closedAt'
  | 'reopenedAt'
  | 'rating'
  | 'mergedInto'
  | 'version'
> & {
  /** The pending reply. */
  pending: { id: number; status: 'draft' | 'submitted' | 'returned' } | null
}

export function stateAfter(
  events: readonly CaseEvent[],
  firstTakerId: number | null,
  deadlines: Deadlines,
): State {
  const s: State = { ...NEW_CASE_FIELDS, firstTakerId, deadlines, version: 0 }
  for (const { type, at, by, data } of events) {
    if (type !== 'delivery') s.version++
    if (data['deadlines']) s.deadlines = data['deadlines'] as Deadlines
    switch (type) {
      case 'accepted':
        Object.assign(s, {
          status: 'accepted',
          acceptedAt: at,
          firstTakerId: s.firstTakerId ?? by.id ?? null,
        })
        break
      case 'assigned':
        Object.assign(s, { status: 'assigned', departmentId: data['departmentId'] })
        break
      case 'drafted':
        s.officerId ??= by.id ?? null
        s.status = 'assigned'
        s.pending = { id: Number(data['replyId']), status: 'draft' }
        break
      case 'decline_proposed':
        s.status = 'in_review'
        s.pending = { id: Number(data['replyId']), status: 'submitted' }
        break
      case 'submitted':
        s.status = 'in_review'
        s.pending = { id: Number(data['replyId']), status: 'submitted' }
        break
      case 'returned':
        s.status = 'assigned'
        s.pending = { id: Number(data['replyId']), status: 'returned' }
        break
      case 'asked_resident':
        s.status = 'awaiting_resident'
        break
      case 'supplemented':
        s.status = 'assigned'
        break
      case 'answered':
      case 'declined':
        if (s.status !== 'merged') {
          s.status = type
          s.concludedAt = at
        }
        s.answeredAt = at
        s.firstReplyAt ??= at
        s.pending = null
        break
      case 'withdrawn':
        Object.assign(s, { status: 'withdrawn', concludedAt: at })
        break
      case 'merged':
        Object.assign(s, { status: 'merged', concludedAt: at, mergedInto: data['into'], pending: null })
        break
      case 'reopened':
        Object.assign(s, {
          status: 'assigned',
          reopenedAt: at,
          concludedAt: null,
          closedAt: null,
          rating: null,
        })
        break
      case 'rated':
        s.rating = Number(data['rating'])
        break
      case 'closed':
        Object.assign(s, { status: 'closed', closedAt: at })
        break
    }
  }
  return s
}
