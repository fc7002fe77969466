import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, rename, rm, rmdir, stat } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { sayInstant } from '../../../domain/base/civil-date.ts'
import {
  dropSchema,
  makeSchema,
  othersConnected,
  swapSchemas,
} from '../../../store/base/backup/load-postgres.ts'
import { type Newer, newerThan } from '../../../store/base/backup/newer.ts'
import { BackupProblem } from '../../../store/base/backup/problem.ts'
import { readHead } from '../../../store/base/backup/read-archive.ts'
import { openWhole } from '../../../store/base/backup/whole.ts'
import { lockDataDir } from '../../../store/base/lock.ts'
import { type Unpacked, unpack } from './unpack.ts'

export interface RestoreOptions {
  from: string
  /** The data directory to be. */
  to: string
  passphrase: string | undefined
  /** SECRET_KEY, when it is set: then the key of the backup must be the same, and none is written. */
  secretKey: string | undefined
  /** Where a backup of PostgreSQL goes. */
  databaseUrl: string | undefined
  force: boolean
  /** Asked before anything that is there is set aside; throws when the person does not want it. */
  confirm(loss: string): Promise<void>
  now(): Date
}

/** What was restored, and where. */
export interface RestoreReport {
  to: string
  at: string
  provider: 'sqlite' | 'postgresql'
  cases: number
  messages: number
  ledger: Unpacked['manifest']['contents']['ledger']
  attachments: { restored: number; missing: number[]; damaged: string[] }
  /** Whether DIR/secret.key was written. */
  keyWritten: boolean
  /** Where the office's content lies now; null when the backup had none. */
  officeDir: string | null
  /** Where what was there before lies now. */
  setAside: { dir: string | null; schema: string | null }
}

const EMPTY_ENOUGH: ReadonlySet<string> = new Set(['lost+found', 'serve.lock', 'serve.lock-journal'])
const ASIDE = 'before-restore-'
const UNPACKED = '.restoring-'
const isOurs = (name: string) => name.startsWith(ASIDE) || name.startsWith(UNPACKED)

/**
 * Restores a backup. Everything is unpacked and checked beside its place first; then what was there is set aside, never
 * deleted, and the restored takes its place.
 * @throws BackupProblem, and then nothing has changed; DataDirInUse while the service runs there
 */
export async function restoreBackup(options: RestoreOptions): Promise<RestoreReport> {
  const [from, to] = [resolve(options.from), resolve(options.to)]
  const known = await stat(from).catch(() => undefined)
  if (!known?.isFile()) throw new BackupProblem(`没有这个备份文件：${from}。`)
  const made = !existsSync(to)
  if (!made && !(await stat(to)).isDirectory())
    throw new BackupProblem(`${to} 是文件，不是目录。请换一个目录。`)
  const before = made ? [] : (await readdir(to)).filter(name => !EMPTY_ENOUGH.has(name) && !isOurs(name))
  if (before.length > 0 && !options.force)
    throw new BackupProblem(
      `${to} 里已经有东西（${before.slice(0, 3).join('、')}${before.length > 3 ? '等' : ''}），没有恢复。` +
        '请换一个空目录；确定要用备份换掉它，请加 --force，会先说明会少掉什么。',
    )
  const head = await readHead(from, options.passphrase)
  const target = { ...options, from, to, at: new Date(head.at) }
  const postgres =
    head.provider === 'postgresql' ? await openTarget(options.databaseUrl, options.force) : undefined
  await mkdir(to, { recursive: true, mode: 0o700 })
  const unlock = await lockDataDir(to)
  try {
    // Nobody else restores here: what a crash left.
    for (const name of await readdir(to))
      if (name.startsWith(UNPACKED)) await rm(join(to, name), { recursive: true, force: true })
    return await restoreInto(target, before, postgres)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOSPC')
      throw new BackupProblem(`磁盘满了，没有恢复。请在 ${to} 所在的盘腾出空间再试。`)
    throw error
  } finally {
    await unlock()
    await rm(join(to, 'serve.lock'), { force: true })
    // Only when nothing was restored.
    if (made) await rmdir(to).catch(() => {})
  }
}

interface Target extends RestoreOptions {
  /** The moment of the backup. */
  at: Date
}

