import { z } from 'zod'
import {
  type Actor,
  type Case,
  type CaseEvent,
  type CivilDate,
  type Deadlines,
  type EventType,
  OPEN,
  type Role,
  type Status,
} from './case.ts'
import { shanghaiDate } from './civil-date.ts'
import { APPLICANT_IDS, OUTCOME_IDS } from './disclosure.ts'
import { Refusal } from './errors.ts'
import type { EventData } from './event-data.ts'
import { OPENNESS } from './openness.ts'

/**
 * The life of a case. One table, `MOVES`, lists every move: from which status, to which, who may, what it
 * needs and what it records. A move that is not in the table, or not allowed by it, is refused with a reason.
 * Officers, dialogues and scheduled jobs all change a case through `move()` and nothing else.
 */

/** Roles of officers, plus the two who are not officers. */
export type Mover = Role | 'resident' | 'system'

/** What a move may ask of the clock: computed only when the move needs it. */
export interface MoveContext {
  now: Date
  /** Deadlines as they would be after an extension by this many days. */
  extended(days: number): Deadlines
  /** Deadlines of a case that is owed again from now. */
  reopened(): Deadlines
  /** Deadlines once the resident has been asked for more: the clock stops where the office's rule says so. */
  awaiting(): Deadlines
  /** Deadlines after the resident supplied what was asked for. */
  resumed(): Deadlines
  /** By when an instruction of today is to be answered, unless the manager says otherwise. */
  superviseBy(): CivilDate
}

const text = (max: number) => z.string().trim().min(1, '不能为空').max(max, `最多 ${max} 字`)

/** What each move takes. Also the request bodies of the API. */
export const MOVE_INPUTS = {
  accept: z.strictObject({}),
  decline: z.strictObject({ reason: text(500), redirect: text(300) }),
  assign: z.strictObject({ department: text(40), officer: text(60).optional() }),
  object: z.strictObject({ reason: text(500) }),
  agreeObjection: z.strictObject({}),
  refuseObjection: z.strictObject({ reason: text(500) }),
  draft: z.strictObject({
    text: text(5000),
    /** How a disclosure application ends, and who applied (a person unless said otherwise): for the annual report. */
    outcome: z.enum(OUTCOME_IDS, '请从处理结果里选一项').optional(),
    applicant: z.enum(APPLICANT_IDS, '请从申请人类别里选一项').optional(),
  }),
  submit: z.strictObject({}),
  approve: z.strictObject({}),
  return: z.strictObject({ reason: text(500), text: text(5000).optional() }),
  extend: z.strictObject({ days: z.int().min(1).max(90), reason: text(500) }),
  askResident: z.strictObject({ text: text(1000) }),
  merge: z.strictObject({ into: text(20) }),
  refuseExtension: z.strictObject({ reason: text(500) }),
  supervise: z.strictObject({ instruction: text(1000), dueOn: z.iso.date('日期写成 2026-11-30').optional() }),
  answerSupervision: z.strictObject({ text: text(1000) }),
  nudge: z.strictObject({}),
  undo: z.strictObject({}),
  reopen: z.strictObject({ reason: text(1000) }),
  close: z.strictObject({}),
  publish: z.strictObject({
    openness: z.enum(OPENNESS),
    redactedText: text(5000).optional(),
    /** What was asked, as the public may read it. */
    redactedQuestion: text(200).optional(),
    /** Why not, when it is not to be public. */
    reason: text(500).optional(),
    /** The check that the law asks for before anything is published (保守国家秘密法实施条例). */
    secrecyChecked: z.boolean().optional(),
  }),
  note: z.strictObject({ text: text(2000) }),
  answerMerged: z.strictObject({ replyId: z.int() }),
  supplement: z.strictObject({ text: text(5000) }),
  urge: z.strictObject({}),
  rate: z.strictObject({ rating: z.int().min(1).max(5), text: text(1000).optional() }),
  withdraw: z.strictObject({ reason: text(500).optional() }),
  recordDelivery: z.strictObject({
    replyId: z.int(),
    state: z.enum(['sent', 'delivered', 'read', 'held', 'undeliverable']),
    via: z.string().optional(),
    code: z.string().optional(),
  }),
  remind: z.strictObject({ mark: z.string() }),
  escalate: z.strictObject({ mark: z.string() }),
  leaveMerge: z.strictObject({ why: z.enum(['withdrawn', 'declined']) }),
  noteUnreachable: z.strictObject({ reason: z.literal('unfollowed') }),
} as const satisfies Record<string, z.ZodType>

