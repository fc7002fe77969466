import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { bench, describe } from 'vitest'
import { addDays, shanghaiDate } from '../../src/domain/base/civil-date.ts'
import { makeSecrets } from '../../src/domain/base/secrets.ts'
import type { Actor } from '../../src/domain/people/actor.ts'
import { openDatabase } from '../../src/store/base/database.ts'
import { migrate } from '../../src/store/base/migrate.ts'
import { makeSealing } from '../../src/store/base/sealing.ts'
import { openBulk } from '../../src/store/cases/bulk.ts'
import { searchRow } from '../../src/store/cases/case-search.ts'
import { seeded } from '../../src/tools/sample/random.ts'
import { SAMPLE_PLACES, SAMPLE_TEXTS } from '../../src/tools/sample/texts.ts'
import type { Context } from '../../src/usecases/base/context.ts'
import { countViews, type ListFilter, listCases } from '../../src/usecases/cases/shown/list-cases.ts'
import { sampleOffice, testContext } from '../helpers/context.ts'
import { startPostgres } from '../helpers/postgres.ts'

/** Search on 200,000 cases, on both databases, through the use case that the desk and the API call. */

const CASES = 200_000
const NOW = new Date('2026-11-16T02:00:00Z')

const QUERIES: [string, ListFilter][] = [
  ['a common word, newest first', { q: '路灯', view: 'all' }],
  ['a common word among what is overdue', { q: '路灯', view: 'overdue' }],
  ['a single character', { q: '水', view: 'all' }],
  ['a rare piece', { q: '独角兽', view: 'all' }],
  ['nothing', { q: '不存在的词语', view: 'all' }],
  ['two words and a filter', { q: '村 路灯', kind: 'complaint', area: 'shiqiao', view: 'all' }],
  ['part of a number', { q: '2024-00123', view: 'all' }],
]

/** Rows of cases alone: what search and lists read. */
async function* rows() {
  const { office } = await sampleOffice()
  const random = seeded(7)
  for (let id = 1; id <= CASES; id++) {
    const template = random.pick(SAMPLE_TEXTS)
    const area = random.pick(office.areas)
    const place = `${area.name}${random.pick(SAMPLE_PLACES)}`
    const text = template.text.replace('{place}', place) + (id % 20_011 === 0 ? '看见了独角兽。' : '')
    const age = CASES - id
    const at = new Date(NOW.getTime() - age * 12 * 60_000)
    const due = addDays(shanghaiDate(at), 9)
    yield {
      id,
      number: `${at.getUTCFullYear()}-${String(id % 100_000).padStart(5, '0')}-${Math.floor(id / 100_000)}`,
      kind: template.kind,
      status: age < 600 ? random.pick(['received', 'assigned', 'in_review']) : 'closed',
      channel: 'web',
      anonymous: false,
      title: text.slice(0, 20),
      text,
      place,
      areaId: area.id,
      departmentId: id % 3 === 0 ? 'construction' : 'environment',
      urgent: false,
      receivedAt: at,
      acceptDueOn: due,
      replyDueOn: due,
      originalDueOn: due,
      replyDueAt: new Date(at.getTime() + 9 * 86_400_000 - (age < 30 ? 20 * 86_400_000 : 0)),
      acceptDueAt: at,
      nextDueAt: new Date(at.getTime() + 9 * 86_400_000),
      deadlines: '{}',
      version: 1,
      updatedAt: at,
    }
  }
}

const SECRETS = makeSecrets('a key for measuring only, long enough to pass')

async function seedSqlite(url: string) {
  const bulk = await openBulk(url, SECRETS)
  for await (const row of rows()) {
    bulk.add('Case', row)
    bulk.add('CaseSearch', searchRow(SECRETS, row))
  }
  bulk.finish()
}

const { seal } = makeSealing(SECRETS)
const sealed = (row: Record<string, unknown>) => ({
  ...row,
  ...Object.fromEntries(['title', 'text', 'place'].map(c => [c, seal('Case', c, String(row[c]))])),
})

async function seedPostgres(url: string) {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  let batch: Record<string, unknown>[] = []
  const flush = async () => {
    const names = Object.keys(batch[0]!).map(n => `"${n}"`)
    await client.query(
      `INSERT INTO "Case" (${names}) SELECT ${names} FROM json_populate_recordset(null::"Case", $1)`,
      [JSON.stringify(batch.map(sealed))],
    )
    const search = batch.map(row => searchRow(SECRETS, row as unknown as Parameters<typeof searchRow>[1]))
    await client.query(
      'INSERT INTO "CaseSearch" SELECT * FROM json_populate_recordset(null::"CaseSearch", $1)',
      [JSON.stringify(search)],
    )
    batch = []
  }
  for await (const row of rows()) {
    batch.push(row)
    if (batch.length === 5000) await flush()
  }
  if (batch.length > 0) await flush()
  await client.query('ANALYZE')
  await client.end()
}

const dispatcher = { kind: 'officer', id: 1, role: 'dispatcher' } as const

/** The numbers beside the queue's views, asked for with every page of it. */
const COUNTERS: [string, Actor][] = [
  ['the counts of all views, for who sees all', dispatcher],
  ['the counts of all views, for a clerk', { ...dispatcher, role: 'clerk', departmentId: 'construction' }],
]

const out = (line: string) => process.stdout.write(`${line}\n`)

out(`\nsearch in ${CASES} cases, through listCases`)
for (const provider of ['sqlite', 'postgresql'] as const) await measure(provider)

async function measure(provider: 'sqlite' | 'postgresql'): Promise<void> {
  const dir = mkdtempSync(join(tmpdir(), 'huiyin-bench-search-'))
  const server = provider === 'postgresql' ? await startPostgres(['-c', 'fsync=off']) : undefined
  await server?.createDatabase('huiyin')
  const url = server ? `${server.address}/huiyin` : `file:${join(dir, 'huiyin.db')}`
  await migrate(url)
  const began = performance.now()
  await (server ? seedPostgres(url) : seedSqlite(url))
  out(`${provider}: seeded in ${((performance.now() - began) / 1000).toFixed(0)} s`)
  const test = await testContext()
  const db = await openDatabase(url, SECRETS)
  const ctx: Context = { ...test, db, now: () => NOW }
  const works: [string, () => Promise<number>][] = [
    ...QUERIES.map(
      ([name, filter]) =>
        [name, async () => (await listCases(ctx, filter, dispatcher)).items.length] as [
          string,
          () => Promise<number>,
        ],
    ),
    ...COUNTERS.map(
      ([name, by]) => [name, async () => (await countViews(ctx, by)).open] as [string, () => Promise<number>],
    ),
  ]
  for (const [name, work] of works) {
    const times: number[] = []
    let found = 0
    for (let i = 0; i < 30; i++) {
      const before = performance.now()
      found = await work()
      times.push(performance.now() - before)
    }
    const [first = 0] = times
    times.sort((a, b) => a - b)
    const ms = (n: number) => n.toFixed(1).padStart(6)
    out(
      `${provider.padEnd(11)} first ${ms(first)}  p50 ${ms(times[15]!)}  worst ${ms(times[29]!)} ms  ${String(found).padStart(3)} found  ${name}`,
    )
  }
  await db.close()
  await test.close()
  await server?.stop()
  rmSync(dir, { recursive: true, force: true })
}

describe.skip('case search', () => bench('printed above', () => {}))