async function restoreInto(
  target: Target,
  before: readonly string[],
  postgres: { url: string; occupied: boolean } | undefined,
): Promise<RestoreReport> {
  const { to, at } = target
  const work = await mkdtemp(join(to, UNPACKED))
  const tag = randomBytes(3).toString('hex')
  const schema = `huiyin_restore_${tag}`
  if (postgres && !(await makeSchema(postgres.url, schema)))
    throw new BackupProblem(
      '这个 PostgreSQL 用户不能在数据库里建 schema，没有恢复。请用数据库的属主，或先授权：GRANT CREATE ON DATABASE …。',
    )
  try {
    const unpacked = await unpack(target.from, {
      passphrase: target.passphrase,
      dir: work,
      postgres: postgres && { url: postgres.url, schema },
      pool: dirname(target.from),
      attachments: 'keep',
      secretKey: target.secretKey,
    })
    if (!unpacked.keyInside && target.secretKey === undefined)
      throw new BackupProblem(
        '这份备份里没有密钥，没有恢复。请用 SECRET_KEY 给出做备份时的密钥（原数据目录的 secret.key 里的内容）。',
      )
    if (before.length > 0 || postgres?.occupied)
      await target.confirm(await lossOf(target, before, postgres?.occupied ? postgres.url : undefined))

    const stamp = target.now().toISOString().slice(0, 19).replace(/\D/g, '')
    const aside = before.length > 0 ? join(to, `${ASIDE}${stamp}-${tag}`) : null
    const formerSchema = postgres ? `huiyin_before_${stamp}_${tag}` : null
    if (aside) {
      await mkdir(aside, { mode: 0o700 })
      for (const name of before) await rename(join(to, name), join(aside, name))
    }
    // The database comes last: as long as it is not there, no service starts with half of the rest.
    const parts = (await readdir(work)).sort((a, b) => Number(a === 'huiyin.db') - Number(b === 'huiyin.db'))
    for (const name of parts) await rename(join(work, name), join(to, name))
    if (postgres) await swapSchemas(postgres.url, schema, formerSchema!)
    if (postgres && !postgres.occupied) await dropSchema(postgres.url, formerSchema!)

    const { manifest, head, damaged, missing } = unpacked
    return {
      to,
      at: at.toISOString(),
      provider: head.provider,
      cases: manifest.contents.tables['Case'] ?? 0,
      messages: manifest.contents.tables['Message'] ?? 0,
      ledger: manifest.contents.ledger,
      attachments: {
        restored: manifest.attachments.inside + manifest.attachments.pooled,
        missing,
        damaged,
      },
      keyWritten: existsSync(join(to, 'secret.key')),
      officeDir: existsSync(join(to, 'flows')) ? join(to, 'flows') : null,
      setAside: { dir: aside, schema: postgres?.occupied ? formerSchema : null },
    }
  } finally {
    await rm(work, { recursive: true, force: true })
    // After the swap there is none of this name.
    if (postgres) await dropSchema(postgres.url, schema)
  }
}

async function openTarget(
  url: string | undefined,
  force: boolean,
): Promise<{ url: string; occupied: boolean }> {
  if (!url || !/^postgres(ql)?:/.test(url))
    throw new BackupProblem(
      '这份备份来自 PostgreSQL，只能恢复到 PostgreSQL。请用 --database（或 DATABASE_URL）给出一个空数据库的地址。',
    )
  const whole = await openWhole(url)
  const tables = await whole.tables().finally(() => whole.close())
  const occupied = tables.length > 0
  if (occupied && !force)
    throw new BackupProblem(
      '这个 PostgreSQL 数据库里已经有表，没有恢复。请换一个空数据库；确定要用备份换掉它，请加 --force，会先说明会少掉什么。',
    )
  if (occupied && (await othersConnected(url)))
    throw new BackupProblem('还有程序连着这个 PostgreSQL 数据库，没有恢复。请先停掉所有回音，再恢复。')
  return { url, occupied }
}

/** What the restored office will not have, in words. */
async function lossOf(target: Target, before: readonly string[], url: string | undefined): Promise<string> {
  const file = join(target.to, 'huiyin.db')
  const address = url ?? (before.includes('huiyin.db') ? `file:${file}` : undefined)
  const kept = '原来的不会删除，会移到一边。'
  if (address === undefined)
    return `${target.to} 里原有的内容（${before.join('、')}）会换成 ${sayInstant(target.at)} 的备份。${kept}`
  const newer = await newerIn(address, target.at)
  const loss =
    newer === undefined
      ? '原来的数据库读不出来，说不清会少掉什么。'
      : newer.cases + newer.messages === 0
        ? '原来的数据库里没有比备份新的诉求和消息。'
        : `恢复后会少掉备份之后的 ${newer.cases} 件诉求、${newer.messages} 条消息。`
  return `数据会回到 ${sayInstant(target.at)}。${loss}${kept}`
}

async function newerIn(url: string, at: Date): Promise<Newer | undefined> {
  try {
    const whole = await openWhole(url)
    return await newerThan(whole, at).finally(() => whole.close())
  } catch {
    return undefined
  }
}
