// How long the event loop stands still while a whole database of cases is taken away, counted and reported:
//   npm run generate -- --cases 200000 --dir DIR && npm run lag -- DIR
// Prints p99 and the longest wait in milliseconds for each kind of work, then the slowest statements of SQLite, which
// answers within the call. Counted is the work of the main thread (on Linux): on a busy machine most of the longest wait
// is for a processor, and says nothing of the code. Measured by hand, never in a timed test.
import { readFileSync } from 'node:fs'
import { createServer, get } from 'node:http'
import Sqlite from 'better-sqlite3'
import express from 'express'
import { openContext } from '../../src/cli/open-context.ts'
import { readConfig } from '../../src/config.ts'
import { lastFull, periodNamed } from '../../src/domain/base/period.ts'
import type { Actor } from '../../src/domain/people/actor.ts'
import { populationOf } from '../../src/store/numbers/samples.ts'
import { recomputeDeadlines } from '../../src/usecases/cases/moving/recompute-deadlines.ts'
import { board } from '../../src/usecases/cases/shown/board.ts'
import { countViews, listCases } from '../../src/usecases/cases/shown/list-cases.ts'
import { trainRouter } from '../../src/usecases/guides/train-router.ts'
import { annual } from '../../src/usecases/numbers/annual.ts'
import { computeDigests } from '../../src/usecases/numbers/compute-digest.ts'
import { dashboard } from '../../src/usecases/numbers/dashboard.ts'
import { behindTable, casesTable } from '../../src/usecases/numbers/export-cases.ts'
import { seriesOf } from '../../src/usecases/numbers/report/series.ts'
import { sendCsv } from '../../src/web/shell/csv.ts'
import { sendWorkbook } from '../../src/web/shell/workbook.ts'

/** How long the main thread has been at work in all, in ms; elapsed time where the system does not say. */
function worked(): number {
  try {
    return Number(readFileSync(`/proc/self/task/${process.pid}/schedstat`, 'utf8').split(' ')[0]) / 1e6
  } catch {
    return performance.now()
  }
}

/** Statements that took this long in milliseconds are printed. */
const SLOW_MS = Number(process.env.SLOW_MS ?? 20)

/** The longest time of each slow statement in the work that runs, and how often it was slow. */
const slow = new Map<string, { longest: number; times: number }>()
type Statement = Record<'all' | 'run' | 'get', (...args: unknown[]) => unknown> & { source: string }
const statement = Object.getPrototypeOf(new Sqlite(':memory:').prepare('SELECT 1')) as Statement
for (const name of ['all', 'run', 'get'] as const) {
  const inner = statement[name]
  statement[name] = function (this: Statement, ...args) {
    const began = worked()
    try {
      return inner.apply(this, args)
    } finally {
      const ms = worked() - began
      const { longest = 0, times = 0 } = slow.get(this.source) ?? {}
      if (ms >= SLOW_MS) slow.set(this.source, { longest: Math.max(longest, ms), times: times + 1 })
    }
  }
}

const dir = process.argv[2]
if (!dir) throw new Error('which data directory?')
const ctx = await openContext(readConfig({ DATA_DIR: dir, LOG_LEVEL: 'error' }))
const manager: Actor & { id: number } = { kind: 'officer', id: 1, name: '领导', role: 'manager' }

const app = express()
app.get('/csv', (_req, res) => sendCsv(res, 'x', casesTable(ctx, {}, manager)))
app.get('/xlsx', (_req, res) => {
  const { name, columns, rows } = casesTable(ctx, {}, manager)
  return sendWorkbook(res, 'x', [{ name, columns, rows }], name)
})
app.get('/behind', (_req, res) =>
  sendCsv(res, 'x', behindTable(ctx, { measure: 'received', from: '2022-01-01', to: '2026-11-01' }, manager)),
)
app.get('/overdue', (_req, res) =>
  sendCsv(res, 'x', behindTable(ctx, { measure: 'overdue', from: '2022-01-01', to: '2022-03-01' }, manager)),
)
const server = createServer(app).listen(0, '127.0.0.1')
await new Promise(resolve => server.once('listening', resolve))
const { port } = server.address() as { port: number }
const fetchAll = (path: string) =>
  new Promise((resolve, reject) => {
    get({ host: '127.0.0.1', port, path }, res => res.resume().once('end', resolve)).once('error', reject)
  })

