import { z } from 'zod'
import type { Case } from '../../case.ts'
import { returned } from '../answering/return.ts'
import { event, nameIn } from '../event.ts'
import { ANY, defineMove } from '../move.ts'
import { assigned } from '../taking-on/assign.ts'

/** How long a move can be undone. */
export const UNDO_MS = 60_000

const UNDOABLE = ['assigned', 'returned', 'noted'] as const
type Undoable = (typeof UNDOABLE)[number]
const NAMES: Record<Undoable, string> = { assigned: '分派', returned: '退回', noted: '备注' }

/** Undoes the event `seq`, which stays on record. After an assignment: who holds the case again. */
const undone = event({
  data: z.strictObject({
    seq: z.int(),
    type: z.enum(UNDOABLE),
    departmentId: z.string().nullable().optional(),
    officerId: z.int().nullable().optional(),
  }),
  writes: true,
  reactions: true,
  officeLine: d => `撤销了${nameIn(NAMES, d.type) ?? '刚才的操作'}`,
})

type Undone = { next: Partial<Case>; more?: { departmentId: string | null; officerId: number | null } }

const BACK: Record<Undoable, (c: Case, data: Readonly<Record<string, unknown>>) => Undone | undefined> = {
  assigned: (_c, data) => {
    const from = assigned.data.shape.from.safeParse(data['from']).data
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
    const decline = returned.data.shape.decline.safeParse(data['decline']).data
    if (decline) {
      // The draft's text is still stored; the event's effect restores it.
      const pending = { id: Number(data['replyId']), text: '', purpose: 'decline', ...decline } as const
      return { next: { status: 'in_review', pending: { ...pending, status: 'submitted' } } }
    }
    return c.pending?.status === 'returned' && !data['edited']
      ? { next: { status: 'in_review', pending: { ...c.pending, status: 'submitted' } } }
      : undefined
  },
  noted: () => ({ next: {} }),
}

/** The move that can be undone and the fields it restores; undefined when none can. Nothing is erased. */
function back(c: Case): (Undone & { seq: number; type: Undoable }) | undefined {
  const type = UNDOABLE.find(name => name === c.last?.type)
  const undone = type && BACK[type](c, c.last!.data)
  return undone && { ...undone, type, seq: c.last!.seq }
}

/** Undoes the last event only, by the officer who caused it, within a minute. */
export const undo = defineMove({
  label: '撤销刚才的操作',
  about: '一分钟内撤销自己刚做的分派、退回或备注；记录都留着。',
  done: '已撤销。',
  from: ANY,
  to: ['received', 'accepted', 'assigned', 'in_review'],
  who: ['clerk', 'dispatcher', 'reviewer', 'manager'],
  input: z.strictObject({}),
  events: { undone },
  form: 'own',
  unless: (c, by, now) => {
    const { last } = c
    if (!last || !UNDOABLE.some(name => name === last.type)) return '刚才的操作不能撤销。'
    if (last.byId !== by.id) return '只能撤销自己刚才的操作。'
    if (now.getTime() - last.at.getTime() > UNDO_MS) return '已经过了一分钟，不能撤销了。'
    return back(c) ? undefined : '刚才的操作不能撤销。'
  },
  apply: c => {
    const { next, more, seq, type } = back(c)!
    return { next, events: [['undone', { seq, type, ...more }]] }
  },
})
