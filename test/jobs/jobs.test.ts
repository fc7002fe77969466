import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { JOB_NAMES, type JobName } from '../../src/domain/base/jobs.ts'
import { RUNS } from '../../src/jobs/jobs.ts'
import { makeRunner, type Runs } from '../../src/jobs/runner.ts'
import { claimRun, renewRun } from '../../src/store/base/job-runs.ts'
import { openNotices } from '../../src/store/office/notices.ts'
import { freeClaims } from '../../src/store/talk/claims.ts'
import { jobStates } from '../../src/usecases/base/job-states.ts'
import type { SignedIn } from '../../src/usecases/people/sign-in.ts'
import { makeLinkCode } from '../../src/usecases/talk/link-chat.ts'
import { receiveMessage } from '../../src/usecases/talk/receive-message.ts'
import { openedCase } from '../helpers/cases.ts'
import { MemoryChannel, officer, type TestContext, testContext, typed } from '../helpers/context.ts'

/** What happens by itself does not depend on anybody being awake at a moment. */

let ctx: TestContext
let ran: string[]
beforeEach(async () => {
  ctx = await testContext({ channels: [new MemoryChannel('telegram')] })
  ran = []
})
afterEach(() => ctx.close())

/** The table with runs that only say that they ran, but for these. */
const noting = (real: Partial<Runs> = {}): Runs =>
  Object.fromEntries(
    JOB_NAMES.map(name => [
      name,
      real[name] ??
        (async (on: { now(): Date }) => {
          ran.push(`${name} ${on.now().toISOString().slice(0, 16)}`)
        }),
    ]),
  ) as unknown as Runs
const ranOf = (name: JobName) => ran.filter(r => r.startsWith(`${name} `)).length
const clear = () => {
  ran = []
}

/** One that has been up since the day before. */
async function awake(real: Partial<Runs> = {}, on = ctx) {
  const runner = makeRunner(on, noting(real))
  ctx.clock.set('2026-11-15T09:00+08:00')
  await runner.runDue()
  clear()
  return runner
}

describe('08:30 is not a moment that can be missed', () => {
  it('stopped over it', async () => {
    await (await awake()).stop()
    ctx.clock.set('2026-11-16T08:31+08:00')
    await makeRunner(ctx, noting()).runDue()
    expect([ranOf('digest'), ranOf('daily-list')]).toEqual([1, 1])
  })

  it('slept from 08:25 to 08:50', async () => {
    const runner = await awake()
    ctx.clock.set('2026-11-16T08:25+08:00')
    await runner.runDue()
    expect(ranOf('digest')).toBe(0)
    ctx.clock.set('2026-11-16T08:50+08:00')
    await runner.runDue()
    await runner.runDue()
    expect([ranOf('digest'), ranOf('daily-list')]).toEqual([1, 1])
  })

  it('the database locked at that second', async () => {
    const inTransaction = ctx.db.inTransaction.bind(ctx.db)
    let locked = false
    const db = {
      ...ctx.db,
      inTransaction: ((work: Parameters<typeof inTransaction>[0]) => {
        if (locked) throw new Error('database is locked')
        return inTransaction(work)
      }) as typeof inTransaction,
    }
    const runner = await awake({}, { ...ctx, db })
    locked = true
    ctx.clock.set('2026-11-16T08:30+08:00')
    await runner.runDue()
    expect(ranOf('digest')).toBe(0)
    locked = false
    ctx.clock.set('2026-11-16T08:31+08:00')
    await runner.runDue()
    expect(ranOf('digest')).toBe(1)
  })

  it('killed between claim and finish: free at once where it is known, else when the lease is over', async () => {
    await awake()
    ctx.clock.set('2026-11-16T08:30+08:00')
    await claimRun(ctx.db, 'job:digest', '2026-11-16 08:30', 'dead', ctx.now())
    const runner = makeRunner(ctx, noting())
    ctx.clock.advance(1)
    await runner.runDue()
    expect(ranOf('digest')).toBe(0)
    ctx.clock.advance(1.1)
    await runner.runDue()
    expect(ranOf('digest')).toBe(1)
    clear()
    ctx.clock.set('2026-11-17T08:30+08:00')
    await claimRun(ctx.db, 'job:digest', '2026-11-17 08:30', 'dead', ctx.now())
    await freeClaims(ctx.db, ctx.now())
    await runner.runDue()
    expect(ranOf('digest')).toBe(1)
  })

  it('the clock set back eight hours: what is due each minute goes on, what ran does not run again', async () => {
    const runner = await awake()
    ctx.clock.set('2026-11-16T08:31+08:00')
    await runner.runDue()
    clear()
    ctx.clock.advance(-8 * 60)
    await runner.runDue()
    ctx.clock.advance(1)
    await runner.runDue()
    expect([ranOf('sweep'), ranOf('digest')]).toEqual([2, 0])
    // It catches up: still once.
    ctx.clock.set('2026-11-16T08:32+08:00')
    await runner.runDue()
    expect(ranOf('digest')).toBe(0)
    ctx.clock.set('2026-11-17T08:30+08:00')
    await runner.runDue()
    expect(ranOf('digest')).toBe(1)
  })

  it('a lease from before the clock was set back holds nobody up', async () => {
    await awake()
    ctx.clock.set('2026-11-16T16:40+08:00')
    await claimRun(ctx.db, 'job:digest', '2026-11-16 08:30', 'dead', ctx.now())
    ctx.clock.set('2026-11-16T08:40+08:00')
    await makeRunner(ctx, noting()).runDue()
    expect(ranOf('digest')).toBe(1)
  })

  it('the clock a month ahead: one run of each, not thirty, and the real days come again', async () => {
    const runner = await awake()
    ctx.clock.set('2026-12-16T10:00+08:00')
    await runner.runDue()
    await runner.runDue()
    expect([ranOf('digest'), ranOf('daily-list')]).toEqual([1, 1])
    clear()
    ctx.clock.set('2026-11-16T08:30+08:00')
    await runner.runDue()
    expect(ranOf('digest')).toBe(1)
    clear()
    ctx.clock.set('2026-12-16T08:30+08:00')
    await runner.runDue()
    expect(ranOf('digest')).toBe(1)
  })
})

