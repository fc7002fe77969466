import { type CivilDate, shanghaiDate } from '../base/civil-date.ts'
import { Refusal } from '../base/errors.ts'
import type { Calendar } from '../office/calendar.ts'
import type { OfficerActor } from '../people/actor.ts'
import { may, scopeOf } from '../people/policy.ts'

/**
 * A visit or a test question of somebody from outside (明查暗访), and its life: what was found is written once and never
 * changed; the department answers; whoever wrote it settles it or sends the answer back. Pure: the caller stores.
 */

export const VISIT_KINDS = { visit: '实地走访', question: '测试提问' } as const
export type VisitKind = keyof typeof VISIT_KINDS

export const VISIT_STATUS_NAMES = {
  open: '等答复',
  answered: '已答复，等监察员看',
  settled: '已了结',
} as const
export type VisitStatus = keyof typeof VISIT_STATUS_NAMES

/** One thing that was said after an answer: it was sent back, or accepted. The answer it is about stays with it. */
export interface Remark {
  move: 'sendBack' | 'settle'
  text: string
  by: string
  at: string
  /** The answer, and by when it was owed. */
  answer: { text: string; by: string; at: string; dueOn: CivilDate }
}

export interface Visit {
  kind: VisitKind
  departmentId: string
  verdict: 'good' | 'bad'
  status: VisitStatus
  /** By when the answer is owed that is owed now, or was owed last; null for a good one. */
  dueOn: CivilDate | null
  answer: { text: string; by: string; byId: number; at: Date } | null
  remarks: readonly Remark[]
  settledAt: Date | null
  publicAt: Date | null
  byId: number
  /** Whether whoever wrote it can still sign in. */
  authorActive: boolean
}

type By = Pick<OfficerActor, 'id' | 'name' | 'role' | 'departmentId' | 'kind'>

/** Who may make a move. Nobody changes or deletes what was found, least of all who is complained about. */
const WHO = {
  /** An officer of the department that was visited, or of the whole office. */
  department: (v, by) => may(by, 'answerVisits') && (scopeOf(by) ?? v.departmentId) === v.departmentId,
  /** Who wrote it; when that account is closed, an auditor. */
  author: (v, by) => may(by, 'visit') && (by.id === v.byId || (!v.authorActive && by.role === 'auditor')),
  /** A manager of the whole office, never of the department alone. */
  publisher: (_v, by) => may(by, 'publishVisits') && scopeOf(by) === null,
} as const satisfies Record<string, (v: Visit, by: By) => boolean>

interface VisitRule {
  from: readonly VisitStatus[]
  to: VisitStatus
  who: keyof typeof WHO
  /** For the button. */
  name: string
}

/** The whole life of a visit: a move that is not in this table is refused. */
export const VISIT_MOVES = {
  answer: { from: ['open'], to: 'answered', who: 'department', name: '答复' },
  sendBack: { from: ['answered'], to: 'open', who: 'author', name: '退回重答' },
  settle: { from: ['answered'], to: 'settled', who: 'author', name: '了结' },
  publish: { from: ['settled'], to: 'settled', who: 'publisher', name: '向社会公开' },
  hide: { from: ['settled'], to: 'settled', who: 'publisher', name: '不再公开' },
} as const satisfies Record<string, VisitRule>

export type VisitMove = keyof typeof VISIT_MOVES

const ruleOf = (move: VisitMove): VisitRule => VISIT_MOVES[move]

/** Whether this officer has this move on this visit now. */
export const hasVisitMove = (v: Visit, move: VisitMove, by: By): boolean =>
  WHO[ruleOf(move).who](v, by) &&
  ruleOf(move).from.includes(v.status) &&
  (move !== 'hide' || v.publicAt !== null)

export const visitMovesOf = (v: Visit, by: By): VisitMove[] =>
  (Object.keys(VISIT_MOVES) as VisitMove[]).filter(move => hasVisitMove(v, move, by))

/** By when an answer is owed that is asked for at this instant. */
export const answerDueOn = (
  at: Date,
  { answerWorkingDays }: { answerWorkingDays: number },
  calendar: Pick<Calendar, 'addWorkingDays'>,
): CivilDate => calendar.addWorkingDays(shanghaiDate(at), answerWorkingDays)

export interface VisitInput {
  /** The answer, or the remark. */
  text: string
  at: Date
  /** By when the next answer is owed, when this one is sent back. */
  dueOn: CivilDate
}

/**
 * Moves a visit on.
 * @throws Refusal `forbidden` for who may not, `move_refused` when it is not its time
 */
export function moveVisit(v: Visit, move: VisitMove, by: By, { text, at, dueOn }: VisitInput): Visit {
  const rule = ruleOf(move)
  if (!WHO[rule.who](v, by)) throw new Refusal('forbidden', `您不能${rule.name}。`)
  if (!hasVisitMove(v, move, by))
    throw new Refusal('move_refused', `这条现在是“${VISIT_STATUS_NAMES[v.status]}”，不能${rule.name}。`)
  const next = { ...v, status: rule.to }
  switch (move) {
    case 'answer':
      return { ...next, answer: { text, by: by.name, byId: by.id, at } }
    case 'sendBack':
      return { ...next, answer: null, dueOn, remarks: [...v.remarks, remarkOf(v, move, text, by, at)] }
    case 'settle':
      return { ...next, settledAt: at, remarks: [...v.remarks, remarkOf(v, move, text, by, at)] }
    case 'publish':
      return { ...next, publicAt: v.publicAt ?? at }
    case 'hide':
      return { ...next, publicAt: null }
  }
}

const remarkOf = (v: Visit, move: Remark['move'], text: string, by: By, at: Date): Remark => ({
  move,
  text,
  by: by.name,
  at: at.toISOString(),
  answer: {
    text: v.answer!.text,
    by: v.answer!.by,
    at: v.answer!.at.toISOString(),
    dueOn: v.dueOn!,
  },
})

/** Whether the answer is owed and late. Computed, never stored. */
export const isVisitOverdue = (v: Pick<Visit, 'status' | 'dueOn'>, today: CivilDate): boolean =>
  v.status === 'open' && v.dueOn !== null && v.dueOn < today

/** One answer that a visit asks for, as the assessment counts it. */
export interface VisitRound {
  dueOn: CivilDate
  answeredOn: CivilDate | null
  /** The answer before it was sent back. */
  again: boolean
}

/** The answers that a visit has asked for, in order; none for a good one. */
export function visitRounds(v: Pick<Visit, 'dueOn' | 'remarks'> & { answeredAt: Date | null }): VisitRound[] {
  const back = v.remarks.filter(r => r.move === 'sendBack')
  const before = back.map(({ answer }, i) => ({
    dueOn: answer.dueOn,
    answeredOn: shanghaiDate(new Date(answer.at)),
    again: i > 0,
  }))
  if (v.dueOn === null) return before
  const answeredOn = v.answeredAt && shanghaiDate(v.answeredAt)
  return [...before, { dueOn: v.dueOn, answeredOn, again: back.length > 0 }]
}

/**
 * Whether an answer costs points: it was not there by its date, or had to be given again. What happens after the date
 * changes nothing, so a finished period stays as it was counted.
 */
export const isVisitFault = ({ dueOn, answeredOn, again }: VisitRound): boolean =>
  again || answeredOn === null || answeredOn > dueOn
