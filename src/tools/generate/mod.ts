import { addDays, daysBetween, shanghaiDate, yearOf } from '../../domain/base/civil-date.ts'
import { formatCaseNumber } from '../../domain/base/text/case-number.ts'
import { OPEN } from '../../domain/cases/case.ts'
import { nextMark } from '../../domain/cases/marks.ts'
import {
  addInto,
  type CellSums,
  COUNT_FIELDS,
  cellsInOrder,
  dimensionCells,
} from '../../domain/numbers/counts.ts'
import { type CaseFacts, factsOf } from '../../domain/numbers/facts.ts'
import { COUNTING_VERSION } from '../../domain/numbers/version.ts'
import { keySentenceOf } from '../../search/mod.ts'
import type { Bulk } from '../../store/cases/bulk.ts'
import { searchRow } from '../../store/cases/case-search.ts'
import { deadlineColumns } from '../../store/cases/deadline-columns.ts'
import { eventRow } from '../../store/cases/record.ts'
import type { Content } from '../../usecases/base/context.ts'
import { seeded } from '../sample/random.ts'
import {
  type GeneratedCase,
  type GeneratedOfficers,
  generateCase,
  type LifeReply,
  type Making,
  type Parent,
} from './life.ts'
import { stateAfter } from './state.ts'

interface GenerateOptions {
  content: Content
  cast: GeneratedOfficers
  cases: number
  years: number
  seed: number
  until: Date
  onProgress?: (done: number) => void
}

const COMMIT_EVERY = 20_000

const NOTHING = Object.fromEntries(COUNT_FIELDS.map(f => [f, 0]))

/** How many cases come in on each day: more on working days, more each year, none lost to rounding. */
function* arrivals({
  content,
  cases,
  years,
  until,
}: GenerateOptions): Generator<[day: string, count: number]> {
  const last = shanghaiDate(until)
  const length = Math.round(years * 365.25)
  const first = addDays(last, 1 - length)
  const weight = (i: number) => {
    const day = addDays(first, i)
    const month = Number(day.slice(5, 7))
    const busy = content.calendar.isWorkingDay(day) ? 1 : content.calendar.holidayName(day) ? 0.3 : 0.45
    return busy * (1 + (0.08 * i) / 365) * (month === 7 || month === 8 ? 1.15 : 1)
  }
  let whole = 0
  for (let i = 0; i < length; i++) whole += weight(i)
  let sum = 0
  let given = 0
  for (let i = 0; i < length; i++) {
    sum += weight(i)
    const upTo = Math.round((sum / whole) * cases)
    yield [addDays(first, i), upTo - given]
    given = upTo
  }
}

/** Writes made-up cases with their events, replies and counts. The same options give the same rows. */
export function generateCases(bulk: Bulk, options: GenerateOptions): void {
  const { content, cast, until } = options
  const { office, calendar } = content
  const random = seeded(options.seed)
  let replyId = 0
  const making: Making = { random, office, calendar, cast, nextReplyId: () => ++replyId }
  const sums: CellSums = new Map()
  const numbers = new Map<number, number>()
  const parents = new Map<string, Parent & { id: number }>()
  let id = 0
  let eventId = 0
  for (const [day, count] of arrivals(options)) {
    for (let i = 0; i < count; i++) {
      const year = yearOf(day)
      const n = (numbers.get(year) ?? 0) + 1
      const parent = random.chance(0.06) ? parents.get(random.pick(office.categories).id) : undefined
      const number = formatCaseNumber(year, n)
      const life = generateCase(making, day, parent)
      const events = life.events.filter(e => e.at < until)
      // Its time is later today, so it has not been received yet.
      if (events.length === 0) continue
      numbers.set(year, n)
      id++
      const facts = factsOf({ ...life, number, events })
      const row = { id, number, life, events, facts, eventId, parentId: parent?.id ?? null }
      eventId = write(bulk, row, content, until)
      addInto(sums, dimensionCells(facts))
      const answer = life.events.find(e => e.type === 'answered')
      if (answer && !events.some(e => e.type === 'merged')) {
        const replyId = Number(answer.data['replyId'])
        parents.set(life.categoryId, { id, number, replyId, answeredAt: answer.at, reviewer: answer.by })
      }
      if (id % COMMIT_EVERY === 0) {
        bulk.commit()
        options.onProgress?.(id)
      }
    }
  }
  for (const { dimension, x, key, y, n } of cellsInOrder(sums)) {
    bulk.add('DayCount', {
      version: COUNTING_VERSION,
      dimension,
      x,
      key,
      y,
      ...NOTHING,
      ...n,
    })
  }
  for (const [year, value] of numbers) bulk.add('Counter', { name: `case:${year}`, value })
  options.onProgress?.(id)
}