const WORK: Record<string, () => Promise<unknown>> = {
  'CSV of all cases': () => fetchAll('/csv'),
  'workbook of all cases': () => fetchAll('/xlsx'),
  'cases behind a number': () => fetchAll('/behind'),
  'dashboard of five years': () =>
    dashboard(ctx, { from: '2022-01-01', to: '2026-11-01', by: 'area' }, manager),
  'digest of a week, all departments': () => computeDigests(ctx, lastFull('week', ctx.now())),
  'cases overdue at a day long ago': () => fetchAll('/overdue'),
  'digest of a month long ago': () => computeDigests(ctx, periodNamed('2022-06')!),
  'numbers a sample is drawn from': async () => {
    const all = { from: new Date(0), until: ctx.now(), kind: null, departmentId: null, upToId: 1e9 }
    for await (const portion of populationOf(ctx.db.read, all)) void portion
  },
  board: () => board(ctx, manager),
  'search for a word': () => listCases(ctx, { q: '路灯', limit: 50 }, manager),
  'search for two words': () => listCases(ctx, { q: '路灯 垃圾', limit: 50 }, manager),
  'charts of a year': () => seriesOf(ctx, lastFull('year', ctx.now())),
  'annual report': () => annual(ctx, '2025'),
  'queue: counts of views': () => countViews(ctx, manager),
  'queue: a page': () => listCases(ctx, { limit: 50 }, manager),
  'routing learned anew': () => trainRouter(ctx),
  'deadlines counted again': () => recomputeDeadlines(ctx),
}

/** What lies between two beats of the event loop, beyond the beat: work of ours, and elapsed time; least work first. */
function listen(): () => { work: number; whole: number }[] {
  const BEAT_MS = 2
  const waits: { work: number; whole: number }[] = []
  let [last, done] = [performance.now(), worked()]
  const beat = setInterval(() => {
    const [now, doing] = [performance.now(), worked()]
    waits.push({ work: doing - done, whole: Math.max(0, now - last - BEAT_MS) })
    ;[last, done] = [now, doing]
  }, BEAT_MS)
  return () => {
    clearInterval(beat)
    return waits.sort((a, b) => a.work - b.work)
  }
}

const only = process.argv[3]
for (const [name, work] of Object.entries(WORK)) {
  if (only && !name.includes(only)) continue
  slow.clear()
  const [began, before] = [performance.now(), worked()]
  const waits = listen()
  await work()
  await new Promise(resolve => setTimeout(resolve, 20))
  const found = waits()
  const cpu = ((worked() - before) / 1000).toFixed(1)
  const seconds = ((performance.now() - began) / 1000).toFixed(1)
  const ms = (place: number) => Math.round(found.at(place)?.work ?? 0)
  const whole = Math.round(Math.max(0, ...found.map(wait => wait.whole)))
  const rss = Math.round(process.memoryUsage().rss / 1e6)
  console.log(
    `${name}: p99 ${ms(Math.floor(found.length * 0.99))} ms, longest ${ms(-1)} ms, ${cpu} s of work ` +
      `(longest ${whole} ms, ${seconds} s by the clock), ${rss} MB`,
  )
  for (const [sql, { longest, times }] of [...slow].sort((a, b) => b[1].longest - a[1].longest).slice(0, 5))
    console.log(`  ${longest.toFixed(0)} ms, ${times} times: ${sql.replace(/\s+/g, ' ').slice(0, 400)}`)
}
server.close()
await ctx.db.close()
