import type { Case, EventType } from '../case.ts'
import type { EventData } from '../event-data.ts'
import { whyResidentCannot } from '../resident-acts.ts'
import { ANY, type Rows } from './move.ts'

/** How long a slip of the hand can be taken back. */
export const UNDO_MS = 60_000

/** What can be undone, and how things stand again; undefined when they cannot. Nothing is erased. */
const UNDO: Partial<
  Record<
    EventType,
    (
      c: Case,
      data: Readonly<Record<string, unknown>>,
    ) => { next: Partial<Case>; more?: Record<string, unknown> } | undefined
  >
> = {
  assigned: (_c, data) => {
    const from = data['from'] as EventData['assigned']['from']
    if (!from) return undefined
    const { status, departmentId, officerId, objectedAt, objectionReason } = from
    return {
      next: {
        status,
        departmentId,
        officerId,
        objectedAt: objectedAt ? new Date(objectedAt) : null,
        objectionReason: objectionReason ?? null,
      },
      more: { departmentId, officerId },
    }
  },
  returned: (c, data) => {
    const decline = data['decline'] as EventData['returned']['decline']
    if (decline) {
      // Its text lies where it was; the effect of the event finds it again.
      const pending = { id: Number(data['replyId']), text: '', purpose: 'decline' as const, ...decline }
      return { next: { status: 'in_review', pending: { ...pending, status: 'submitted' } } }
    }
    return c.pending?.status === 'returned' && !data['edited']
      ? { next: { status: 'in_review', pending: { ...c.pending, status: 'submitted' } } }
      : undefined
  },
  noted: () => ({ next: {} }),
}

/** After the answer: taken up again, closed, made public; notes, and taking back a slip. */
export const ENDING: Rows<'reopen' | 'close' | 'publish' | 'note' | 'undo'> = {
  reopen: {
    label: '重新办理',
    from: ANY,
    who: ['resident', 'manager'],
    // What a resident may ask for, a manager may order: the same states, the same sentences.
    unless: c => whyResidentCannot(c, 'reopen'),
    apply: (c, input, _by, ctx) => {
      const deadlines = ctx.reopened()
      const status = c.departmentId ? 'assigned' : 'accepted'
      return {
        next: {
          status,
          deadlines,
          // Owed again on its own: a case that was merged leaves the other one.
          mergedInto: null,
          reopenedAt: ctx.now,
          acceptedAt: c.acceptedAt ?? ctx.now,
          concludedAt: null,
          closedAt: null,
          rating: null,
          pending: null,
          extensions: 0,
          extensionAskedAt: null,
          objectedAt: null,
          objectionReason: null,
        },
        events: [['reopened', { reason: input.reason, deadlines }]],
      }
    },
  },

  close: {
    label: '办结',
    from: ['answered'],
    who: ['dispatcher', 'manager', 'system'],
    apply: (_c, _input, by, { now }) => ({
      next: { status: 'closed', closedAt: now },
      events: [['closed', { auto: by.kind === 'system' }]],
    }),
  },

  publish: {
    label: '公开',
    from: ['answered', 'closed'],
    who: ['reviewer', 'manager'],
    refuse: (_c, { openness, redactedText, secrecyChecked }) => {
      if (openness !== 'open') return undefined
      if (!redactedText) return '主动公开前，请填写去掉个人信息的文字。'
      return secrecyChecked === false ? '主动公开前要先做保密审查。' : undefined
    },
    apply: (c, { openness, reason, secrecyChecked }) => ({
      // It stands where it stood, but what is public has changed: another officer's open form is stale.
      next: { status: c.status },
      events: [
        ['published', { openness, ...(reason && { reason }), ...(secrecyChecked && { secrecyChecked }) }],
      ],
    }),
  },

  note: {
    label: '内部备注',
    from: ANY,
    who: ['clerk', 'dispatcher', 'reviewer', 'manager'],
    apply: (_c, input) => ({ next: {}, events: [['noted', { text: input.text }]] }),
  },

  // Only what is still the last thing that happened, by the one who did it, and at once: a slip of the hand.
  undo: {
    label: '撤销刚才的操作',
    from: ANY,
    who: ['clerk', 'dispatcher', 'reviewer', 'manager'],
    unless: (c, by, now) => {
      const { last } = c
      if (!last || !UNDO[last.type]) return '刚才的操作不能撤销。'
      if (last.byId !== by.id) return '只能撤销自己刚才的操作。'
      if (now.getTime() - last.at.getTime() > UNDO_MS) return '已经过了一分钟，不能撤销了。'
      return UNDO[last.type]!(c, last.data) ? undefined : '刚才的操作不能撤销。'
    },
    apply: c => {
      const { seq, type, data } = c.last!
      const { next, more } = UNDO[type]!(c, data)!
      return { next, events: [['undone', { seq, type, ...more }]] }
    },
  },
}