export type MoveName = keyof typeof MOVE_INPUTS
export type MoveInput<M extends MoveName> = z.infer<(typeof MOVE_INPUTS)[M]>

/** The moves an officer can choose, at the desk and through the API. The rest are the resident's and the system's. */
export const OFFICER_MOVES = [
  'accept',
  'decline',
  'assign',
  'object',
  'agreeObjection',
  'refuseObjection',
  'draft',
  'submit',
  'approve',
  'return',
  'extend',
  'askResident',
  'refuseExtension',
  'merge',
  'supervise',
  'answerSupervision',
  'nudge',
  'reopen',
  'close',
  'publish',
  'note',
  'undo',
] as const satisfies readonly MoveName[]
export type OfficerMove = (typeof OFFICER_MOVES)[number]

interface Move<M extends MoveName> {
  /** What officers read on the button. */
  label: string
  from: readonly Status[]
  who: readonly Mover[]
  /** Why this case is not ready for it, or this person not the one, in Chinese. Asked before it is even offered. */
  unless?: (c: Case, by: Actor, now: Date) => string | undefined
  /** Why what was filled in will not do. */
  refuse?: (c: Case, input: MoveInput<M>) => string | undefined
  /** The changed fields and what is recorded. */
  apply: (
    c: Case,
    input: MoveInput<M>,
    by: Actor,
    ctx: MoveContext,
  ) => { next: Partial<Case>; events: [EventType, Record<string, unknown>][] }
}

type Recorded = [EventType, Record<string, unknown>]

const ANY: readonly Status[] = [...OPEN, 'answered', 'closed', 'declined', 'withdrawn', 'merged']
const REPLIED: readonly Status[] = ['answered', 'closed', 'declined']

/** Where a case stands when a draft comes back or the resident has answered. */
const backToWork = (c: Case): Status => (c.departmentId ? 'assigned' : c.acceptedAt ? 'accepted' : 'received')

const needsObjection = (c: Case) => (c.objectedAt ? undefined : '没有等决定的退单。')

/** Letters and digits alone: a reason with another full stop is no new reason. */
const sameWords = (a: string, b: string) => {
  const [x, y] = [a, b].map(words =>
    words
      .normalize('NFKC')
      .toLowerCase()
      .replace(/[^\p{L}\p{N}]/gu, ''),
  )
  return x === y
}

const needsSubmitted = (c: Case) => (c.pending?.status === 'submitted' ? undefined : '没有待审核的答复。')

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

/** Each resident of a merged case rates and reopens by themselves, once they have the answer. */
const mergedAndUnanswered = (c: Case) =>
  c.status === 'merged' && c.firstReplyAt === null ? '这件还没有答复。' : undefined

