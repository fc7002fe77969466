import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { OPEN, STATUSES, type Status } from '../../../../src/domain/cases/case.ts'
import { type ClockTime, clockOf, clockTime } from '../../../../src/domain/cases/clock.ts'
import type { ViewName } from '../../../../src/domain/cases/views.ts'
import type { Actor } from '../../../../src/domain/people/actor.ts'
import { canSee } from '../../../../src/domain/people/policy.ts'
import { type CasesWanted, findCaseIds } from '../../../../src/store/cases/case-search.ts'
import { clockedOf } from '../../../../src/store/cases/clock.ts'
import { deadlineColumns } from '../../../../src/store/cases/deadline-columns.ts'
import { countView, sightWhere, VIEW_WHERE } from '../../../../src/store/cases/lists/views.ts'
import { clockDeadline } from '../../../domain/cases/clock-examples.ts'
import { officer, type TestContext, testContext } from '../../../helpers/context.ts'

let ctx: TestContext
let officers: (Actor & { id: number })[]
const DAY = 86_400_000
const days = (n: number) => new Date(ctx.now().getTime() + n * DAY)

/** Three cases of each status for each thing that a view looks for, with all holders in turn. */
const MARKS = [
  'none',
  'heldAt',
  'supervisedAt',
  'extensionAskedAt',
  'objectedAt',
  'supervisionDueOn',
] as const
const GIVEN = STATUSES.flatMap(status => MARKS.flatMap(mark => [0, 1, 2].map(i => ({ status, mark, i }))))

beforeAll(async () => {
  ctx = await testContext()
  const clerk = await officer(ctx, 'clerk', '张', 'construction')
  officers = [await officer(ctx, 'dispatcher', '林'), clerk, await officer(ctx, 'clerk', '何', 'environment')]
  const holders = [
    { departmentId: null },
    { departmentId: 'construction' },
    { departmentId: 'construction', officerId: clerk.id, firstTakerId: clerk.id },
    { departmentId: 'environment', firstTakerId: clerk.id },
    { departmentId: 'environment', officerId: clerk.id },
  ]
  await ctx.db.inTransaction(async tx => {
    await tx.case.createMany({
      data: GIVEN.map(({ status, mark, i }, n) => {
        const reply = clockDeadline(days([-3, 1, 20][(i + n) % 3]!), [])
        return {
          id: n + 1,
          number: `2026-${n}`,
          kind: 'complaint',
          status,
          channel: 'phone',
          title: '一件',
          text: '一件',
          receivedAt: days(-n / 100),
          ...holders[n % holders.length],
          ...deadlineColumns({ status, deadlines: { accept: reply, reply } }),
          ...(mark === 'none' ? {} : { [mark]: mark === 'supervisionDueOn' ? '2026-11-20' : ctx.now() }),
          updatedAt: ctx.now(),
        }
      }),
    })
    // A case in four has an answer in the outbox; not all of them wait there.
    for (let id = 1; id <= GIVEN.length; id += 4)
      await answered(tx, id, ['queued', 'held', 'sent', 'undeliverable'][(id >> 2) % 4]!)
  })
})
afterAll(() => ctx.close())

type Tx = Parameters<Parameters<TestContext['db']['inTransaction']>[0]>[0]

async function answered(tx: Tx, caseId: number, status: string) {
  const at = ctx.now()
  const contact = await tx.contact.create({
    data: { channel: 'wechat', externalKey: `k${caseId}`, createdAt: at },
  })
  const about = { contactId: contact.id, caseId }
  const message = await tx.message.create({ data: { ...about, direction: 'out', kind: 'text', at } })
  const reply = await tx.reply.create({
    data: {
      caseId,
      text: '已换灯。',
      status: caseId % 3 ? 'approved' : 'returned',
      draftedById: officers[1]!.id,
      draftedAt: at,
    },
  })
  const purpose = { dedupeKey: `reply:${reply.id}`, purpose: 'reply' }
  await tx.outbox.create({
    data: { ...about, ...purpose, messageId: message.id, replyId: reply.id, status, createdAt: at },
  })
}

const rows = () =>
  ctx.db.read.case.findMany({
    orderBy: [{ receivedAt: 'desc' }, { id: 'desc' }],
    include: { replies: { include: { outbox: true } } },
  })
type Row = Awaited<ReturnType<typeof rows>>[number]

const isOpen = (c: Row) => OPEN.includes(c.status as Status)
const isHeld = (c: Row) => c.status === 'received' && c.heldAt !== null
const ON_THEIR_WAY = ['queued', 'sending', 'held', 'undeliverable']

/** The views in words of a row. */
const IN_VIEW: Record<ViewName, (c: Row, by: Actor, at: ClockTime) => boolean> = {
  received: c => c.status === 'received' && !isHeld(c),
  held: isHeld,
  accepted: c => c.status === 'accepted',
  mine: (c, by) =>
    ['assigned', 'awaiting_resident'].includes(c.status) &&
    (c.officerId === by.id ||
      (c.officerId === null && c.departmentId !== null && c.departmentId === by.departmentId)),
  review: c => c.status === 'in_review',
  awaiting: c => c.status === 'awaiting_resident',
  soon: (c, _by, at) => clockOf(clockedOf(c), at) === 'soon' && !isHeld(c),
  overdue: (c, _by, at) => clockOf(clockedOf(c), at) === 'overdue',
  supervised: c => (isOpen(c) && c.supervisedAt !== null) || c.supervisionDueOn !== null,
  extensions: c => isOpen(c) && c.extensionAskedAt !== null,
  objected: c => isOpen(c) && c.objectedAt !== null,
  undelivered: c =>
    !isOpen(c) &&
    c.status !== 'withdrawn' &&
    c.replies.some(r => r.status === 'approved' && ON_THEIR_WAY.includes(r.outbox?.status ?? '')),
  open: isOpen,
  all: () => true,
}

describe('a view of the queue', () => {
  it.each(Object.keys(VIEW_WHERE) as ViewName[])(
    'lists and counts what is in %s and what the officer may see, whichever condition leads',
    async view => {
      const all = await rows()
      const found = new Set<number>()
      for (const by of officers) {
        for (const later of [0, 6, 30]) {
          const at = clockTime(days(later), ctx.content().calendar)
          const wanted = all.filter(c => canSee(by, c) && IN_VIEW[view](c, by, at)).map(c => c.id)
          const [seen, inView] = [sightWhere(by), VIEW_WHERE[view](by, at)]
          const ways: CasesWanted[] = [
            { where: [inView], sift: seen },
            { where: [], sift: [inView, ...seen] },
          ]
          for (const way of ways)
            expect(await findCaseIds(ctx.db, way, { order: 'newest', take: 999 })).toEqual(wanted)
          expect(await countView(ctx.db, view, { by, at })).toBe(wanted.length)
          for (const id of wanted) found.add(id)
        }
      }
      expect(found.size).toBeGreaterThan(0)
      if (view !== 'all') expect(found.size).toBeLessThan(all.length)
    },
  )
})
