// How long the event loop stands still while a whole database of cases is taken away, counted and reported:
//   npm run generate -- --cases 200000 --dir DIR && npm run lag -- DIR
// Prints p99 and the longest wait in milliseconds for each kind of work. Measured by hand, never in a timed test.
import { createServer, get } from 'node:http'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import express from 'express'
import { openContext } from '../../src/cli/open-context.ts'
import { readConfig } from '../../src/config.ts'
import type { Actor } from '../../src/domain/case.ts'
import { lastFull } from '../../src/domain/period.ts'
import { annual } from '../../src/usecases/annual.ts'
import { computeDigests } from '../../src/usecases/compute-digest.ts'
import { dashboard } from '../../src/usecases/dashboard.ts'
import { behindTable, casesTable } from '../../src/usecases/export-cases.ts'
import { countViews, listCases } from '../../src/usecases/list-cases.ts'
import { recomputeDeadlines } from '../../src/usecases/recompute-deadlines.ts'
import { trainRouter } from '../../src/usecases/train-router.ts'
import { sendCsv } from '../../src/web/csv.ts'
import { sendWorkbook } from '../../src/web/workbook.ts'

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
  'annual report': () => annual(ctx, '2025'),
  'queue: counts of views': () => countViews(ctx, manager),
  'queue: a page': () => listCases(ctx, { limit: 50 }, manager),
  'routing learned anew': () => trainRouter(ctx),
  'deadlines counted again': () => recomputeDeadlines(ctx),
}

const only = process.argv[3]
for (const [name, work] of Object.entries(WORK)) {
  if (only && !name.includes(only)) continue
  const delay = monitorEventLoopDelay({ resolution: 5 })
  const began = performance.now()
  delay.enable()
  await work()
  await new Promise(resolve => setTimeout(resolve, 20))
  delay.disable()
  const ms = (ns: number) => Math.round(ns / 1e6)
  const seconds = ((performance.now() - began) / 1000).toFixed(1)
  const rss = Math.round(process.memoryUsage().rss / 1e6)
  console.log(
    `${name}: p99 ${ms(delay.percentile(99))} ms, longest ${ms(delay.max)} ms, ${seconds} s, ${rss} MB`,
  )
}
server.close()
await ctx.db.close()
