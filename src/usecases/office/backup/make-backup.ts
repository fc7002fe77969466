import { existsSync } from 'node:fs'
import { link, mkdtemp, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { dirname, join, relative, resolve, sep } from 'node:path'
import { FORMAT, type Head, type Manifest } from '../../../domain/base/backup/manifest.ts'
import {
  memberOf,
  NAMES,
  nameOfAttachment,
  nameOfOfficeFile,
  nameOfTable,
} from '../../../domain/base/backup/member.ts'
import { minuteOfDay, shanghaiDate } from '../../../domain/base/civil-date.ts'
import { makeSecrets } from '../../../domain/base/secrets.ts'
import { versionOfHuiyin } from '../../../root.ts'
import { type Examined, examine } from '../../../store/base/backup/contents.ts'
import { copySqlite } from '../../../store/base/backup/copy-sqlite.ts'
import { dumpPostgres } from '../../../store/base/backup/dump-postgres.ts'
import { earlierKeysIn } from '../../../store/base/backup/earlier-keys.ts'
import { attachmentsIn, isSealed, pathOfAttachment } from '../../../store/base/backup/pool.ts'
import { BackupProblem } from '../../../store/base/backup/problem.ts'
import { openWhole, type WholeDatabase } from '../../../store/base/backup/whole.ts'
import { type ArchiveWriter, writeArchive } from '../../../store/base/backup/write-archive.ts'
import { providerOf } from '../../../store/base/database.ts'
import type { Context } from '../../base/context.ts'
import { drill } from './drill.ts'
import { checkOf } from './unpack.ts'

/** What a backup needs. It works beside a running service, on an older schema, and when the office's files have mistakes. */
export type BackupContext = Pick<Context, 'config' | 'now' | 'log'>

export interface BackupOptions {
  /** The new file, or a folder in which it is named after the time. */
  to: string
  /** Leaves the key out, so that the file is worthless to whoever does not have it. */
  withoutKey?: boolean | undefined
  /** Puts attachments there, once for all backups, instead of into the file. */
  pool?: { dir: string; add(hash: string): Promise<void> } | undefined
  /** Of scrypt; less only for tests. */
  work?: number | undefined
  signal?: AbortSignal | undefined
}

/** A backup that was made, read back and restored to a place that was thrown away. */
export interface BackupReport {
  path: string
  bytes: number
  /** The moment of the database. */
  at: string
  encrypted: boolean
  keyInside: boolean
  provider: Head['provider']
  rows: number
  cases: number
  messages: number
  ledger: Manifest['contents']['ledger']
  attachments: {
    inside: number
    /** In the pool beside it. */
    pooled: number
    /** Ids of rows whose file is not there. */
    missing: number[]
    /** Names of files whose content has changed since they were stored. */
    damaged: string[]
  }
  /** Gaps in the database itself, in Chinese: it is backed up as it is. */
  faults: string[]
  /** `restored`: into a temporary place, where counts, events and ledger were held against the original. `read`: only read. */
  checked: 'restored' | 'read'
}

const MAX_FILES = 10_000

/**
 * Backs up everything of the office into one file: database, attachments, content, key. Under its name the file is whole
 * and has been restored once; before, it is called `….part-…`.
 * @throws BackupProblem
 */
export async function makeBackup(ctx: BackupContext, options: BackupOptions): Promise<BackupReport> {
  const { config } = ctx
  const at = ctx.now()
  const path = await targetOf(resolve(options.to), at, config.backup.passphrase !== undefined)
  await removeOldWork(config.dataDir)
  const workDir = await mkdtemp(join(config.dataDir, WORK_DIR))
  const part = `${path}.part-${process.pid}`
  try {
    const written = await write(ctx, part, workDir, at, options)
    options.signal?.throwIfAborted()
    const drilled = await drill(ctx, part, workDir, options.pool?.dir ?? dirname(path))
    await giveName(part, path)
    const { tables, ledger } = written.manifest.contents
    return {
      path,
      bytes: (await stat(path)).size,
      at: at.toISOString(),
      encrypted: config.backup.passphrase !== undefined,
      keyInside: written.manifest.key.inside,
      provider: providerOf(config.databaseUrl),
      rows: Object.values(tables).reduce((sum, n) => sum + n, 0),
      cases: tables['Case'] ?? 0,
      messages: tables['Message'] ?? 0,
      ledger,
      attachments: {
        ...written.manifest.attachments,
        missing: drilled.missing,
        damaged: drilled.damaged,
      },
      faults: written.faults,
      checked: drilled.checked,
    }
  } catch (error) {
    await rm(part, { force: true })
    if ((error as NodeJS.ErrnoException).code === 'ENOSPC')
      throw new BackupProblem(
        `磁盘满了，没有备份成。${dirname(path)} 要放得下备份，${config.dataDir} 要放得下数据库的两份临时副本。`,
      )
    throw error
  } finally {
    await rm(workDir, { recursive: true, force: true })
  }
}

const pad = (n: number) => String(n).padStart(2, '0')

/** `huiyin-20261130-0215.tar.gz.age`, by the time in Shanghai. */
export function nameOfBackup(at: Date, encrypted: boolean): string {
  const minute = minuteOfDay(at)
  const time = `${pad(Math.floor(minute / 60))}${pad(minute % 60)}`
  return `huiyin-${shanghaiDate(at).replaceAll('-', '')}-${time}.tar.gz${encrypted ? '.age' : ''}`
}

async function targetOf(to: string, at: Date, encrypted: boolean): Promise<string> {
  const there = await stat(to).catch(() => undefined)
  const path = there?.isDirectory() ? join(to, nameOfBackup(at, encrypted)) : to
  if (existsSync(path))
    throw new BackupProblem(`${path} 已经有了，没有备份。请换一个文件名，或给一个目录，由回音按时间取名。`)
  if (!existsSync(dirname(path))) throw new BackupProblem(`没有这个目录：${dirname(path)}。请先建好。`)
  return path
}

const WORK_DIR = 'backup-work-'
/** No backup takes longer: its process is gone. */
const OLD_WORK_MS = 24 * 3_600_000

/** What a crash left. */
async function removeOldWork(dataDir: string): Promise<void> {
  for (const name of await readdir(dataDir)) {
    if (!name.startsWith(WORK_DIR)) continue
    const path = join(dataDir, name)
    const known = await stat(path).catch(() => undefined)
    if (known && Date.now() - known.mtimeMs > OLD_WORK_MS) await rm(path, { recursive: true, force: true })
  }
}

/** Gives a finished file its name, unless another has got it meanwhile. */
async function giveName(part: string, path: string): Promise<void> {
  try {
    await link(part, path)
    await rm(part)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST')
      throw new BackupProblem(`${path} 刚刚被别的程序写了，这次的备份没有留下。请换一个文件名再做。`)
    // Memory sticks have file systems without links.
    await rename(part, path)
  }
  const folder = await open(dirname(path), 'r')
  // Some network drives refuse it.
  await folder.sync().catch(() => {})
  await folder.close()
}

async function write(
  ctx: BackupContext,
  part: string,
  workDir: string,
  at: Date,
  options: BackupOptions,
): Promise<{ manifest: Manifest; faults: string[] }> {
  const { config } = ctx
  let manifest: Manifest | undefined
  let faults: string[] = []
  const withDatabase = async (
    head: Pick<Head, 'migrations' | 'earlierKeys'>,
    examined: Examined,
    addDatabase: (archive: ArchiveWriter) => Promise<void>,
  ) => {
    // A wrong DATABASE_URL must not pass for an office without cases.
    if (!('Case' in examined.contents.tables))
      throw new BackupProblem('数据库里没有回音的表，没有备份。请检查 DATABASE_URL。')
    faults = examined.faults
    await writeArchive(
      part,
      { passphrase: config.backup.passphrase, workDir, work: options.work },
      async archive => {
        const first: Head = {
          format: FORMAT,
          huiyin: versionOfHuiyin(),
          provider: providerOf(config.databaseUrl),
          ...head,
          at: at.toISOString(),
        }
        await archive.add(NAMES.head, json(first))
        if (!options.withoutKey) await archive.add(NAMES.key, config.secretKey)
        await addOfficeFiles(ctx, archive)
        await addDatabase(archive)
        const attachments = await addAttachments(ctx, archive, workDir, options)
        const { members, sha256 } = await archive.addChecksums()
        manifest = {
          format: FORMAT,
          contents: examined.contents,
          members,
          checksums: sha256,
          attachments,
          key: { inside: !options.withoutKey, check: checkOf(makeSecrets(config.secretKey)) },
        }
        await archive.add(NAMES.manifest, json(manifest))
      },
    )
  }
  if (providerOf(config.databaseUrl) === 'sqlite') {
    const copy = join(workDir, 'huiyin.db')
    await copySqlite(config.databaseUrl.slice('file:'.length), copy)
    const whole = await openWhole(`file:${copy}`)
    const [head, examined] = await readAll(whole).finally(() => whole.close())
    await withDatabase(head, examined, archive => archive.addFile(NAMES.sqlite, copy))
    await rm(copy)
  } else {
    await dumpPostgres(config.databaseUrl, async dump => {
      const [head, examined] = await readAll(dump.whole)
      await withDatabase(head, examined, async archive => {
        for (const [i, table] of dump.tables.entries()) {
          const file = join(workDir, `${table}.sql`)
          await dump.writeTable(table, file)
          await archive.addFile(nameOfTable(i, table), file)
          await rm(file)
        }
        await archive.add(NAMES.sequences, await dump.sequences())
      })
    })
  }
  return { manifest: manifest!, faults }
}

async function readAll(db: WholeDatabase): Promise<[Pick<Head, 'migrations' | 'earlierKeys'>, Examined]> {
  const examined = await examine(db)
  const earlierKeys = await earlierKeysIn(db, table => table in examined.contents.tables)
  return [{ migrations: await db.migrations(), earlierKeys }, examined]
}

const json = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`

/** The files of OFFICE_DIR, which somebody may be editing. */
async function addOfficeFiles({ config, log }: BackupContext, archive: ArchiveWriter): Promise<void> {
  const root = config.officeDir
  const entries = await readdir(root, { recursive: true, withFileTypes: true })
  const files = entries
    .filter(entry => entry.isFile())
    .map(entry => relative(root, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .filter(path => !path.split('/').some(part => part.startsWith('.') || part === 'node_modules'))
    .sort()
  for (const path of files.slice(0, MAX_FILES)) {
    const name = nameOfOfficeFile(path)
    if (!memberOf(name)) {
      log.warn({ path }, 'a file of the office has a name that no backup takes; it is left out')
      continue
    }
    const content = await readFile(join(root, path)).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error
      return undefined
    })
    if (content) await archive.add(name, content)
  }
}

/** A file that is removed meanwhile is needed by no row; if it is, the drill finds it missing. */
async function addAttachments(
  { config }: BackupContext,
  archive: ArchiveWriter,
  workDir: string,
  { pool, signal }: BackupOptions,
): Promise<Manifest['attachments']> {
  const counts = { inside: 0, pooled: 0 }
  const list = join(workDir, 'attachments.txt')
  const pooled = await open(list, 'wx', 0o600)
  try {
    for await (const hash of attachmentsIn(config.dataDir)) {
      signal?.throwIfAborted()
      const path = pathOfAttachment(config.dataDir, hash)
      try {
        if (pool && (await isSealed(path))) {
          await pool.add(hash)
          await pooled.write(`${hash}\n`)
          counts.pooled++
        } else {
          await archive.addFile(nameOfAttachment(hash), path)
          counts.inside++
        }
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
      }
    }
  } finally {
    await pooled.close()
  }
  if (counts.pooled > 0) await archive.addFile(NAMES.pooled, list)
  return counts
}
