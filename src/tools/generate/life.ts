import { addDays, HOUR, instantOf, MINUTE, shanghaiDate } from '../../domain/base/civil-date.ts'
import type { ChannelName } from '../../domain/base/message.ts'
import type { CaseEvent, Deadlines, EventType } from '../../domain/cases/case.ts'
import {
  deadlinesFor,
  extendDeadline,
  reopenedDeadlines,
  resumedDeadlines,
} from '../../domain/cases/deadline.ts'
import { APPLICANT_IDS, type DisclosureOutcome } from '../../domain/cases/disclosure.ts'
import type { Calendar } from '../../domain/office/calendar.ts'
import type { Kind } from '../../domain/office/kinds.ts'
import type { Office } from '../../domain/office/office.ts'
import type { Actor } from '../../domain/people/actor.ts'
import type { Random } from '../sample/random.ts'
import { SAMPLE_PLACES, SAMPLE_TEXTS } from '../sample/texts.ts'

/**
 * One made-up case from its receipt to its end, as the events that the real moves record. Pure and seeded: the same
 * seed gives the same office. For measuring at scale only; the demo runs the real moves (sample/).
 */

export interface GeneratedOfficers {
  dispatchers: readonly (Actor & { id: number })[]
  reviewers: readonly (Actor & { id: number })[]
  manager: Actor & { id: number }
  clerks: ReadonlyMap<string, Actor & { id: number }>
}

export interface GeneratedCase {
  kind: Kind
  channel: ChannelName
  urgent: boolean
  areaId: string
  categoryId: string
  title: string
  text: string
  place: string
  firstTakerId: number | null
  deadlines: Deadlines
  events: CaseEvent[]
  replies: LifeReply[]
  /** The outcome of a disclosure; null for other kinds. */
  outcome: DisclosureOutcome | null
  applicant: string | null
}

export interface LifeReply {
  id: number
  text: string
  purpose: 'answer' | 'decline'
  draftedById: number
  draftedAt: Date
  submittedAt: Date | null
  reviewedById: number | null
  reviewedAt: Date | null
}

/** The case another one can be merged into: what it is about, and when it was answered. */
export interface Parent {
  number: string
  replyId: number
  answeredAt: Date
  reviewer: Actor
}

export interface Making {
  random: Random
  office: Office
  calendar: Calendar
  cast: GeneratedOfficers
  /** The next id of a reply. */
  nextReplyId(): number
}

const KIND_SHARES: readonly [Kind, number][] = [
  ['complaint', 46],
  ['inquiry', 24],
  ['help', 15],
  ['suggestion', 8],
  ['report', 4],
  ['disclosure', 3],
]
const CHANNELS: readonly [ChannelName, number][] = [
  ['wechat', 52],
  ['phone', 22],
  ['web', 12],
  ['visit', 9],
  ['letter', 3],
  ['telegram', 1],
  ['api', 1],
]
const OUTCOMES: readonly [DisclosureOutcome, number][] = [
  ['granted', 52],
  ['partly', 12],
  ['unable-not-held', 14],
  ['unable-to-make', 4],
  ['refused-internal', 3],
  ['refused-process', 3],
  ['refused-third-party', 3],
  ['refused-inquiry', 2],
  ['unprocessed-petition', 5],
  ['unprocessed-repeat', 2],
]

function draw<T>(random: Random, list: readonly (readonly [T, number])[]): T {
  let left = random.next() * list.reduce((sum, [, weight]) => sum + weight, 0)
  for (const [value, weight] of list) {
    left -= weight
    if (left < 0) return value
  }
  return list[0]![0]
}

const TEXTS = new Map<Kind, typeof SAMPLE_TEXTS>()
for (const text of SAMPLE_TEXTS) TEXTS.set(text.kind, [...(TEXTS.get(text.kind) ?? []), text])
const DISCLOSURES = [
  {
    kind: 'disclosure',
    category: 'land',
    text: '申请公开{place}地块的征收补偿安置方案和勘测结果。',
    reply: '您申请的方案见附件，共 6 页。',
  },
  {
    kind: 'disclosure',
    category: 'other',
    text: '申请公开上一年度{place}道路改造的预算和决算。',
    reply: '您申请的预算和决算见附件。',
  },
] as const

/** How fast each department works; it differs by department and year. */
const slowness = (department: string, year: number): number => {
  let hash = year * 31
  for (const letter of department) hash = (hash * 33 + letter.charCodeAt(0)) % 9973
  return 0.75 + (hash % 100) / 160
}

