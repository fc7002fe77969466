import { type FileHandle, mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { keptBackups } from '../../../domain/base/backup/retention.ts'
import { dayNumber, instantOf, shanghaiDate } from '../../../domain/base/civil-date.ts'
import { copyAttachment, pathOfAttachment, prunePool, sameSize } from '../../../store/base/backup/pool.ts'
import { openFiles } from '../../../store/base/files.ts'
import { addBackup } from '../../../store/office/backups.ts'
import { clearNotice, notice } from '../../../store/office/notices.ts'
import type { Context } from '../../base/context.ts'
import { type BackupReport, makeBackup } from './make-backup.ts'

/**
 * The nightly backup into BACKUP_DIR: an archive, and beside it `attachments/`, the pool that holds each attachment once
 * for all archives, with a list of what each archive needs in `attachments/lists/`.
 * @returns nothing when BACKUP_DIR is not set
 */
export async function nightlyBackup(ctx: Context, signal?: AbortSignal): Promise<BackupReport | undefined> {
  const { dir } = ctx.config.backup
  if (dir === undefined) return undefined
  const lists = join(dir, 'attachments', 'lists')
  await mkdir(lists, { recursive: true, mode: 0o700 })
  await removeParts(dir)
  const listPart = join(lists, `${ctx.processId}.part`)
  const list = await open(listPart, 'w', 0o600)
  const pool = makePool(ctx, dir, list)
  let report: BackupReport
  try {
    report = await makeBackup(ctx, { to: dir, pool, signal })
    await list.sync()
  } catch (error) {
    await rm(listPart, { force: true })
    throw error
  } finally {
    await list.close()
  }
  await rename(listPart, join(lists, `${report.path.slice(dir.length + 1)}.txt`))
  await addBackup(ctx.db, { at: new Date(report.at), bytes: report.bytes, nightly: true }, ctx.now())
  report.attachments.damaged.push(...pool.damaged)
  await tellOf(ctx, report)
  const removed = await removeOld(dir)
  ctx.log.info(
    { bytes: report.bytes, attachments: report.attachments.pooled, checked: report.checked, ...removed },
    'the nightly backup was made and restored once',
  )
  return report
}

/** How many nights it takes until each file of the pool was read once. */
const NIGHTS = 16

/**
 * Takes files into the pool. A new one is read back at once; of the others, each night those with one of the sixteen first
 * digits, so that a bad spot on the disk is found while the original is still there to replace it.
 */
function makePool(ctx: Context, dir: string, list: FileHandle) {
  const tonight = (dayNumber(shanghaiDate(ctx.now())) % NIGHTS).toString(NIGHTS)
  const files = openFiles(dir, ctx.secrets)
  const damaged: string[] = []
  const isGood = (hash: string) =>
    files.get(hash).then(
      () => true,
      (error: NodeJS.ErrnoException) => {
        if (error.name === 'DamagedFile' || error.code === 'ENOENT') return false
        throw error
      },
    )
  return {
    dir,
    damaged,
    async add(hash: string): Promise<void> {
      const there = await sameSize(pathOfAttachment(ctx.config.dataDir, hash), pathOfAttachment(dir, hash))
      const read = !there || hash.startsWith(tonight)
      if (read && !(there && (await isGood(hash)))) {
        await copyAttachment(ctx.config.dataDir, dir, hash)
        if (!(await isGood(hash))) damaged.push(hash)
      }
      await list.write(`${hash}\n`)
    },
  }
}

const BACKUP = /^huiyin-(\d{4})(\d\d)(\d\d)-(\d\d)(\d\d)\.tar\.gz(\.age)?$/

/** When the backup of this name was made, to the minute; undefined for other files. */
export function timeOfBackup(name: string): Date | undefined {
  const [, year, month, day, hour, minute] = BACKUP.exec(name) ?? []
  return year === undefined
    ? undefined
    : instantOf(`${year}-${month}-${day}`, Number(hour) * 60 + Number(minute))
}

/** Removes archives that are not kept, and files of the pool that no archive needs any more. */
async function removeOld(dir: string): Promise<{ removed: number; prunedFiles: number }> {
  const backups = (await readdir(dir)).flatMap(name => {
    const at = timeOfBackup(name)
    return at ? [{ name, at }] : []
  })
  const kept = keptBackups(backups.map(backup => backup.at))
  const old = backups.filter(backup => !kept.has(backup.at))
  for (const { name } of old) await rm(join(dir, name), { force: true })

  const lists = join(dir, 'attachments', 'lists')
  const names = new Set(backups.filter(backup => kept.has(backup.at)).map(backup => `${backup.name}.txt`))
  for (const name of await readdir(lists))
    if (name.endsWith('.txt') && !names.has(name)) await rm(join(lists, name), { force: true })
  const needed = new Set<string>()
  for (const name of names) {
    // Made by hand, an archive holds its attachments itself and has no list.
    const list = await readFile(join(lists, name), 'utf8').catch(() => '')
    for (const hash of list.split('\n')) if (hash !== '') needed.add(hash)
  }
  return { removed: old.length, prunedFiles: await prunePool(dir, needed) }
}

const DAY_MS = 24 * 3_600_000

/** What a crash left half written. */
async function removeParts(dir: string): Promise<void> {
  for (const folder of [dir, join(dir, 'attachments', 'lists')])
    for (const name of await readdir(folder)) {
      if (!/\.part(-\d+)?$/.test(name)) continue
      const known = await stat(join(folder, name)).catch(() => undefined)
      if (known && Date.now() - known.mtimeMs > DAY_MS) await rm(join(folder, name), { force: true })
    }
}

/** Tells administrators of attachments that no backup can bring back, and of a backup that anybody can read. */
async function tellOf(ctx: Context, { attachments, encrypted, faults }: BackupReport): Promise<void> {
  const { missing, damaged } = attachments
  const now = ctx.now()
  if (missing.length + damaged.length > 0) {
    const words = `附件有问题：${missing.length} 个的文件不在了，${damaged.length} 个坏了。备份里也是这样；请从更早的备份里找回来。`
    await notice(ctx.db, 'backup_files', words, now)
  } else await clearNotice(ctx.db, 'backup_files', now)
  if (faults.length > 0)
    await notice(
      ctx.db,
      'backup_faults',
      `数据库里有缺失，备份照原样做了：${faults.join('；')}。请保留更早的备份。`,
      now,
    )
  else await clearNotice(ctx.db, 'backup_faults', now)
  if (encrypted) await clearNotice(ctx.db, 'backup_plain', now)
  else
    await notice(
      ctx.db,
      'backup_plain',
      '每晚的备份没有加密，拿到备份文件的人能看到全部内容。请设 BACKUP_PASSPHRASE。',
      now,
    )
}
