import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { makeSecrets } from '../../src/domain/base/secrets.ts'
import { type Database, openDatabase } from '../../src/store/base/database.ts'
import { migrate } from '../../src/store/base/migrate.ts'
import { openCounts } from '../../src/store/base/processes/counts.ts'
import { deleteOldCounts } from '../../src/store/base/processes/old-counts.ts'
import { amongProcesses, type MakeCounter, takeAll } from '../../src/usecases/base/limits.ts'
import { makeSharedCeiling } from '../../src/usecases/cases/moving/case-ceiling.ts'
import { makeThrottle } from '../../src/usecases/people/sign-in-throttle.ts'
import { type PostgresServer, startPostgres } from '../helpers/postgres.ts'

/** Two processes on one PostgreSQL, as far as limits go: each has its own connections and its own memory. */

const secrets = makeSecrets(randomBytes(32).toString('base64'))
let server: PostgresServer
let url: string
let databases: Database[]
let makers: [MakeCounter, MakeCounter]
let administrator: pg.Client

beforeAll(async () => {
  server = await startPostgres(['-c', 'fsync=off'])
  await server.createDatabase('huiyin')
  url = `${server.address}/huiyin`
  await migrate(url)
  databases = [await openDatabase(url, secrets), await openDatabase(url, secrets)]
  makers = databases.map(db => amongProcesses({ db, secrets })) as typeof makers
  administrator = new pg.Client({ connectionString: url })
  await administrator.connect()
})
beforeEach(async () => {
  await administrator.query('TRUNCATE "LimitCount"')
})
afterAll(async () => {
  await administrator.end()
  for (const db of databases) await db.close()
  await server.stop()
})

const refused = (work: Promise<unknown>) =>
  work.then(
    () => false,
    (error: { code?: string }) => error.code === 'too_many',
  )

it('wrong passwords count together, whichever process they came to', async () => {
  const [a, b] = makers.map(make => makeThrottle({}, make)) as [
    ReturnType<typeof makeThrottle>,
    ReturnType<typeof makeThrottle>,
  ]
  const attempt = { login: 'zhang', address: '203.0.113.7' }
  for (let i = 0; i < 6; i++) await (i % 2 ? a : b).enter(attempt)
  expect([await refused(a.enter(attempt)), await refused(b.enter(attempt))]).toEqual([true, true])
  // Another account on the same network is not affected.
  expect(await refused(b.enter({ ...attempt, login: 'li' }))).toBe(false)
})

it('the right password in one process clears the mistakes of all', async () => {
  const [a, b] = makers.map(make => makeThrottle({}, make)) as [
    ReturnType<typeof makeThrottle>,
    ReturnType<typeof makeThrottle>,
  ]
  const attempt = { login: 'wang', address: '203.0.113.8' }
  for (let i = 0; i < 5; i++) await a.enter(attempt)
  await b.enter(attempt)
  await b.succeeded(attempt)
  expect(await refused(a.enter(attempt))).toBe(false)
})

it('tries at the same moment through both processes never exceed the limit', async () => {
  const counters = makers.map(make => make('at once', { points: 10, seconds: 60 }))
  const taken = await Promise.all(
    Array.from({ length: 40 }, (_, i) => counters[i % 2]!.take('one').then(wait => wait === 0)),
  )
  expect(taken.filter(ok => ok).length).toBeLessThanOrEqual(10)
  // Refused ones were not counted.
  expect(await counters[0]!.used('one')).toBe(10)
})

it('a try that a wider limit refuses is taken back, in the database, too', async () => {
  const [make] = makers
  const [narrow, wide] = [
    make('narrow', { points: 5, seconds: 60 }),
    make('wide', { points: 1, seconds: 60 }),
  ]
  const buckets = [
    { counter: narrow, key: 'n' },
    { counter: wide, key: 'w' },
  ]
  expect(await takeAll(buckets)).toBeUndefined()
  expect(await takeAll(buckets)).toMatchObject({ full: 1 })
  expect(await narrow.used('n')).toBe(1)
})

it('new cases of a network count together; a repeated submission counts once, and yesterday does not count', async () => {
  const limits = { ordinary: { points: 3, seconds: 3600 }, urgent: { points: 1, seconds: 3600 } }
  const [a, b] = makers.map(make => makeSharedCeiling(make, limits)) as [
    ReturnType<typeof makeSharedCeiling>,
    ReturnType<typeof makeSharedCeiling>,
  ]
  const at = new Date('2026-11-16T10:00+08:00')
  const opens = (of: typeof a, key: string, when = at, urgent = false) =>
    of('203.0.113.0')({ key, urgent, at: when })
  expect([await opens(a, '1'), await opens(a, '1'), await opens(b, '2'), await opens(a, '3')]).toEqual([
    false,
    false,
    false,
    false,
  ])
  expect([await opens(b, '4'), await opens(a, '5')]).toEqual([true, true])
  expect([await opens(a, 'u1', at, true), await opens(b, 'u2', at, true)]).toEqual([false, true])
  // A quarter of an hour into the next hour, three quarters of the five count.
  expect(await opens(b, '6', new Date(at.getTime() + 75 * 60_000))).toBe(true)
  expect(await opens(b, '7', new Date(at.getTime() + 24 * 3_600_000))).toBe(false)
})

it('the database says neither who was counted nor where, and forgets', async () => {
  const [make] = makers
  await makeThrottle({}, make).enter({ login: 'zhang', address: '203.0.113.7' })
  await make('brief', { points: 1, seconds: 1 }).take('203.0.113.7')
  const { rows } = await administrator.query<{ key: string }>('SELECT * FROM "LimitCount"')
  expect(rows).toHaveLength(4)
  for (const { key } of rows) expect(key).toMatch(/^[\w-]{43}$/)
  expect(await deleteOldCounts(databases[0]!, new Date(Date.now() + 60_000))).toBe(1)
  expect(await deleteOldCounts(databases[0]!, new Date(Date.now() + 2 * 3_600_000))).toBe(3)
  expect(
    (await administrator.query(`SELECT relpersistence FROM pg_class WHERE relname = 'LimitCount'`)).rows,
  ).toEqual([{ relpersistence: 'u' }])
})

it('while the database does not answer, the process counts by itself', async () => {
  const counts = openCounts('postgresql://nobody:x@127.0.0.1:9/none')
  const db = { ...databases[0]!, counts }
  const counter = amongProcesses({ db, secrets })('alone', { points: 2, seconds: 60 })
  expect([await counter.take('x'), await counter.take('x')]).toEqual([0, 0])
  expect(await counter.take('x')).toBeGreaterThan(0)
  await counts.close()
})
