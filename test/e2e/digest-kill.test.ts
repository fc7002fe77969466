import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import SQLite from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { ROOT } from '../../src/root.ts'
import { huiyin } from '../helpers/cli.ts'
import { mailServer } from '../helpers/mail-server.ts'

/** Who gets reports by mail: each of them one letter for each period. */
const MAIL = `digest:
  recipients: []
  mail:
    - { to: zhenzhang@office.example, periods: [week, month, quarter] }
    - { to: jianshe@office.example, department: construction, periods: [week, month, quarter] }`

let dir: string
let env: Record<string, string>
let file: string
let mail: Awaited<ReturnType<typeof mailServer>>
let child: ChildProcess | undefined

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'huiyin-digest-kill-'))
  cpSync(join(ROOT, 'flows'), join(dir, 'flows'), { recursive: true })
  const office = join(dir, 'flows/office.yaml')
  const before = readFileSync(office, 'utf8')
  const after = before.replace(/^digest:\n {2}recipients: \[\]\n {2}mail: \[\]$/m, MAIL)
  if (after === before) throw new Error('office.yaml has no such digest any more')
  writeFileSync(office, after)
  mail = await mailServer()
  env = {
    DATA_DIR: join(dir, 'data'),
    OFFICE_DIR: join(dir, 'flows'),
    PORT: '0',
    LOG_LEVEL: 'error',
    SMTP_URL: `smtp://127.0.0.1:${mail.port}`,
    MAIL_FROM: '回音 <huiyin@office.example>',
  }
  file = join(dir, 'data/huiyin.db')
  // A year of cases: a dozen weeks, three months and two quarters are due at the first start.
  const made = await huiyin(['generate', '--cases', '400', '--years', '1', '--dir', env['DATA_DIR']!], {
    env,
    cwd: dir,
  })
  if (made.code !== 0) throw new Error(made.stderr)
}, 120_000)
afterAll(async () => {
  child?.kill('SIGKILL')
  await mail.close()
  rmSync(dir, { recursive: true, force: true })
})