it('what is missing runs oldest first', async () => {
  await (await awake()).stop()
  ctx.clock.set('2026-11-16T09:00+08:00')
  await makeRunner(ctx, noting()).runDue()
  const order = ran.map(r => r.split(' ')[0])
  expect(order.indexOf('recheck')).toBeLessThan(order.indexOf('digest'))
})

it('once, however many processes look', async () => {
  await awake()
  ctx.clock.set('2026-11-16T08:30+08:00')
  const runners = [1, 2, 3].map(i => makeRunner({ ...ctx, processId: `p${i}` }, noting()))
  await Promise.all(runners.map(r => r.runDue()))
  await Promise.all(runners.map(r => r.runDue()))
  expect([ranOf('digest'), ranOf('daily-list')]).toEqual([1, 1])
  // What each process holds in its memory is each one's own.
  expect(ranOf('routing')).toBe(3)
})

it('a run that takes long keeps its lease, and does not hold up the others', async () => {
  let end = () => {}
  const long = new Promise<void>(resolve => {
    end = resolve
  })
  await (await awake()).stop()
  const digest = () => {
    ran.push('digest long')
    return long
  }
  const runner = makeRunner(ctx, noting({ digest }))
  ctx.clock.set('2026-11-16T08:30+08:00')
  const looked = runner.runDue()
  for (let i = 0; i < 20; i++) {
    ctx.clock.advance(1)
    await renewRun(ctx.db, 'job:digest', '2026-11-16 08:30', ctx.processId, ctx.now())
    await makeRunner({ ...ctx, processId: 'two' }, noting()).runDue()
    await runner.runDue()
  }
  expect(ranOf('digest')).toBe(1)
  expect(ranOf('sweep')).toBeGreaterThan(20)
  end()
  await looked
})

