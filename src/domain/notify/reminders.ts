import type { Case, EventType } from '../cases/case.ts'
import type { Happened } from '../cases/event-data.ts'
import { UNDO_MS } from '../cases/moves.ts'
import type { Role } from '../office/roles.ts'

/**
 * The kinds of reminders: who receives each, its text, whether it may be sent at night, and which events settle it.
 * Reminders are made from the events of a case, in the transaction of the move.
 */

/**
 * Who receives it. `named`: officers that the event names, such as the drafter of a returned text or a mentioned
 * colleague.
 */
type Audience = 'holder' | 'reviewers' | 'dispatchers' | 'managers' | 'named'

/** Pages of the desk that reminders link to: two views of the queue, the paused chats, two lists of visits, columns. */
export const REMINDER_PAGES = {
  held: '?view=held',
  received: '?view=received',
  blocks: '/blocks',
  visits: '/visits?view=open',
  answered: '/visits?view=answered',
  columns: '/items/columns',
} as const

interface ReminderRule {
  /** One sentence for the desk, the mail and the chat. */
  title: string
  who: readonly Audience[]
  /** Sent at night and on days off, too: always, never, or when the case is on the hours-based tier. */
  urgent: 'always' | 'case' | 'never'
  /** The move can be undone for a minute, so the reminder is sent only after it. */
  undoable?: true
  /** The page to link to, for a reminder about no single case. */
  page?: keyof typeof REMINDER_PAGES
  /** Events that settle the reminder. */
  over?: readonly EventType[]
}

/** The office owes nothing more for now. */
const CONCLUDING: readonly EventType[] = [
  'answered',
  'declined',
  'withdrawn',
  'set_aside',
  'merged',
  'closed',
]

const WORKED_ON: readonly EventType[] = [
  'submitted',
  'decline_proposed',
  'objected',
  'assigned',
  ...CONCLUDING,
]

