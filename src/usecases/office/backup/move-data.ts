import { existsSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { type Contents, differences } from '../../../domain/base/backup/manifest.ts'
import { examine } from '../../../store/base/backup/contents.ts'
import { BackupProblem } from '../../../store/base/backup/problem.ts'
import { openWhole } from '../../../store/base/backup/whole.ts'
import { lockDataDir } from '../../../store/base/lock.ts'
import { migrate } from '../../../store/base/migrate.ts'
import { copyLine, UnfitValue } from '../../../store/base/moving/copy-line.ts'
import { makeRowSum } from '../../../store/base/moving/row-sum.ts'
import { openSource, type Source } from '../../../store/base/moving/source.ts'
import {
  beginMove,
  type Column,
  forgetMove,
  nameOfTarget,
  openTarget,
  stateOfTarget,
  type Target,
} from '../../../store/base/moving/target.ts'

export interface MoveOptions {
  /** `file:…` */
  from: string
  /** `postgresql://…` */
  to: string
  /** Folders that are locked besides the database's own, so that no service runs on it. */
  dataDir?: string | undefined
  /** Begins anew an unfinished move. */
  again?: boolean | undefined
  now(): Date
  /** Called after each batch. */
  moved?(table: string, rows: number): void
  signal?: AbortSignal | undefined
  /** Rows in one transaction; fewer only for tests. */
  batch?: number | undefined
}

export interface MoveReport {
  /** Whether an unfinished move went on. */
  resumed: boolean
  tables: number
  rows: number
  cases: number
  messages: number
  ledger: Contents['ledger']
}

const BATCH = 2000

/**
 * Moves an office's database from SQLite to PostgreSQL, table by table. A move that was interrupted goes on where it was.
 * At the end every row of both is compared by checksums, and the events of every case and the ledger's root are computed
 * anew in the target.
 * @throws BackupProblem; DataDirInUse while the service runs on the source
 */
export async function moveData(options: MoveOptions): Promise<MoveReport> {
  const file = resolve(options.from.slice('file:'.length))
  if (!existsSync(file)) throw new BackupProblem(`没有这个数据库文件：${file}。`)
  const unlock = await lockAll(dirname(file), options.dataDir)
  try {
    const resumed = await prepareTarget(options, file)
    await migrate(`file:${file}`)
    await migrate(options.to)
    const before = await openWhole(`file:${file}`)
    const [tables, examined] = [await before.tables(), await examine(before)]
    await before.close()
    const source = await openSource(file)
    try {
      const target = await openTarget(options.to, tables)
      if (!target) throw new BackupProblem('另一个搬家正在往这个 PostgreSQL 数据库里写。请等它做完。')
      try {
        await moveTables(source, target, tables, options)
        await compare(source, target, tables)
        await target.setLastIds(source.lastIds())
        await compareContents(options.to, examined.contents)
        await target.finish()
      } finally {
        await target.close()
      }
    } finally {
      source.close()
    }
    const counts = examined.contents.tables
    return {
      resumed,
      tables: tables.length,
      rows: Object.values(counts).reduce((sum, n) => sum + n, 0),
      cases: counts['Case'] ?? 0,
      messages: counts['Message'] ?? 0,
      ledger: examined.contents.ledger,
    }
  } finally {
    await unlock()
  }
}

/** The folder of the file, and the data directory when that is another. */
async function lockAll(dir: string, dataDir: string | undefined): Promise<() => Promise<void>> {
  const locks = [await lockDataDir(dir)]
  try {
    if (dataDir !== undefined && resolve(dataDir) !== dir && existsSync(dataDir))
      locks.push(await lockDataDir(dataDir))
  } catch (error) {
    for (const unlock of locks) await unlock()
    throw error
  }
  return async () => {
    for (const unlock of locks) await unlock()
  }
}

/** @returns whether an unfinished move goes on */
async function prepareTarget({ to, again, now }: MoveOptions, file: string): Promise<boolean> {
  const state = await stateOfTarget(to)
  if (state.is === 'occupied')
    throw new BackupProblem(
      `PostgreSQL 数据库 ${nameOfTarget(to)} 里已经有 ${state.tables} 张表，没有搬。请新建一个空数据库再搬。`,
    )
  if (state.is === 'ours' && !again) {
    if (state.source === file) return true
    throw new BackupProblem(
      `这个 PostgreSQL 数据库里有一次没搬完的，是从 ${state.source} 搬的。要改从 ${file} 重新搬，请加 --again。`,
    )
  }
  if (state.is === 'ours') {
    const whole = await openWhole(to)
    const tables = await whole.tables().finally(() => whole.close())
    await forgetMove(to, tables)
  }
  await beginMove(to, file, now())
  return false
}

async function moveTables(
  source: Source,
  target: Target,
  tables: readonly string[],
  { batch = BATCH, signal, moved }: MoveOptions,
): Promise<void> {
  for (const table of tables) {
    const columns = await target.columnsOf(table)
    let after = await target.progressOf(table)
    for (let total = 0; ; ) {
      signal?.throwIfAborted()
      const { rows, last } = await source.rowsAfter(table, namesOf(columns), after, batch)
      if (rows.length === 0) break
      await target.addRows(table, columns, linesOf(table, rows, columns), last)
      total += rows.length
      after = last
      moved?.(table, total)
    }
  }
}

const namesOf = (columns: readonly Column[]) => columns.map(column => column.name)

function linesOf(table: string, rows: readonly unknown[][], columns: readonly Column[]): string[] {
  const types = columns.map(column => column.type)
  return rows.map(row => {
    try {
      return copyLine(row, types)
    } catch (error) {
      if (!(error instanceof UnfitValue)) throw error
      const id = row[columns.findIndex(column => column.name === 'id')]
      throw new BackupProblem(
        `表 ${table}${id === undefined ? '' : `编号 ${String(id)} `}的一行搬不过去：${error.message}。`,
      )
    }
  })
}

/** Reads all of both once more: what was moved before an interruption may have been changed since. */
async function compare(source: Source, target: Target, tables: readonly string[]): Promise<void> {
  const wrong: string[] = []
  for (const table of tables) {
    const columns = await target.columnsOf(table)
    const sum = makeRowSum()
    for (let after = Number.MIN_SAFE_INTEGER; ; ) {
      const { rows, last } = await source.rowsAfter(table, namesOf(columns), after, BATCH)
      if (rows.length === 0) break
      for (const line of linesOf(table, rows, columns)) sum.add(line)
      after = last
    }
    const [expected, found] = [sum.result(), await target.sumOf(table, columns)]
    if (expected.rows !== found.rows)
      wrong.push(`表 ${table} 应有 ${expected.rows} 行，搬到 ${found.rows} 行`)
    else if (expected.sum !== found.sum) wrong.push(`表 ${table} 的内容不一样`)
  }
  if (wrong.length > 0)
    throw new BackupProblem(
      `搬完核对，对不上：${wrong.join('；')}。上次搬的时候服务可能又运行过。请加 --again 重新搬。`,
    )
}

async function compareContents(url: string, expected: Contents): Promise<void> {
  const whole = await openWhole(url)
  const examined = await examine(whole).finally(() => whole.close())
  const wrong = differences(expected, examined.contents)
  if (wrong.length > 0)
    throw new BackupProblem(`搬完核对，对不上：${wrong.join('；')}。请加 --again 重新搬。`)
}