interface Row {
  id: number
  number: string
  life: GeneratedCase
  events: GeneratedCase['events']
  facts: CaseFacts
  eventId: number
  parentId: number | null
}

/** Writes one case with its rows in other tables. @returns the last id of an event */
function write(
  bulk: Bulk,
  { id, number, life, events, facts, eventId, parentId }: Row,
  content: Content,
  until: Date,
): number {
  const s = stateAfter(events, life.firstTakerId, life.deadlines)
  const owedUntil = facts.rounds.at(-1)?.concludedAt ?? null
  const mark = OPEN.includes(s.status)
    ? nextMark(s.deadlines.reply, until, { calendar: content.calendar, hours: content.office.hours })
    : null
  const supervised = events.findLast(e => e.type === 'supervised')
  const title = keySentenceOf(life.text)
  bulk.add('Case', {
    id,
    number,
    kind: life.kind,
    status: s.status,
    channel: life.channel,
    anonymous: false,
    title,
    text: life.text,
    place: life.place,
    areaId: life.areaId,
    categoryId: life.categoryId,
    departmentId: s.departmentId,
    officerId: s.officerId,
    firstTakerId: s.firstTakerId,
    urgent: life.urgent,
    receivedAt: events[0]!.at,
    ...deadlineColumns(s),
    nextMarkAt: mark?.at ?? null,
    nextMark: mark?.mark ?? null,
    acceptedAt: s.acceptedAt,
    firstReplyAt: s.firstReplyAt,
    answeredAt: s.answeredAt,
    concludedAt: s.concludedAt,
    closedAt: s.closedAt,
    owedUntil: owedUntil === null ? null : new Date(owedUntil),
    reopenedAt: s.reopenedAt,
    rating: s.rating,
    mergedIntoId: s.status === 'merged' ? parentId : null,
    supervisedAt: supervised?.at ?? null,
    outcome: s.status === 'answered' || s.status === 'closed' ? life.outcome : null,
    applicant: life.applicant,
    version: s.version,
    updatedAt: events.at(-1)!.at,
  })
  bulk.add('CaseSearch', searchRow(bulk.secrets, { id, number, title, text: life.text, place: life.place }))
  let last = eventId
  for (const event of events) {
    bulk.add('CaseEvent', { id: ++last, ...eventRow(id, event) })
  }
  for (const reply of life.replies) if (reply.draftedAt < until) writeReply(bulk, id, reply, s.pending, until)
  return last
}

function writeReply(
  bulk: Bulk,
  caseId: number,
  reply: LifeReply,
  pending: ReturnType<typeof stateAfter>['pending'],
  until: Date,
): void {
  const approved = reply.reviewedAt !== null && reply.reviewedAt < until
  bulk.add('Reply', {
    id: reply.id,
    caseId,
    text: reply.text,
    status: approved ? 'approved' : pending?.id === reply.id ? pending.status : 'discarded',
    purpose: reply.purpose,
    draftedById: reply.draftedById,
    draftedAt: reply.draftedAt,
    submittedAt: reply.submittedAt !== null && reply.submittedAt < until ? reply.submittedAt : null,
    reviewedById: approved ? reply.reviewedById : null,
    reviewedAt: approved ? reply.reviewedAt : null,
    version: 1,
  })
}

/** How long the made-up past is, for a person. */
export const spanOfYears = (until: Date, years: number) => {
  const to = shanghaiDate(until)
  const from = addDays(to, 1 - Math.round(years * 365.25))
  return { from, to, days: daysBetween(from, to) + 1 }
}