export const REMINDERS = {
  urgent_received: {
    title: '收到一件急件，请马上受理',
    who: ['dispatchers'],
    urgent: 'always',
    over: ['accepted', 'decline_proposed', ...CONCLUDING],
  },
  burst_held: {
    title: '一下来了很多件，请到待核看看',
    who: ['dispatchers'],
    urgent: 'never',
    page: 'held',
  },
  burst_urgent: {
    title: '一下来了很多急件，请马上看待核',
    who: ['dispatchers'],
    urgent: 'always',
    page: 'held',
  },
  burst_released: {
    title: '待核的件没人看，已转待受理',
    who: ['dispatchers'],
    urgent: 'never',
    page: 'received',
  },
  burst_urgent_released: {
    title: '急件没人看，已转待受理，请受理',
    who: ['dispatchers'],
    urgent: 'always',
    page: 'received',
  },
  assigned: { title: '新分派来一件', who: ['holder'], urgent: 'case', undoable: true, over: WORKED_ON },
  half: { title: '办理时间过了一半', who: ['holder'], urgent: 'case', over: WORKED_ON },
  most: { title: '办理时间用了八成', who: ['holder'], urgent: 'case', over: WORKED_ON },
  due: { title: '到期了，还没有答复', who: ['holder', 'managers'], urgent: 'case', over: CONCLUDING },
  overdue: { title: '已经超期，还没有答复', who: ['holder', 'managers'], urgent: 'case', over: CONCLUDING },
  nudged: { title: '同事提醒您尽快办', who: ['holder'], urgent: 'case', over: WORKED_ON },
  returned: {
    title: '您写的答复被退回修改',
    who: ['named'],
    urgent: 'case',
    undoable: true,
    over: WORKED_ON,
  },
  review: { title: '有答复等您审核', who: ['reviewers'], urgent: 'case', over: ['returned', ...CONCLUDING] },
  supervised: {
    title: '领导有批示，请按期回复',
    who: ['holder'],
    urgent: 'always',
    over: ['supervision_answered'],
  },
  supervision_answered: { title: '承办人回复了批示', who: ['named'], urgent: 'never' },
  extension_asked: {
    title: '申请延期，等您决定',
    who: ['managers'],
    urgent: 'case',
    over: ['extended', 'extension_refused', ...CONCLUDING],
  },
  extension_decided: { title: '延期申请有了决定', who: ['holder'], urgent: 'never' },
  objected: {
    title: '承办单位退单，等您决定',
    who: ['dispatchers'],
    urgent: 'case',
    over: ['objection_agreed', 'objection_refused', 'assigned', ...CONCLUDING],
  },
  objection_refused: { title: '退单没有同意，仍由你们办', who: ['holder'], urgent: 'case', over: WORKED_ON },
  left_merge: {
    title: '并入的那件不再答复，这件要单独办',
    who: ['holder'],
    urgent: 'case',
    over: WORKED_ON,
  },
  urged: { title: '群众催办', who: ['holder'], urgent: 'case', over: WORKED_ON },
  supplemented: {
    title: '群众补充了情况',
    who: ['holder'],
    urgent: 'case',
    over: ['submitted', ...CONCLUDING],
  },
  withdrawn: { title: '群众撤回了', who: ['holder'], urgent: 'never' },
  rated_badly: { title: '群众对答复不满意', who: ['holder'], urgent: 'never' },
  reopened: { title: '这件要重新办理', who: ['holder'], urgent: 'case', over: WORKED_ON },
  undelivered: { title: '答复送不到群众手里', who: ['holder'], urgent: 'never' },
  access_changed: { title: '您的登录方式被人改过', who: ['named'], urgent: 'never' },
  access_watch: { title: '有人的登录方式被改过', who: ['named'], urgent: 'never' },
  token_waiting: { title: '有接口令牌等您确认', who: ['named'], urgent: 'never' },
  contact_blocked: { title: '有人暂停了一位群众的对话', who: ['named'], urgent: 'never', page: 'blocks' },
  block_appealed: {
    title: '群众对暂停对话提出申诉，等您看',
    who: ['named'],
    urgent: 'never',
    page: 'blocks',
  },
  mention: { title: '同事在备注里提到您', who: ['named'], urgent: 'never' },
  visit_found: { title: '明查暗访发现了问题，请按期答复', who: ['named'], urgent: 'never', page: 'visits' },
  visit_sent_back: {
    title: '明查暗访的答复被退回，请重新答复',
    who: ['named'],
    urgent: 'never',
    page: 'visits',
  },
  column_late: { title: '公开栏目过了更新时间', who: ['named'], urgent: 'never', page: 'columns' },
  visit_late: { title: '明查暗访的问题过了期限还没答复', who: ['named'], urgent: 'never', page: 'visits' },
  visit_answered: {
    title: '您写的明查暗访有了答复，请您看',
    who: ['named'],
    urgent: 'never',
    page: 'answered',
  },
} as const satisfies Record<string, ReminderRule>

export type ReminderKind = keyof typeof REMINDERS

export const isReminderKind = (kind: string): kind is ReminderKind => Object.hasOwn(REMINDERS, kind)

export const reminderRuleOf = (kind: ReminderKind): ReminderRule => REMINDERS[kind]

/** Whether it is sent during the officer's quiet hours. */
export function ignoresQuietHours(kind: ReminderKind, c: { urgent: boolean } | null): boolean {
  const { urgent } = reminderRuleOf(kind)
  return urgent === 'always' || (urgent === 'case' && c?.urgent === true)
}

/** How long it waits before it is sent. */
export const delayOf = (kind: ReminderKind): number => (reminderRuleOf(kind).undoable ? UNDO_MS : 0)

/** Ratings up to this one cause a reminder. */
const BAD_RATING = 2
const isBadRating = (rating: unknown): boolean => Number(rating) <= BAD_RATING

/** A reminder that an event causes; `officerIds` only where the rule says `named`. */
interface ReminderIntent {
  kind: ReminderKind
  officerIds?: readonly number[]
}

type Facts = Pick<Case, 'urgent' | 'pending' | 'heldAt'> & { supervisors?: readonly number[] }

/** Events that a flood of messages can cause by itself; while a case is held they cause no reminders. */
const WAITS_WHILE_HELD: readonly EventType[] = ['received', 'urged', 'supplemented', 'withdrawn']

