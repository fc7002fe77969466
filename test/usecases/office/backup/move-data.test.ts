import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import pg from 'pg'
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest'
import { readConfig } from '../../../../src/config.ts'
import { makeSecrets } from '../../../../src/domain/base/secrets.ts'
import { openDatabase } from '../../../../src/store/base/database.ts'
import { openFiles } from '../../../../src/store/base/files.ts'
import { lockDataDir } from '../../../../src/store/base/lock.ts'
import { migrate } from '../../../../src/store/base/migrate.ts'
import { refuseUnfinishedMove } from '../../../../src/store/base/moving/unfinished.ts'
import { newestCheckpoint } from '../../../../src/store/numbers/ledger/checkpoints.ts'
import type { Context } from '../../../../src/usecases/base/context.ts'
import { viewCase } from '../../../../src/usecases/cases/shown/view-case.ts'
import { closeDays } from '../../../../src/usecases/numbers/ledger/close-days.ts'
import { type MoveOptions, moveData } from '../../../../src/usecases/office/backup/move-data.ts'
import { receiveMessage } from '../../../../src/usecases/talk/receive-message.ts'
import { answerCase, assignCase, openedCase } from '../../../helpers/cases.ts'
import { emptyDatabaseUrl, officer, type TestContext, testContext, typed } from '../../../helpers/context.ts'