/** When in a day people write: few at night, most in the morning and after supper. */
function timeOfDay(random: Random): number {
  const hour = draw(random, HOURS)
  return (hour * 60 + random.whole(0, 59)) * MINUTE + random.whole(0, 59_999)
}
const HOURS = [1, 1, 0, 0, 0, 1, 4, 10, 22, 30, 28, 20, 12, 12, 20, 24, 22, 18, 15, 16, 18, 14, 8, 3].map(
  (weight, hour) => [hour, weight] as const,
)

/** @param parent a case it may be merged into, if there is one */
export function generateCase(making: Making, day: string, parent: Parent | undefined): GeneratedCase {
  const { random, office, calendar, cast } = making
  const kind = draw(random, KIND_SHARES)
  const template = kind === 'disclosure' ? random.pick(DISCLOSURES) : random.pick(TEXTS.get(kind)!)
  const category = office.categories.find(c => c.id === template.category) ?? office.categories[0]!
  const area = random.pick(office.areas)
  const place = `${area.name}${random.pick(SAMPLE_PLACES)}`
  const text = template.text.replace('{place}', place)
  let channel = draw(random, CHANNELS)
  if (kind === 'disclosure' && channel === 'phone') channel = 'letter'
  const dispatcher = random.pick(cast.dispatchers)
  const clerk = cast.clerks.get(category.department)!
  const reviewer = random.pick(cast.reviewers)
  const chat = channel === 'wechat' || channel === 'web' || channel === 'telegram'

  const open = (at: Date) => calendar.nextOpening(at, office.hours)
  let t = new Date(instantOf(day).getTime() + timeOfDay(random))
  if (!chat && channel !== 'api') t = new Date(open(t).getTime() + random.whole(0, 90 * 60_000))
  const urgent = category.urgent && (kind === 'complaint' || kind === 'help')
  const rule = { kind, urgent, office, calendar }
  const first = deadlinesFor({ ...rule, receivedAt: t })
  let deadlines = first
  const events: CaseEvent[] = []
  const replies: LifeReply[] = []
  const add = (type: EventType, by: Actor, data: Record<string, unknown> = {}) =>
    events.push({ seq: events.length + 1, type, at: t, by, data })
  /** Lets some working time pass. */
  const pass = (minHours: number, maxHours: number) => {
    t = new Date(
      open(new Date(t.getTime() + (minHours + random.next() * (maxHours - minHours)) * HOUR)).getTime() +
        random.whole(1, 50) * MINUTE,
    )
  }
  const resident: Actor = { kind: 'resident' }
  const system: Actor = { kind: 'system' }
  const life: GeneratedCase = {
    kind,
    channel,
    urgent,
    areaId: area.id,
    categoryId: category.id,
    title: text.slice(0, 28),
    text,
    place,
    firstTakerId: chat ? null : dispatcher.id,
    deadlines: first,
    events,
    replies,
    outcome: kind === 'disclosure' ? draw(random, OUTCOMES) : null,
    applicant: kind === 'disclosure' ? (random.chance(0.85) ? 'person' : random.pick(APPLICANT_IDS)) : null,
  }
  add('received', chat ? resident : dispatcher, {
    kind,
    channel,
    areaId: area.id,
    categoryId: category.id,
    deadlines,
  })

  if (random.chance(0.015)) {
    pass(0.2, 20)
    add('withdrawn', resident, { reason: '已经解决了。' })
    return life
  }
  pass(0.2, urgent ? 1 : 12)
  const draft = (purpose: LifeReply['purpose'], words: string): LifeReply => {
    const reply: LifeReply = {
      id: making.nextReplyId(),
      text: words,
      purpose,
      draftedById: clerk.id,
      draftedAt: t,
      submittedAt: null,
      reviewedById: null,
      reviewedAt: null,
    }
    replies.push(reply)
    return reply
  }
  const approve = (reply: LifeReply, type: 'answered' | 'declined', isFirst: boolean) => {
    reply.reviewedById = reviewer.id
    reply.reviewedAt = t
    add(type, reviewer, {
      replyId: reply.id,
      first: isFirst,
      ...(life.outcome && { outcome: life.outcome, applicant: life.applicant }),
    })
  }
  const deliver = (reply: LifeReply) => {
    if (!chat) return
    t = new Date(t.getTime() + random.whole(1, 30) * 1000)
    if (random.chance(0.02)) add('delivery', system, { replyId: reply.id, state: 'held', via: channel })
    else add('delivery', system, { replyId: reply.id, state: 'sent', via: channel })
    if (random.chance(0.25)) {
      t = new Date(t.getTime() + random.whole(1, 60) * HOUR)
      add('delivery', system, { replyId: reply.id, state: 'read', via: channel })
    }
  }

  if (random.chance(0.04)) {
    const reason = '这件事不属于本镇办理的范围，我们不能代为决定。'
    const redirect = '可以拨打县 12345 热线，或到县级主管部门的窗口反映。'
    const reply = draft('decline', `${reason}\n您可以这样办：${redirect}`)
    reply.submittedAt = t
    add('decline_proposed', dispatcher, { replyId: reply.id, reason, redirect })
    pass(1, 10)
    approve(reply, 'declined', true)
    deliver(reply)
    return life
  }
  add('accepted', dispatcher)
  if (random.chance(0.3)) pass(1, 9)
  else t = new Date(t.getTime() + random.whole(3, 40) * MINUTE)
  add('assigned', dispatcher, { departmentId: category.department })

  if (parent && kind !== 'report' && kind !== 'disclosure' && random.chance(0.6)) {
    pass(0.5, 6)
    if (t < parent.answeredAt) {
      add('merged', dispatcher, { into: parent.number })
      t = parent.answeredAt
      const reply = draft('answer', '（与并入的那件相同。）')
      reply.submittedAt = t
      reply.reviewedById = parent.reviewer.id ?? null
      reply.reviewedAt = t
      add('answered', parent.reviewer, { replyId: reply.id, first: true })
      add('rating_invited', system, { replyId: reply.id })
      deliver(reply)
      return life
    }
  }

  for (let round = 0; ; round++) {
    const slow = slowness(category.department, Number(day.slice(0, 4)))
    const limit = Math.max(1, (Date.parse(deadlines.reply.dueAt) - t.getTime()) / HOUR)
    if (kind === 'disclosure' && random.chance(0.2)) {
      pass(8, 60)
      deadlines = { ...deadlines }
      const asked = t
      add('asked_resident', clerk, { text: '请补充您需要的年份。' })
      pass(24, 150)
      deadlines = resumedDeadlines(deadlines, { ...rule, askedAt: asked, at: t })
      add('supplemented', resident, { text: '要 2024 年的。', deadlines })
    }
    if (office.deadlines[kind].extension && !urgent && random.chance(0.04)) {
      const from = deadlines.reply.dueOn
      pass(limit * 0.3, limit * 0.6)
      const days = Math.max(1, random.whole(1, 3))
      if (t.getTime() < Date.parse(deadlines.reply.dueAt)) {
        deadlines = { ...deadlines, reply: extendDeadline(deadlines.reply, { ...rule, days }) }
        add('extended', cast.manager, {
          days,
          reason: '要等检测结果。',
          from,
          to: deadlines.reply.dueOn,
          deadlines,
        })
      }
    }
    const late = random.chance(0.03 + 0.07 * (slow - 0.75))
    const whole = Math.max(1, (Date.parse(deadlines.reply.dueAt) - t.getTime()) / HOUR)
    if (late) pass(whole, whole + random.whole(4, 24 * 12))
    else pass(whole * 0.1, whole * (0.35 + 0.4 * slow))
    const reply = draft('answer', template.reply)
    add('drafted', clerk, { replyId: reply.id, version: 1 })
    t = new Date(t.getTime() + random.whole(2, 30) * MINUTE)
    reply.submittedAt = t
    add('submitted', clerk, { replyId: reply.id, version: 1 })
    pass(0.3, 5)
    if (random.chance(0.08)) {
      add('returned', reviewer, { replyId: reply.id, reason: '没有说清楚什么时候完成。' })
      pass(1, 8)
      add('drafted', clerk, { replyId: reply.id, version: 2 })
      add('submitted', clerk, { replyId: reply.id, version: 2 })
      pass(0.3, 4)
    }
    approve(reply, 'answered', round === 0)
    add('rating_invited', system, { replyId: reply.id })
    deliver(reply)
    const answered = t
    const unhappy = random.chance(round === 0 ? 0.05 : 0.15)
    if (random.chance(chat ? 0.35 : 0.1)) {
      t = new Date(t.getTime() + random.whole(1, 90) * HOUR)
      const rating = unhappy
        ? random.whole(1, 2)
        : draw(random, [
            [5, 46],
            [4, 38],
            [3, 12],
            [2, 3],
            [1, 1],
          ] as const)
      add('rated', resident, { rating })
    }
    if (!unhappy || round === 3) {
      // Closes by itself, unless somebody comes back first.
      t = instantOf(addDays(shanghaiDate(answered), office.closeAfterDays + 1), random.whole(1, 50))
      add('closed', system, { auto: true })
      return life
    }
    t = new Date(t.getTime() + random.whole(2, 24 * 20) * HOUR)
    if (t.getTime() - answered.getTime() > office.closeAfterDays * 24 * HOUR) {
      const back = t
      t = new Date(answered.getTime() + office.closeAfterDays * 24 * HOUR)
      add('closed', system, { auto: true })
      t = back
    }
    deadlines = reopenedDeadlines(deadlines, { ...rule, at: t })
    add('reopened', resident, { reason: '没有解决。', deadlines })
  }
}