/** The whole lifecycle: a move that is not in this table is refused. */
export const MOVES: { readonly [M in MoveName]: Move<M> } = {
  accept: {
    label: '受理',
    from: ['received'],
    who: ['dispatcher', 'clerk'],
    apply: (c, _input, by, { now }) => ({
      next: { status: 'accepted', acceptedAt: now, firstTakerId: c.firstTakerId ?? by.id ?? null },
      events: [['accepted', {}]],
    }),
  },

  // 不予受理 is a reply like any other: a second person reads it before the resident does.
  decline: {
    label: '不予受理',
    from: ['received', 'accepted', 'assigned'],
    who: ['dispatcher', 'clerk'],
    apply: (c, input, by) => ({
      next: {
        status: 'in_review',
        pending: {
          id: 0,
          text: `${input.reason}\n您可以这样办：${input.redirect}`,
          status: 'submitted',
          purpose: 'decline',
          draftedById: by.id!,
          version: (c.pending?.version ?? 0) + 1,
        },
      },
      events: [['decline_proposed', { reason: input.reason, redirect: input.redirect }]],
    }),
  },

  assign: {
    label: '分派',
    from: ['accepted', 'assigned'],
    who: ['dispatcher', 'manager'],
    apply: (c, input) => ({
      // The caller has already resolved the officer's login and passes the id on as `officerId` in the events.
      // To assign it while the department objects is to agree; a new assignment can be objected to anew.
      next: {
        status: 'assigned',
        departmentId: input.department,
        officerId: null,
        objectedAt: null,
        objectionReason: null,
      },
      events: [
        ...(c.objectedAt
          ? [['objection_agreed', { departmentId: c.departmentId, reason: c.objectionReason }] as Recorded]
          : []),
        [
          'assigned',
          {
            departmentId: input.department,
            ...(input.officer && { officer: input.officer }),
            from: {
              status: c.status,
              departmentId: c.departmentId,
              officerId: c.officerId,
              ...(c.objectedAt && {
                objectedAt: c.objectedAt.toISOString(),
                objectionReason: c.objectionReason,
              }),
            },
          },
        ],
      ],
    }),
  },

  // The department holds it until somebody decides: an objection alone moves nothing.
  object: {
    label: '退单',
    from: ['assigned'],
    who: ['clerk'],
    unless: c => (c.objectedAt ? '已经退单，等受理转办人员决定。' : undefined),
    refuse: (c, { reason }) =>
      c.objectionReason !== null && sameWords(reason, c.objectionReason)
        ? '这个理由已经退过一次，没有同意。有新的依据，写明了再退。'
        : undefined,
    apply: (c, { reason }, _by, { now }) => ({
      next: { objectedAt: now, objectionReason: reason },
      events: [['objected', { reason, departmentId: c.departmentId, waits: true }]],
    }),
  },

  agreeObjection: {
    label: '同意退单',
    from: ['assigned'],
    who: ['dispatcher', 'manager'],
    unless: needsObjection,
    apply: c => ({
      next: {
        status: 'accepted',
        departmentId: null,
        officerId: null,
        pending: null,
        objectedAt: null,
        objectionReason: null,
      },
      events: [['objection_agreed', { departmentId: c.departmentId, reason: c.objectionReason }]],
    }),
  },

  refuseObjection: {
    label: '不同意退单',
    from: ['assigned'],
    who: ['dispatcher', 'manager'],
    unless: needsObjection,
    // The reason stays: the same one is not heard twice.
    apply: (c, { reason }) => ({
      next: { objectedAt: null },
      events: [['objection_refused', { reason, departmentId: c.departmentId }]],
    }),
  },

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
          : c.kind === 'disclosure' && !c.outcome
            ? '还没有选处理结果：依申请公开的件办完要计入年度报告的一项。'
            : undefined,
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

  extend: {
    label: '延期',
    from: ['accepted', 'assigned', 'in_review'],
    who: ['clerk', 'dispatcher', 'manager'],
    unless: (c, by) =>
      c.extensions > 0
        ? '这件已经延期过一次，不能再延。'
        : c.extensionAskedAt && by.role !== 'manager'
          ? '已经申请过延期，等领导决定。'
          : undefined,
    apply: (c, input, by, ctx) => {
      if (by.role !== 'manager') {
        return {
          next: { extensionAskedAt: ctx.now },
          events: [['extension_requested', { days: input.days, reason: input.reason }]],
        }
      }
      const deadlines = ctx.extended(input.days)
      return {
        next: { deadlines, extensions: c.extensions + 1, extensionAskedAt: null },
        events: [
          [
            'extended',
            {
              days: input.days,
              reason: input.reason,
              from: c.deadlines.reply.dueOn,
              to: deadlines.reply.dueOn,
              deadlines,
            },
          ],
        ],
      }
    },
  },

  refuseExtension: {
    label: '不同意延期',
    from: ['accepted', 'assigned', 'in_review'],
    who: ['manager'],
    unless: c => (c.extensionAskedAt ? undefined : '没有等批的延期申请。'),
    apply: (_c, input) => ({
      next: { extensionAskedAt: null },
      events: [['extension_refused', { reason: input.reason }]],
    }),
  },

  askResident: {
    label: '请群众补充',
    from: ['accepted', 'assigned'],
    who: ['clerk', 'dispatcher'],
    apply: (_c, input, _by, ctx) => {
      const deadlines = ctx.awaiting()
      return {
        next: { status: 'awaiting_resident', deadlines },
        events: [['asked_resident', { text: input.text, deadlines }]],
      }
    },
  },

  merge: {
    label: '并案',
    from: ['received', 'accepted', 'assigned'],
    who: ['dispatcher'],
    refuse: (c, input) => (input.into === c.number ? '不能并入自己。' : undefined),
    apply: (_c, input, _by, { now }) => ({
      next: {
        status: 'merged',
        mergedInto: input.into,
        concludedAt: now,
        pending: null,
        objectedAt: null,
        objectionReason: null,
      },
      events: [['merged', { into: input.into }]],
    }),
  },

  supervise: {
    label: '督办',
    from: OPEN,
    who: ['manager'],
    apply: (_c, input, _by, ctx) => {
      const dueOn = input.dueOn ?? ctx.superviseBy()
      if (dueOn < shanghaiDate(ctx.now)) {
        const message = '回复的期限不能早于今天。'
        throw new Refusal('invalid_field', message, { errors: [{ path: 'dueOn', message }] })
      }
      return {
        next: { supervisedAt: ctx.now, supervisionDueOn: dueOn },
        events: [['supervised', { instruction: input.instruction, dueOn }]],
      }
    },
  },

  // Owed to the manager, whatever became of the case since.
  answerSupervision: {
    label: '回复督办',
    from: ANY,
    who: ['clerk', 'dispatcher'],
    unless: c => (c.supervisionDueOn ? undefined : '没有等回复的督办。'),
    apply: (_c, input) => ({
      next: { supervisionDueOn: null },
      events: [['supervision_answered', { text: input.text }]],
    }),
  },

  nudge: {
    label: '提醒承办',
    from: ['assigned', 'awaiting_resident'],
    who: ['dispatcher', 'manager'],
    apply: () => ({ next: {}, events: [['reminded', { mark: 'nudge' }]] }),
  },

  reopen: {
    label: '重新办理',
    from: [...REPLIED, 'merged'],
    who: ['resident', 'manager'],
    unless: mergedAndUnanswered,
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
    apply: (_c, { openness, reason, secrecyChecked }) => ({
      next: {},
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

  // The case it was merged into was answered, and this resident gets the same reply under their own number.
  // The case stays merged; only its own resident's reply is recorded.
  answerMerged: {
    label: '随并案答复',
    from: ['merged'],
    who: ['reviewer', 'manager'],
    apply: (c, input, _by, { now }) => ({
      next: { firstReplyAt: c.firstReplyAt ?? now, answeredAt: now },
      events: [
        ['answered', { replyId: input.replyId, first: c.firstReplyAt === null }],
        ['rating_invited', { replyId: input.replyId }],
      ],
    }),
  },

  // The case it was merged into was withdrawn or declined: this resident is still owed an answer. Draft, number and
  // clock are its own; it stands where it stood before.
  leaveMerge: {
    label: '退出并案',
    from: ['merged'],
    who: ['system'],
    unless: c => (c.answeredAt ? '这件已经答复。' : undefined),
    apply: (c, { why }) => ({
      next: { status: backToWork(c), mergedInto: null, concludedAt: null },
      events: [['left_merge', { from: c.mergedInto, why }]],
    }),
  },

  supplement: {
    label: '补充情况',
    from: [...OPEN, ...REPLIED],
    who: ['resident'],
    apply: (c, input, _by, ctx) => {
      if (c.status !== 'awaiting_resident')
        return { next: {}, events: [['supplemented', { text: input.text }]] }
      const deadlines = ctx.resumed()
      return {
        next: { status: backToWork(c), deadlines },
        events: [['supplemented', { text: input.text, deadlines }]],
      }
    },
  },

  urge: {
    label: '催办',
    from: OPEN,
    who: ['resident'],
    apply: () => ({ next: {}, events: [['urged', {}]] }),
  },

  rate: {
    label: '评价',
    from: ['answered', 'closed', 'declined', 'merged'],
    who: ['resident'],
    unless: c => mergedAndUnanswered(c) ?? (c.rating !== null ? '这件已经评价过了。' : undefined),
    apply: (c, input, _by, { now }) => ({
      next: {
        rating: input.rating,
        ...(c.status === 'answered' ? { status: 'closed' as const, closedAt: now } : {}),
      },
      events: [
        ['rated', { rating: input.rating, ...(input.text && { text: input.text }) }],
        ...(c.status === 'answered' ? [['closed', { auto: true }] as Recorded] : []),
      ],
    }),
  },

  withdraw: {
    label: '撤回',
    from: OPEN,
    who: ['resident'],
    apply: (_c, input, _by, { now }) => ({
      next: { status: 'withdrawn', concludedAt: now, pending: null },
      events: [['withdrawn', { ...(input.reason && { reason: input.reason }) }]],
    }),
  },

  recordDelivery: {
    label: '送达',
    from: ANY,
    who: ['system'],
    apply: (_c, input) => ({ next: {}, events: [['delivery', { ...input }]] }),
  },

  remind: {
    label: '提醒',
    from: OPEN,
    who: ['system'],
    apply: (_c, input) => ({ next: {}, events: [['reminded', { mark: input.mark }]] }),
  },

  escalate: {
    label: '上报',
    from: OPEN,
    who: ['system'],
    apply: (_c, input) => ({ next: {}, events: [['escalated', { mark: input.mark }]] }),
  },

  noteUnreachable: {
    label: '记下联系不上',
    from: ANY,
    who: ['system'],
    apply: (_c, input) => ({ next: {}, events: [['unreachable', { ...input }]] }),
  },
}

const moverOf = (by: Actor): Mover => (by.kind === 'officer' ? by.role! : by.kind)

/** Why `by` cannot make this move now, in Chinese, or undefined when the table lets them. */
export function whyNot<M extends MoveName>(
  c: Case,
  name: M,
  input: MoveInput<M>,
  by: Actor,
  now: Date,
): string | undefined {
  const rule = MOVES[name] as Move<M>
  if (!rule.who.includes(moverOf(by))) return `“${rule.label}”不在您的权限内。`
  if (!rule.from.includes(c.status)) return `这件现在的状态不能“${rule.label}”。`
  return rule.unless?.(c, by, now) ?? rule.refuse?.(c, input)
}

/**
 * Moves a case and says what happened. Pure: the caller stores the case and acts on the events.
 * @throws Refusal `forbidden` when the role may not, `move_refused` when the case cannot.
 */
export function move<M extends MoveName>(
  c: Case,
  name: M,
  input: MoveInput<M>,
  by: Actor,
  ctx: MoveContext,
): { next: Case; events: Omit<CaseEvent, 'seq'>[] } {
  const rule = MOVES[name] as Move<M>
  const reason = whyNot(c, name, input, by, ctx.now)
  if (reason) throw new Refusal(rule.who.includes(moverOf(by)) ? 'move_refused' : 'forbidden', reason)
  const { next, events } = rule.apply(c, input, by, ctx)
  return {
    // What only adds to the record (a note, a delivery) does not make an open form stale.
    next: { ...c, ...next, version: c.version + (Object.keys(next).length > 0 ? 1 : 0) },
    events: events.map(([type, data]) => ({ type, at: ctx.now, by, data })),
  }
}

/** The moves this actor could make now, whatever they would need to fill in. */
export function movesFor(c: Case, by: Actor, now: Date): OfficerMove[] {
  const mover = moverOf(by)
  return OFFICER_MOVES.filter(name => {
    const rule = MOVES[name] as Move<MoveName>
    return rule.who.includes(mover) && rule.from.includes(c.status) && rule.unless?.(c, by, now) === undefined
  })
}