// Needs a PostgreSQL to move to.
describe.runIf(inject('postgres'))('moving an office from SQLite to PostgreSQL', () => {
  let ctx: TestContext
  let dir: string
  let from: string
  let to: string
  let number: string
  let dispatcher: Awaited<ReturnType<typeof officer>>
  beforeEach(async () => {
    ctx = await testContext()
    dir = mkdtempSync(join(tmpdir(), 'huiyin-move-'))
    from = `file:${join(dir, 'huiyin.db')}`
    to = await emptyDatabaseUrl()
    await migrate(from)
    const office = await opened(from)
    dispatcher = await officer(office, 'dispatcher', '王受理')
    const clerk = await officer(office, 'clerk', '李经办', 'construction')
    const reviewer = await officer(office, 'reviewer', '赵审核')
    await closeDays(office)
    number = await openedCase(office, { text: '路灯\t坏了\n\\N 第二行' })
    for (let i = 0; i < 5; i++) await openedCase(office)
    for (let i = 0; i < 4; i++) await receiveMessage(office, typed(ctx, `resident-${i}`, '你好'))
    await assignCase(office, number, dispatcher)
    await answerCase(office, number, '灯已换好，今晚亮灯。', [clerk, reviewer])
    ctx.clock.set('2026-11-17T01:00+08:00')
    await closeDays(office)
    await office.db.close()
  })
  afterEach(async () => {
    await ctx.close()
    rmSync(dir, { recursive: true, force: true })
  })

  async function opened(url: string): Promise<Context> {
    const config = readConfig({
      DATA_DIR: dir,
      DATABASE_URL: url,
      SECRET_KEY: ctx.config.secretKey,
      OFFICE_DIR: ctx.config.officeDir,
      BASE_URL: 'https://office.example',
    })
    const secrets = makeSecrets(config.secretKey)
    return { ...ctx, config, secrets, db: await openDatabase(url, secrets), files: openFiles(dir, secrets) }
  }
  const move = (more: Partial<MoveOptions> = {}) => moveData({ from, to, now: ctx.now, ...more })
  const query = async (text: string) => {
    const client = new pg.Client({ connectionString: to })
    await client.connect()
    try {
      return (await client.query(text)).rows
    } finally {
      await client.end()
    }
  }

  async function expectMoved() {
    const [before, after] = [await opened(from), await opened(to)]
    try {
      for (const office of [before, after]) {
        expect(await office.db.read.case.count()).toBe(6)
        expect((await viewCase(office, number, dispatcher)).replies[0]!.text).toBe('灯已换好，今晚亮灯。')
      }
      expect((await viewCase(after, number, dispatcher)).text).toBe(
        (await viewCase(before, number, dispatcher)).text,
      )
      expect(await newestCheckpoint(after.db.read)).toEqual(await newestCheckpoint(before.db.read))
      // It lives on: ids go on, foreign keys hold, days are closed.
      const greatest = (await before.db.read.case.aggregate({ _max: { id: true } }))._max.id!
      const next = await openedCase(after)
      expect((await after.db.read.case.findUniqueOrThrow({ where: { number: next } })).id).toBeGreaterThan(
        greatest,
      )
      await receiveMessage(after, typed(ctx, 'resident-1', '我要投诉'))
      ctx.clock.set('2026-11-18T01:00+08:00')
      await closeDays(after)
      await expect(
        after.db.inTransaction(tx =>
          tx.reply.create({
            data: { caseId: 99_999, text: 'x', status: 'draft', draftedById: 1, draftedAt: ctx.now() },
          }),
        ),
      ).rejects.toThrow()
    } finally {
      await before.db.close()
      await after.db.close()
    }
    expect(await query(`SELECT to_regclass('_huiyin_move') AS there`)).toEqual([{ there: null }])
  }

  it('brings every row over and goes on there', async () => {
    expect(await move()).toMatchObject({ resumed: false, cases: 6, ledger: { size: expect.any(Number) } })
    await expectMoved()
  })

  it('goes on where it was after the connection was cut in the middle, and doubles nothing', async () => {
    const seen: string[] = []
    await expect(
      move({
        batch: 2,
        moved: table => {
          seen.push(table)
          if (seen.length === 12) void cut()
        },
      }),
    ).rejects.toThrow()
    expect(seen.length).toBeGreaterThanOrEqual(12)
    await expect(refuseUnfinishedMove(to)).rejects.toThrow('还没有搬完')
    const again: string[] = []
    expect(await move({ batch: 2, moved: table => again.push(table) })).toMatchObject({ resumed: true })
    // Nothing that had arrived was moved again.
    expect(again).not.toContain(seen[0])
    await refuseUnfinishedMove(to)
    await expectMoved()

    function cut() {
      return query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
         WHERE datname = current_database() AND pid <> pg_backend_pid()`,
      )
    }
  })

  it('stops between batches when it is told to, and goes on', async () => {
    const ending = new AbortController()
    let batches = 0
    const stopped = move({ batch: 3, signal: ending.signal, moved: () => ++batches === 5 && ending.abort() })
    await expect(stopped).rejects.toMatchObject({ name: 'AbortError' })
    expect(await move()).toMatchObject({ resumed: true })
    await expectMoved()
  })

  it('finds what was changed in the source between two runs, and begins anew', async () => {
    const ending = new AbortController()
    const stopped = move({ signal: ending.signal, moved: table => table === 'Officer' && ending.abort() })
    await expect(stopped).rejects.toMatchObject({ name: 'AbortError' })
    const source = new Sqlite(join(dir, 'huiyin.db'))
    source.prepare(`UPDATE Officer SET name = '王二' WHERE name = '王受理'`).run()
    source.close()
    await expect(move()).rejects.toThrow('表 Officer 的内容不一样')
    expect(await move({ again: true })).toMatchObject({ resumed: false })
    expect(await query(`SELECT name FROM "Officer" ORDER BY id LIMIT 1`)).toEqual([{ name: '王二' }])
  })

  it('refuses a target with tables, another source, a running service and a missing file, in words', async () => {
    await expect(move({ from: `file:${join(dir, 'nothing.db')}` })).rejects.toThrow('没有这个数据库文件')
    const unlock = await lockDataDir(dir)
    await expect(move()).rejects.toMatchObject({ name: 'DataDirInUse' })
    await unlock()
    await expect(move({ to: ctx.config.databaseUrl })).rejects.toThrow('里已经有')

    const ending = new AbortController()
    await move({ signal: ending.signal, moved: () => ending.abort() }).catch(() => {})
    const other = join(dir, 'other.db')
    await migrate(`file:${other}`)
    await expect(move({ from: `file:${other}` })).rejects.toThrow('没搬完的')
    const failed = await move({ to: ctx.config.databaseUrl }).catch((error: Error) => error)
    expect(String((failed as Error).stack)).not.toContain(`:${new URL(to).password}@`)
  })

  it('names the row that PostgreSQL cannot hold', async () => {
    const source = new Sqlite(join(dir, 'huiyin.db'))
    source.prepare(`UPDATE Officer SET name = 'a' || char(0) || 'b' WHERE id = 2`).run()
    source.close()
    await expect(move()).rejects.toThrow('表 Officer编号 2 的一行搬不过去：文字里有空字符')
  })
})