describe('a run that throws', () => {
  it('is tried again after a pause, told at the desk, and no longer once it works', async () => {
    let broken = true
    const digest = async () => {
      ran.push('digest try')
      if (broken) throw new Error('磁盘满了')
    }
    const runner = await awake({ digest: async () => {} })
    await runner.stop()
    const again = makeRunner(ctx, noting({ digest }))
    ctx.clock.set('2026-11-16T08:30+08:00')
    await again.runDue()
    await again.runDue()
    expect(ranOf('digest')).toBe(1)
    expect((await openNotices(ctx.db)).find(n => n.code === 'job_failed:digest')!.detail).toContain(
      '磁盘满了',
    )
    const state = (await jobStates(ctx)).find(j => j.name === 'digest')!
    expect(state).toMatchObject({ state: 'failed', error: '磁盘满了' })
    expect(state.nextAt!.getTime() - ctx.now().getTime()).toBeLessThan(3 * 60_000)
    broken = false
    ctx.clock.advance(3)
    await again.runDue()
    expect(ranOf('digest')).toBe(2)
    expect((await openNotices(ctx.db)).map(n => n.code)).not.toContain('job_failed:digest')
    expect((await jobStates(ctx)).find(j => j.name === 'digest')).toMatchObject({
      state: 'done',
      error: null,
    })
  })

  it('each minute’s holds up no other job', async () => {
    const runner = await awake({
      sweep: async () => {
        throw new Error('x')
      },
    })
    ctx.clock.set('2026-11-16T08:30+08:00')
    await runner.runDue()
    expect(ranOf('digest')).toBe(1)
    expect((await jobStates(ctx)).find(j => j.name === 'sweep')).toMatchObject({ state: 'failed' })
  })
})

it('a daily list that is no longer worth making up is not made up, and the desk is told', async () => {
  await (await awake()).stop()
  ctx.clock.set('2026-11-16T15:00+08:00')
  await makeRunner(ctx, noting()).runDue()
  expect([ranOf('digest'), ranOf('daily-list')]).toEqual([1, 0])
  expect((await openNotices(ctx.db)).find(n => n.code === 'job_missed:daily-list')!.detail).toContain(
    '2026-11-16 08:30',
  )
  expect((await jobStates(ctx)).find(j => j.name === 'daily-list')).toMatchObject({ state: 'missed' })
})

it('a new office has missed nothing', async () => {
  ctx.clock.set('2026-11-16T15:00+08:00')
  await makeRunner(ctx, noting()).runDue()
  expect(await openNotices(ctx.db)).toEqual([])
})

it('what no setting asks for is off, although its run succeeds', async () => {
  const runner = await awake()
  ctx.clock.set('2026-11-16T02:00+08:00')
  await runner.runDue()
  expect(ranOf('backup')).toBe(1)
  const backup = async (on = ctx.config) =>
    (await jobStates({ ...ctx, config: on })).find(j => j.name === 'backup')
  expect(await backup()).toMatchObject({ state: 'off', lastAt: null, nextAt: null })
  const set = { ...ctx.config, backup: { dir: '/mnt/nas', passphrase: undefined } }
  expect(await backup(set)).toMatchObject({ state: 'done' })
})

it('a report is sent once, also when the run died right after sending it', async () => {
  const dispatcher = await officer(ctx, 'dispatcher', '王受理')
  const manager = await officer(ctx, 'manager', '李镇长')
  ctx.clock.set('2026-11-12T10:00+08:00')
  const who = { ...manager, login: manager.name!, session: '' } as SignedIn
  const { code } = await makeLinkCode(ctx, who)
  await receiveMessage(ctx, typed(ctx, 'li', `绑定 ${code}`, { channel: 'telegram' }))
  await openedCase(ctx, { kind: 'inquiry', text: '低保怎么办' }, dispatcher)
  ctx.clock.set('2026-11-16T08:30+08:00')
  const runner = makeRunner(ctx, noting({ digest: RUNS.digest }))
  await runner.runDue()
  const messages = () => ctx.db.read.outbox.count({ where: { dedupeKey: { startsWith: 'digest:' } } })
  const first = await messages()
  expect(first).toBeGreaterThan(0)
  // As if it had never got to say that it was done: neither the job, nor the report.
  await ctx.db.inTransaction(tx =>
    tx.jobRun.updateMany({
      where: { job: { in: ['job:digest', 'digest'] } },
      data: { finishedAt: null, claimedUntil: null },
    }),
  )
  ctx.clock.advance(5)
  await makeRunner(ctx, noting({ digest: RUNS.digest })).runDue()
  expect(await messages()).toBe(first)
  expect(await ctx.db.read.digest.count({ where: { period: '2026-W46', scope: 'office' } })).toBe(1)
})
