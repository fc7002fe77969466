import pg from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openSignals, type Signals } from '../../../../src/store/base/processes/signals.ts'
import { eventually } from '../../../helpers/eventually.ts'
import { type PostgresServer, startPostgres } from '../../../helpers/postgres.ts'

let server: PostgresServer
let url: string
let administrator: pg.Client
const open: Signals[] = []

beforeAll(async () => {
  server = await startPostgres(['-c', 'fsync=off'])
  url = `${server.address}/postgres`
  administrator = new pg.Client({ connectionString: url })
  await administrator.connect()
})
afterAll(async () => {
  for (const signals of open) await signals.close()
  await administrator.end()
  await server.stop()
})

/** As of one process. */
async function process() {
  const heard: string[] = []
  const failed: string[] = []
  const counts = { missed: 0 }
  const signals = await openSignals(url, why => failed.push(why))
  signals.listen(
    word => heard.push(word),
    () => {
      counts.missed++
    },
  )
  open.push(signals)
  return { signals, heard, failed, counts }
}

/** The server ends the connections of all processes, as on a restart or a failover. */
const endConnections = () =>
  administrator.query(
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'huiyin signals'",
  )

it('a word reaches every other process once, and never the one that said it', async () => {
  const [a, b, c] = [await process(), await process(), await process()]
  expect(await a.signals.listeners()).toBe(3)
  for (let i = 0; i < 3; i++) a.signals.send('case 2026-000001')
  b.signals.send('outbox')
  await eventually(() => {
    expect([a.heard, b.heard, c.heard.sort()]).toEqual([
      ['outbox'],
      ['case 2026-000001'],
      ['case 2026-000001', 'outbox'],
    ])
  })
  for (const { signals } of [a, b, c]) await signals.close()
})

it('after its connection was ended, a process connects again, knows that it may have missed words, and hears again', async () => {
  const [a, b] = [await process(), await process()]
  await endConnections()
  await eventually(() => expect([a.counts.missed, b.counts.missed]).toEqual([1, 1]))
  expect(a.failed).toHaveLength(1)
  a.signals.send('office')
  await eventually(() => expect(b.heard).toContain('office'))
  for (const { signals } of [a, b]) await signals.close()
})

it('a word said while the connection is down is sent when it is back', async () => {
  const [a, b] = [await process(), await process()]
  await endConnections()
  await eventually(() => expect(a.failed).toHaveLength(1))
  a.signals.send('access 7')
  await eventually(() => expect(a.counts.missed + b.counts.missed).toBe(2))
  // The other one may come back later than the word: then it looks at everything anyway.
  a.signals.send('case 2026-000002')
  await eventually(() => expect(b.heard).toContain('case 2026-000002'))
  for (const { signals } of [a, b]) await signals.close()
})

it('opens without a database that answers, says so, and closes', async () => {
  const failed: string[] = []
  const signals = await openSignals('postgresql://nobody:x@127.0.0.1:9/none', why => failed.push(why))
  expect(failed).toHaveLength(1)
  signals.send('outbox')
  expect(await signals.listeners()).toBe(0)
  await signals.close()
})
