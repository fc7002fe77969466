import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { pino } from 'pino'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { readConfig } from '../../src/config.ts'
import { run, type Service } from '../../src/main.ts'
import { ROOT } from '../../src/root.ts'
import { countWording } from '../../src/store/guides/guide-aliases.ts'
import { huiyin } from '../helpers/cli.ts'
import { eventually } from '../helpers/eventually.ts'
import { type PostgresServer, startPostgres } from '../helpers/postgres.ts'

/** Two services on one PostgreSQL, with one office. */

const SECRET = 'a secret key of the tests, long enough for it'

let server: PostgresServer
let dir: string
let a: Service
let b: Service

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'huiyin-signals-'))
  cpSync(join(ROOT, 'flows'), join(dir, 'flows'), { recursive: true })
  server = await startPostgres(['-c', 'fsync=off'])
  await server.createDatabase('huiyin')
  const config = readConfig({
    DATA_DIR: join(dir, 'data'),
    OFFICE_DIR: join(dir, 'flows'),
    DATABASE_URL: `${server.address}/huiyin`,
    SECRET_KEY: SECRET,
    PORT: '0',
  })
  const log = pino({ level: 'silent' })
  a = await run(config, { log })
  b = await run(config, { log })
})
afterAll(async () => {
  await a?.stop()
  await b?.stop()
  await server.stop()
  rmSync(dir, { recursive: true, force: true })
})

const nameIn = (service: Service) => service.ctx.content().office.name

function rename(to: string) {
  const file = join(dir, 'flows/office.yaml')
  writeFileSync(file, readFileSync(file, 'utf8').replace(/^name: .*$/m, `name: ${to}`))
}

/** As when the database restarts: the connection between the processes ends. */
async function endConnections() {
  const client = new pg.Client({ connectionString: `${server.address}/huiyin` })
  await client.connect()
  await client.query(
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'huiyin signals'",
  )
  await client.end()
}

it('a case that changes in one process refreshes the live pages of the other', async () => {
  const seen: string[] = []
  const stop = b.ctx.onCaseChanged(number => seen.push(number))
  a.ctx.caseChanged('2026-000007')
  await eventually(() => expect(seen).toEqual(['2026-000007']))
  stop()
})

it('an officer whose access ends in one process loses the live pages of the other', async () => {
  const ended: number[] = []
  const stop = b.ctx.onAccessEnded(id => ended.push(id))
  a.ctx.accessEnded(12)
  await eventually(() => expect(ended).toEqual([12]))
  stop()
})

it('files that one process reads again are read by the other, too', async () => {
  rename('新河镇人民政府')
  await a.reload()
  expect(nameIn(a)).toBe('新河镇人民政府')
  await eventually(() => expect(nameIn(b)).toBe('新河镇人民政府'))
})

it('wordings that officers accept in one process are learned by the other', async () => {
  const { db, secrets, now } = a.ctx
  const [guide] = a.ctx.content().guides.values()
  const text = '屋头老汉走了咋个销户'
  const found = () => b.ctx.content().findGuides(text).hits[0]?.id
  expect(found()).not.toBe(guide!.id)
  await db.inTransaction(async tx => {
    await countWording(tx, secrets, {
      guideId: guide!.id,
      text,
      normal: text,
      textKey: 'made up here',
      source: 'picked',
      now: now(),
    })
    await tx.guideAlias.updateMany({ data: { status: 'accepted' } })
  })
  await a.ctx.relearn!()
  await eventually(() => expect(found()).toBe(guide!.id))
})

it('what a process missed while its connection was down is read when it is back', async () => {
  const seen: string[] = []
  const stop = b.ctx.onCaseChanged(number => seen.push(number))
  rename('北山镇人民政府')
  await endConnections()
  // Any case may have changed; nobody has told b of the new files.
  await eventually(() => expect(seen).toContain(''))
  await eventually(() => expect(nameIn(b)).toBe('北山镇人民政府'))
  // Heard again.
  a.ctx.caseChanged('2026-000008')
  await eventually(() => expect(seen).toContain('2026-000008'))
  stop()
})

it('`huiyin reload` reaches all processes, wherever it runs', async () => {
  rename('西溪镇人民政府')
  const { code, stdout } = await huiyin(['reload'], {
    env: {
      DATA_DIR: dir,
      OFFICE_DIR: join(dir, 'flows'),
      DATABASE_URL: `${server.address}/huiyin`,
      SECRET_KEY: SECRET,
    },
  })
  expect([code, stdout]).toEqual([0, '内容没有问题，已通知 2 个进程重新读取。\n'])
  await eventually(() => expect([nameIn(a), nameIn(b)]).toEqual(['西溪镇人民政府', '西溪镇人民政府']))
})
