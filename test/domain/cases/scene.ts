import type { ChannelName } from '../../../src/domain/base/message.ts'
import { formatCaseNumber } from '../../../src/domain/base/text/case-number.ts'
import { weekNamed } from '../../../src/domain/base/week.ts'
import type { CaseEvent, Deadlines, EventType } from '../../../src/domain/cases/case.ts'
import {
  askThirdParty,
  consultation,
  deadlinesFor,
  extendDeadline,
  recompute,
  reopenedDeadlines,
  resumedDeadlines,
  thirdPartyAnswered,
} from '../../../src/domain/cases/deadline.ts'
import { type Digest, digestSchema } from '../../../src/domain/numbers/digest-schema.ts'
import { type CaseRecord, factsOf } from '../../../src/domain/numbers/facts.ts'
import type { Kind } from '../../../src/domain/office/kinds.ts'
import type { Actor } from '../../../src/domain/people/actor.ts'
import { digestFor } from '../../helpers/digest-for.ts'
import { at, calendar, office } from '../office/office-fixture.ts'

/** A case told as a story: each line is an event at a Shanghai time, with the deadlines that the house computes. */

const clerk: Actor = { kind: 'officer', id: 1, name: '李', role: 'clerk' }
const reviewer: Actor = { kind: 'officer', id: 2, name: '王', role: 'reviewer' }
const resident: Actor = { kind: 'resident' }
const system: Actor = { kind: 'system' }

interface Options {
  kind?: Kind
  urgent?: boolean
  channel?: ChannelName
  areaId?: string
  categoryId?: string
}

export class Story {
  static last = 0
  readonly record: CaseRecord & { events: CaseEvent[] }
  private deadlines: Deadlines
  private replies = 0
  private readonly rule
  private askedAt = ''

  constructor(
    received: string,
    { kind = 'complaint', urgent = false, channel = 'wechat', ...more }: Options = {},
  ) {
    this.rule = { kind, urgent, office, calendar }
    this.deadlines = deadlinesFor({ ...this.rule, receivedAt: at(received) })
    const number = formatCaseNumber(2026, ++Story.last)
    this.record = { number, kind, areaId: 'town', categoryId: 'road', channel, ...more, events: [] }
    this.add('received', received, resident, { kind, channel, deadlines: this.deadlines })
  }
  add(type: EventType, when: string, by: Actor, data: Record<string, unknown> = {}): this {
    this.record.events.push({ seq: this.record.events.length + 1, type, at: at(when), by, data })
    return this
  }
  get dueOn() {
    return this.deadlines.reply.dueOn
  }
  accept = (when: string) => this.add('accepted', when, clerk)
  assign = (when: string, departmentId: string) => this.add('assigned', when, clerk, { departmentId })
  /** Drafted by one, approved by another. */
  answer(when: string, options: { approver?: Actor } = {}) {
    const replyId = ++this.replies
    return this.add('drafted', when, clerk, { replyId, version: 1 })
      .add('answered', when, options.approver ?? reviewer, { replyId, first: replyId === 1 })
      .add('rating_invited', when, system, { replyId })
  }
  selfApprove = (when: string) => this.answer(when, { approver: clerk })
  botAnswer = (when: string) => this.answer(when, { approver: system })
  delivered = (when: string, state = 'sent') =>
    this.add('delivery', when, system, { replyId: this.replies, state })
  decline(when: string, reason: string, redirect: string) {
    const replyId = ++this.replies
    return this.add('decline_proposed', when, clerk, { replyId, reason, redirect }).add(
      'declined',
      when,
      reviewer,
      {
        replyId,
      },
    )
  }
  merge = (when: string, into: Story) => this.add('merged', when, clerk, { into: into.record.number })
  leaveMerge = (when: string) => this.add('left_merge', when, clerk)
  /** The department gives it back: nobody holds it. */
  giveBack = (when: string) => this.add('objected', when, clerk, { reason: '不归我们' })
  /** The same reply under its own number, as the parent's approval brings it. */
  answerMerged = (when: string) =>
    this.add('answered', when, reviewer, { replyId: ++this.replies, first: true })
  withdraw = (when: string, by: Actor = resident) => this.add('withdrawn', when, by)
  withdrawnByOfficer = (when: string) => this.withdraw(when, clerk)
  extend(when: string, days: number) {
    const from = this.dueOn
    this.deadlines = {
      ...this.deadlines,
      reply: extendDeadline(this.deadlines.reply, { ...this.rule, days }),
    }
    return this.add('extended', when, clerk, { days, from, to: this.dueOn, deadlines: this.deadlines })
  }
  ask(when: string) {
    this.askedAt = when
    return this.add('asked_resident', when, clerk, { text: '请补充' })
  }
  supplement(when: string) {
    this.deadlines = resumedDeadlines(this.deadlines, {
      ...this.rule,
      askedAt: at(this.askedAt),
      at: at(when),
    })
    return this.add('supplemented', when, resident, { text: '补充', deadlines: this.deadlines })
  }
  /** A third party is asked (disclosure). */
  consult(when: string) {
    const from = this.dueOn
    const reply = askThirdParty(this.deadlines.reply, { at: at(when), calendar })
    this.deadlines = { ...this.deadlines, reply }
    const until = consultation(reply, at(when))!.to
    const { deadlines } = this
    return this.add('third_party_asked', when, clerk, {
      text: '村委会',
      until,
      from,
      to: this.dueOn,
      deadlines,
    })
  }
  isConsulting = (when: string) => consultation(this.deadlines.reply, at(when)) !== undefined
  consulted(when: string) {
    const from = this.dueOn
    const reply = thirdPartyAnswered(this.deadlines.reply, { at: at(when), calendar })
    this.deadlines = { ...this.deadlines, reply }
    const { deadlines } = this
    return this.add('third_party_answered', when, clerk, { text: '同意', from, to: this.dueOn, deadlines })
  }
  setAside = (when: string, by: Actor = clerk) => this.add('set_aside', when, by, { code: 'spam' })
  reopen(when: string) {
    this.deadlines = reopenedDeadlines(this.deadlines, { ...this.rule, at: at(when) })
    return this.add('reopened', when, resident, { reason: '没解决', deadlines: this.deadlines })
  }
  newCalendar(when: string, years: Parameters<typeof recompute>[1]) {
    const from = this.dueOn
    this.deadlines = recompute(this.deadlines, years, office.hours).deadlines
    return this.add('deadline_moved', when, system, {
      which: 'reply',
      from,
      to: this.dueOn,
      reason: '放假安排公布',
    })
  }
  close = (when: string) => this.add('closed', when, system, { auto: true })
  rate = (when: string, rating: number, by: Actor = resident) => this.add('rated', when, by, { rating })
  ratedByOfficer = (when: string, rating: number) => this.rate(when, rating, clerk)
}

/** The digest of these stories as it is on the Monday after the week (or at `now`), checked against its schema. */
export function digestOf(week: string, stories: Story[], now?: string): Digest {
  const w = weekNamed(week)!
  const digest = digestFor(
    stories.map(s => factsOf(s.record)),
    w,
    now ? at(now) : new Date(at(`${w.to} 23:59`).getTime() + 9 * 3_600_000),
  )
  return digestSchema.parse(digest)
}
