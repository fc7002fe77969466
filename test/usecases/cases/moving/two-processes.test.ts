import { afterEach, beforeEach, expect, inject, it } from 'vitest'
import type { Actor } from '../../../../src/domain/people/actor.ts'
import { type Database, openDatabase } from '../../../../src/store/base/database.ts'
import type { Context } from '../../../../src/usecases/base/context.ts'
import { moveCase } from '../../../../src/usecases/cases/moving/move-case.ts'
import {
  endPresence,
  keepDraft,
  keptDraft,
  notePresence,
  othersPresent,
} from '../../../../src/usecases/cases/shown/presence.ts'
import {
  markCaseSeen,
  readReminders,
  unseenReminders,
} from '../../../../src/usecases/notify/desk-reminders.ts'
import type { SignedIn } from '../../../../src/usecases/people/sign-in.ts'
import { sweep } from '../../../../src/usecases/talk/sweep.ts'
import { openedCase } from '../../../helpers/cases.ts'
import { officer, type TestContext, testContext } from '../../../helpers/context.ts'

/** Two processes of the service on one database: officers who work through different ones see each other. */

let one: TestContext
let two: Context
let second: Database
let dispatcher: Actor & { id: number }
let zhang: SignedIn
let li: SignedIn
let number: string

const signed = (who: Actor & { id: number }): SignedIn =>
  ({ ...who, login: `${who.role}-${who.name}`, session: 's' }) as SignedIn

/**
 * At once on PostgreSQL. On SQLite one after the other: here both share one thread, and who waits in it for the file's
 * lock keeps the other from letting go.
 */
async function atOnce(works: (() => Promise<unknown>)[]): Promise<PromiseSettledResult<unknown>[]> {
  if (inject('postgres')) return Promise.allSettled(works.map(work => work()))
  const done: PromiseSettledResult<unknown>[] = []
  for (const work of works) done.push(...(await Promise.allSettled([work()])))
  return done
}
const failed = (done: PromiseSettledResult<unknown>[]) => done.filter(d => d.status === 'rejected')

beforeEach(async () => {
  one = await testContext()
  second = await openDatabase(one.config.databaseUrl, one.secrets)
  two = { ...one, db: second, processId: 'two', caseChanged: () => {}, wakeOutbox: () => {} }
  dispatcher = await officer(one, 'dispatcher', '王受理')
  zhang = signed(await officer(one, 'clerk', '张经办', 'construction'))
  li = signed(await officer(one, 'clerk', '李经办', 'construction'))
  const input = { kind: 'complaint', text: '路灯坏了', channel: 'phone' } as const
  number = await openedCase(one, input, dispatcher)
  await moveCase(one, number, 'accept', {}, dispatcher)
  await moveCase(two, number, 'assign', { department: 'construction' }, dispatcher)
})
afterEach(async () => {
  await second.close()
  await one.close()
})

it('an officer with a case open in one process is shown in the other, until they leave or disappear', async () => {
  await notePresence(one, number, zhang, 40_000)
  expect(await othersPresent(two, number, li)).toBe('张经办也开着这件')
  await keepDraft(two, number, li, { text: '正在写', version: 3 })
  expect(await othersPresent(one, number, zhang)).toBe('李经办正在写答复')
  await endPresence(two, number, zhang)
  expect(await othersPresent(two, number, li)).toBe('')
  // A process that was killed takes nobody off; time does.
  one.clock.advance(3)
  expect(await othersPresent(one, number, zhang)).toBe('')
})

it('both record a presence at the same moment: both are stored, and none fails', async () => {
  const done = await atOnce(
    [one, two, one, two].flatMap(ctx => [
      () => notePresence(ctx, number, zhang, 40_000),
      () => notePresence(ctx, number, li, 40_000),
      () => keepDraft(ctx, number, li, { text: '正在写', version: 3 }),
    ]),
  )
  expect(failed(done)).toEqual([])
  expect(await othersPresent(two, number, zhang)).toBe('李经办正在写答复')
  expect(await one.db.read.presence.count()).toBe(2)
  expect(await one.db.read.typedDraft.count()).toBe(1)
})

it('an unsaved text is shared; after a save in one process a save in the other is stale', async () => {
  await keepDraft(one, number, zhang, { text: '写到一半', version: 3 })
  const kept = await keptDraft(two, number, zhang)
  expect(kept).toMatchObject({ text: '写到一半' })
  const { version } = await one.db.read.case.findUniqueOrThrow({ where: { number } })
  const saves = await atOnce([
    () => moveCase(one, number, 'draft', { text: '张的答复' }, zhang, { version }),
    () => moveCase(two, number, 'draft', { text: '李的答复' }, li, { version }),
  ])
  expect(failed(saves)).toMatchObject([{ reason: { code: 'stale' } }])
})

it('a reminder of one process is counted, seen and settled in the other; deadline reminders are sent once', async () => {
  expect(await unseenReminders(two, zhang)).toBe(1)
  await markCaseSeen(two, zhang, number)
  expect(await unseenReminders(one, zhang)).toBe(0)
  expect(await unseenReminders(one, li)).toBe(1)
  // Half of the time is over: both processes sweep at once.
  one.clock.advance(60 * 24 * 30)
  expect(failed(await atOnce([one, two, one, two].map(ctx => () => sweep(ctx))))).toEqual([])
  const told = await one.db.read.reminder.findMany({ where: { officerId: li.id } })
  expect(new Set(told.map(r => `${r.kind} ${r.at.toISOString()}`)).size).toBe(told.length)
  expect(told.length).toBeGreaterThan(1)
  await readReminders(two, li, Math.max(...told.map(r => r.id)))
  expect(await unseenReminders(one, li)).toBe(0)
})