/** The reminders that an event causes. `before` is the case before the move. */
export function remindersOf({ type, data }: Happened, before: Facts): ReminderIntent[] {
  // One reminder (burst_held) covers all held cases.
  if (before.heldAt && WAITS_WHILE_HELD.includes(type)) return []
  switch (type) {
    case 'received':
      return before.urgent ? [{ kind: 'urgent_received' }] : []
    case 'assigned':
      return [{ kind: 'assigned' }]
    case 'reminded':
      return data.mark === 'half'
        ? [{ kind: 'half' }]
        : data.mark === 'most'
          ? [{ kind: 'most' }]
          : [{ kind: 'nudged' }]
    case 'escalated':
      return [{ kind: data.mark === 'due' ? 'due' : 'overdue' }]
    case 'returned':
      return before.pending ? [{ kind: 'returned', officerIds: [before.pending.draftedById] }] : []
    case 'submitted':
    case 'decline_proposed':
      return [{ kind: 'review' }]
    case 'supervised':
      return [{ kind: 'supervised' }]
    case 'supervision_answered':
      return [{ kind: 'supervision_answered', officerIds: before.supervisors ?? [] }]
    case 'extension_requested':
      return [{ kind: 'extension_asked' }]
    case 'extended':
    case 'extension_refused':
      return [{ kind: 'extension_decided' }]
    case 'objected':
      return [{ kind: 'objected' }]
    case 'objection_refused':
      return [{ kind: 'objection_refused' }]
    case 'left_merge':
      return [{ kind: 'left_merge' }]
    case 'noted':
      return data.mentions ? [{ kind: 'mention', officerIds: data.mentions }] : []
    case 'urged':
      return [{ kind: 'urged' }]
    case 'supplemented':
      return [{ kind: 'supplemented' }]
    case 'withdrawn':
      return [{ kind: 'withdrawn' }]
    case 'rated':
      return isBadRating(data.rating) ? [{ kind: 'rated_badly' }] : []
    case 'reopened':
      return [{ kind: 'reopened' }]
    case 'delivery':
      return data.state === 'undeliverable' ? [{ kind: 'undelivered' }] : []
    default:
      return []
  }
}

/** The kinds of reminders that an event settles, for every recipient. */
export function settledBy(type: EventType): ReminderKind[] {
  return (Object.keys(REMINDERS) as ReminderKind[]).filter(kind => reminderRuleOf(kind).over?.includes(type))
}

/** An officer who can sign in, as a possible recipient of reminders. */
export interface Recipient {
  id: number
  role: Role
  departmentId: string | null
}

/**
 * The recipients for each audience. Where a department has nobody in a role, officers of the whole office receive it.
 */
const AUDIENCES: Record<
  Exclude<Audience, 'named'>,
  (c: Pick<Case, 'departmentId' | 'officerId'>, all: readonly Recipient[]) => readonly Recipient[]
> = {
  holder(c, all) {
    const own = all.filter(o => o.id === c.officerId)
    if (own.length > 0) return own
    const clerks =
      c.departmentId === null ? [] : all.filter(o => o.role === 'clerk' && o.departmentId === c.departmentId)
    return clerks.length > 0 ? clerks : all.filter(o => o.role === 'dispatcher')
  },
  reviewers(c, all) {
    const reviewers = ofDepartment(c, all, 'reviewer')
    return reviewers.length > 0 ? reviewers : ofDepartment(c, all, 'manager')
  },
  managers: (c, all) => ofDepartment(c, all, 'manager'),
  dispatchers: (_c, all) => all.filter(o => o.role === 'dispatcher'),
}

function ofDepartment(
  c: Pick<Case, 'departmentId'>,
  all: readonly Recipient[],
  role: Role,
): readonly Recipient[] {
  const some = all.filter(o => o.role === role)
  const own = some.filter(o => o.departmentId !== null && o.departmentId === c.departmentId)
  return own.length > 0 ? own : some.filter(o => o.departmentId === null)
}

/**
 * The recipients of a reminder, each once, without the officer who caused it. A department's own officers take
 * precedence over those of the whole office.
 */
export function recipientsOf(
  told: ReminderIntent,
  c: Pick<Case, 'departmentId' | 'officerId'>,
  all: readonly Recipient[],
  by?: number,
): number[] {
  const named = told.officerIds ?? []
  const ids = reminderRuleOf(told.kind).who.flatMap(audience =>
    audience === 'named'
      ? all.filter(o => named.includes(o.id)).map(o => o.id)
      : AUDIENCES[audience](c, all).map(o => o.id),
  )
  return [...new Set(ids)].filter(id => id !== by)
}