function start(): void {
  child = spawn(process.execPath, [inject('command'), 'serve'], {
    cwd: dir,
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
}

async function stop(signal: NodeJS.Signals): Promise<void> {
  const gone = once(child!, 'exit')
  child!.kill(signal)
  await gone
}

/** Reads the database beside the service. */
function read<T>(sql: string): T[] {
  const db = new SQLite(file, { readonly: true })
  try {
    return db.prepare(sql).all() as T[]
  } finally {
    db.close()
  }
}

const UNFINISHED = `FROM "JobRun" r WHERE r."job" = 'digest' AND r."slot" NOT LIKE '% 08:30' AND r."finishedAt" IS NULL
  AND r."claimedUntil" IS NOT NULL`
const STORED = `EXISTS (SELECT 1 FROM "Digest" d WHERE d."period" = r."slot" AND d."scope" = 'office')`

/** Does not end in any test's time: a statement that comes to it stands there. */
const STAND_STILL = `SELECT count(*) FROM "CaseEvent" a, "CaseEvent" b, "CaseEvent" c, "CaseEvent" d`

/**
 * Between the claim of a period and its report; between its report and the note that it is done. `holds` is where the
 * service is made to stand, so that it is met there on a machine of any speed, and `seen` what its database shows then.
 */
const MOMENTS = {
  'before the report is stored': {
    holds: `BEFORE INSERT ON "Digest" WHEN NEW."scope" = 'office'`,
    seen: `SELECT r."slot" ${UNFINISHED} AND NOT ${STORED}`,
  },
  'after the report is stored': {
    holds: `BEFORE UPDATE OF "finishedAt" ON "JobRun" WHEN NEW."job" = 'digest' AND NEW."finishedAt" IS NOT NULL
      AND NEW."slot" NOT LIKE '% 08:30'`,
    seen: `SELECT r."slot" ${UNFINISHED} AND ${STORED}`,
  },
}

/** Waits until the database shows it, as long as the service lives. */
async function untilShown<T>(sql: string): Promise<T> {
  for (;;) {
    const [found] = read<T>(sql)
    if (found) return found
    if (child!.exitCode !== null) throw new Error(`the service ended with ${child!.exitCode}, before: ${sql}`)
    await new Promise(resolve => setTimeout(resolve, 20))
  }
}

/** @returns the period it was at */
async function killAt({ holds, seen }: { holds: string; seen: string }): Promise<string> {
  write(`CREATE TRIGGER "stand_still" ${holds} BEGIN ${STAND_STILL}; END`)
  start()
  const { slot } = await untilShown<{ slot: string }>(seen)
  // It may have been seen in passing, on its way to where it stands: the kill decides where it was.
  await stop('SIGKILL')
  write('DROP TRIGGER "stand_still"')
  return slot
}

function write(sql: string): void {
  const db = new SQLite(file)
  try {
    db.exec(sql)
  } finally {
    db.close()
  }
}

/** What assessments found is kept in the same table. */
const REPORTS = `WHERE "scope" NOT LIKE '$%'`

const periods = () =>
  read<{ period: string }>(`SELECT DISTINCT "period" FROM "Digest" ${REPORTS} ORDER BY "period"`).map(
    d => d.period,
  )

/** Every report, office and departments, once and in its first version; of each one letter to each reader. */
async function allThereOnce(): Promise<void> {
  await untilShown(`SELECT 1 FROM "JobRun" WHERE "job" = 'job:digest' AND "finishedAt" IS NOT NULL`)
  const stored = read<{ name: string }>(
    `SELECT "period" || ' ' || "scope" || ' ' || "version" AS "name" FROM "Digest" ${REPORTS}`,
  )
  expect(stored.filter(d => !d.name.endsWith(' 1'))).toEqual([])
  expect(new Set(stored.map(d => d.name)).size).toBe(stored.length)
  const letters = read<{ dedupeKey: string }>(`SELECT "dedupeKey" FROM "Letter" ORDER BY "dedupeKey"`)
  expect(letters.map(l => l.dedupeKey.split(':').slice(1, 4).join(' '))).toEqual(
    periods().flatMap(period => [`${period} construction 1`, `${period} office 1`]),
  )
  expect(read(`SELECT "slot" ${UNFINISHED}`)).toEqual([])
}

describe('the reports of a service that stops at the wrong moment', { timeout: 300_000 }, () => {
  const killed: string[] = []
  for (const [name, moment] of Object.entries(MOMENTS)) {
    it(`can be killed ${name}`, async () => {
      killed.push(await killAt(moment))
      // Killed where it was to be: what it left behind still says so.
      expect(read(moment.seen)).toContainEqual({ slot: killed.at(-1) })
    })
  }

  it('are there once after the next start, each letter once', async () => {
    start()
    await allThereOnce()
    expect(killed).toHaveLength(2)
    expect(periods()).toEqual(expect.arrayContaining(killed))
  })

  it('are made at the next start when it was down over 08:30', async () => {
    await stop('SIGTERM')
    const before = periods()
    const last = before.findLast(period => period.includes('-W'))!
    const db = new SQLite(file)
    // As it was before: that week has no report, and the last 08:30 was yesterday's.
    db.prepare(`DELETE FROM "Digest" ${REPORTS} AND "period" = ?`).run(last)
    db.prepare(`DELETE FROM "Letter" WHERE "dedupeKey" LIKE ?`).run(`report:${last}:%`)
    db.prepare(`DELETE FROM "JobRun" WHERE "job" = 'digest' AND "slot" = ?`).run(last)
    db.exec(`DELETE FROM "JobRun" WHERE "job" = 'job:digest'`)
    db.close()
    expect(periods()).not.toContain(last)
    start()
    await allThereOnce()
    expect(periods()).toEqual(before)
  })
})
