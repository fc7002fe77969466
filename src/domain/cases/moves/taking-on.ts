import type { Case } from '../case.ts'
import type { Recorded, Rows } from './move.ts'

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

/** Taking a case on: accept, decline, assign, and 退单 with its decision. */
export const TAKING_ON: Rows<
  'accept' | 'release' | 'decline' | 'setAside' | 'assign' | 'object' | 'agreeObjection' | 'refuseObjection'
> = {
  accept: {
    label: '受理',
    from: ['received'],
    who: ['dispatcher', 'clerk'],
    apply: (c, _input, by, { now }) => ({
      next: { status: 'accepted', acceptedAt: now, firstTakerId: c.firstTakerId ?? by.id ?? null },
      events: [['accepted', {}]],
    }),
  },

  release: {
    label: '转入待受理',
    from: ['received'],
    who: ['dispatcher', 'manager', 'system'],
    unless: c => (c.heldAt ? undefined : '这件不在“待核”里。'),
    apply: (_c, _input, by) => ({
      next: { heldAt: null },
      events: [['released', { auto: by.kind === 'system' }]],
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

  // One officer's word is enough, because it lifts no rate: the number stays in the denominator, unanswered.
  setAside: {
    label: '记为无效件',
    from: ['received', 'accepted', 'assigned'],
    who: ['dispatcher', 'manager'],
    apply: (_c, { code, note }, _by, { now }) => ({
      next: {
        status: 'set_aside',
        concludedAt: now,
        pending: null,
        extensionAskedAt: null,
        objectedAt: null,
        objectionReason: null,
      },
      events: [['set_aside', { code, ...(note && { note }) }]],
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
}
