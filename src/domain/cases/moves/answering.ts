import { isReadable } from '../../base/text/visible-text.ts'
import type { Case, EventType } from '../case.ts'
import { backToWork, type Recorded, type Rows } from './move.ts'

/** Drafts from before blanks were refused when they were saved. */
const needsWords = (c: Case) =>
  c.pending && !isReadable(c.pending.text) ? '答复里没有能读的字，请先写好。' : undefined

const needsSubmitted = (c: Case) => (c.pending?.status === 'submitted' ? undefined : '没有待审核的答复。')

/** From a first draft to an answer that two officers stand for. */
export const ANSWERING: Rows<'draft' | 'submit' | 'approve' | 'return'> = {
  draft: {
    label: '保存答复',
    from: ['assigned'],
    who: ['clerk', 'dispatcher'],
    refuse: (c, { outcome, applicant }) =>
      c.kind !== 'disclosure' && (outcome || applicant)
        ? '只有依申请公开的件要选处理结果和申请人类别。'
        : undefined,
    apply: (c, input, by) => {
      const version = (c.pending?.version ?? 0) + 1
      const { outcome, applicant = outcome && 'person' } = input
      return {
        next: {
          officerId: c.officerId ?? by.id ?? null,
          ...(outcome && { outcome }),
          pending: {
            id: c.pending?.id ?? 0,
            text: input.text,
            status: 'draft',
            purpose: 'answer',
            draftedById: by.id!,
            version,
          },
        },
        events: [['drafted', { version, ...(outcome && { outcome }), ...(applicant && { applicant }) }]],
      }
    },
  },

  submit: {
    label: '提交审核',
    from: ['assigned'],
    who: ['clerk', 'dispatcher'],
    unless: c =>
      c.objectedAt
        ? '这件已经退单，等受理转办人员决定。'
        : !c.pending || c.pending.status === 'submitted'
          ? '还没有写答复，请先写好并保存。'
          : (needsWords(c) ??
            (c.kind === 'disclosure' && !c.outcome
              ? '还没有选处理结果：依申请公开的件办完要计入年度报告的一项。'
              : undefined)),
    apply: c => ({
      next: { status: 'in_review', pending: { ...c.pending!, status: 'submitted' } },
      events: [['submitted', { version: c.pending!.version }]],
    }),
  },

  approve: {
    label: '审核通过',
    from: ['in_review'],
    who: ['reviewer', 'manager'],
    unless: (c, by) =>
      needsSubmitted(c) ??
      needsWords(c) ??
      (c.pending!.draftedById === by.id ? '自己写的答复要由另一位同事审核。' : undefined),
    apply: (c, _input, _by, { now }) => {
      const { id: replyId, purpose } = c.pending!
      const first = c.firstReplyAt === null
      const concluded = {
        firstReplyAt: c.firstReplyAt ?? now,
        answeredAt: now,
        concludedAt: now,
        pending: null,
        extensionAskedAt: null,
      }
      return purpose === 'decline'
        ? { next: { ...concluded, status: 'declined' }, events: [['declined', { replyId, first }]] }
        : {
            next: { ...concluded, status: 'answered' },
            events: [
              ['answered', { replyId, first }],
              ['rating_invited', { replyId }],
            ],
          }
    },
  },

  return: {
    label: '退回修改',
    from: ['in_review'],
    who: ['reviewer', 'manager'],
    unless: needsSubmitted,
    refuse: (c, input) =>
      input.text && c.pending!.purpose === 'decline' ? '不予受理的告知不能代改，请写明要改什么。' : undefined,
    apply: (c, input, by) => {
      const pending = c.pending!
      // A refused 不予受理 leaves nothing to edit: the case is worked on as usual.
      if (pending.purpose === 'decline') {
        return {
          next: { status: backToWork(c), pending: null },
          events: [
            [
              'returned',
              {
                replyId: pending.id,
                reason: input.reason,
                decline: { draftedById: pending.draftedById, version: pending.version },
              },
            ],
          ],
        }
      }
      // Who changes the text has written it, and no longer reviews it.
      const edited = input.text !== undefined && input.text !== pending.text
      const version = pending.version + 1
      return {
        next: {
          status: backToWork(c),
          pending: {
            ...pending,
            status: 'returned',
            ...(edited && { text: input.text!, draftedById: by.id!, version }),
          },
        },
        events: [
          ...(edited ? [['drafted', { version }] as Recorded] : []),
          ['returned', { replyId: pending.id, reason: input.reason, ...(edited && { edited: true }) }] as [
            EventType,
            Record<string, unknown>,
          ],
        ],
      }
    },
  },
}
