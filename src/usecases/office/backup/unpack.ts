import { createWriteStream, existsSync } from 'node:fs'
import { mkdir, rm, statfs, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { differences, type Head, type Manifest } from '../../../domain/base/backup/manifest.ts'
import { makeSecrets, type Secrets } from '../../../domain/base/secrets.ts'
import { type Examined, examine } from '../../../store/base/backup/contents.ts'
import { faultOfSqlite } from '../../../store/base/backup/copy-sqlite.ts'
import { filesReferred } from '../../../store/base/backup/files-referred.ts'
import { hashesIn } from '../../../store/base/backup/hashes-in.ts'
import { type Loading, loadPostgres } from '../../../store/base/backup/load-postgres.ts'
import { copyAttachment, pathOfAttachment } from '../../../store/base/backup/pool.ts'
import { BackupProblem, DAMAGED } from '../../../store/base/backup/problem.ts'
import { type ArchiveEntry, readArchive } from '../../../store/base/backup/read-archive.ts'
import { openWhole } from '../../../store/base/backup/whole.ts'
import { inSchema } from '../../../store/base/database.ts'
import { openFiles } from '../../../store/base/files.ts'
import { openEarlier } from '../../../store/base/keys/key-ring.ts'
import { knownMigrations, migrateTo } from '../../../store/base/migrate.ts'

/** Where an archive is unpacked to: by `restore` for good, after each backup as a drill. */
export interface UnpackOptions {
  passphrase: string | undefined
  /** An empty folder. It gets huiyin.db, secret.key, flows/ and attachments/. */
  dir: string
  /** Where the tables of PostgreSQL go: an empty schema. Without it they are only read. */
  postgres?: { url: string; schema: string } | undefined
  /** The folder beside the archive where its other attachments lie. */
  pool: string
  /** `drill`: each attachment is checked and not kept, and of those in the pool only that they are there. */
  attachments: 'keep' | 'drill'
  /** The key that is set outside of the archive. It must be the one of the archive. */
  secretKey?: string | undefined
}

export interface Unpacked {
  head: Head
  manifest: Manifest
  /** What the restored database holds; undefined when its tables were only read. */
  examined: Examined | undefined
  /** Whether the key was inside. */
  keyInside: boolean
  /** Attachments whose content is not what was once stored. */
  damaged: string[]
  /** Ids of attachments whose file the backup does not have. */
  missing: number[]
}

export const NEWER = '这份备份来自更新版本的回音。请先升级回音，再恢复。'
const WRONG_KEY =
  'SECRET_KEY 和这份备份的密钥不一样，用它打不开备份里的内容。请改成做备份时的密钥，或者不设它。'
const NO_KEY = '这份备份里没有密钥。请用 SECRET_KEY 给出做备份时的密钥（原数据目录的 secret.key 里的内容）。'
const ODD = '备份里有不该有的内容，可能被人动过手脚，没有恢复。请换一份备份。'
/** Of a file of the office's content: a picture at most. */
const LARGEST_OFFICE_FILE = 50 * 1024 * 1024

/**
 * Unpacks an archive and checks all of it: checksums, counts, the chain of events, the ledger, and each attachment.
 * @throws BackupProblem, and then `dir` holds rubbish
 */
export async function unpack(from: string, options: UnpackOptions): Promise<Unpacked> {
  const { postgres } = options
  const state = makeState(options)
  const read = (loading?: Loading) =>
    readArchive(from, options.passphrase, (entry, head) => state.take(entry, head, loading))
  let result: Awaited<ReturnType<typeof readArchive>> | undefined
  if (postgres)
    await loadPostgres(postgres.url, postgres.schema, async loading => {
      result = await read(loading)
    })
  else result = await read()
  const { head, manifest } = result!
  const secrets = state.secrets()
  if (secrets && checkOf(secrets) !== manifest.key.check)
    throw new BackupProblem(state.given ? WRONG_KEY : DAMAGED)

  const url =
    head.provider === 'sqlite'
      ? `file:${join(options.dir, 'huiyin.db')}`
      : postgres && inSchema(postgres.url, postgres.schema)
  if (head.provider === 'sqlite' && !existsSync(join(options.dir, 'huiyin.db')))
    throw new BackupProblem(DAMAGED)
  let examined: Examined | undefined
  const missing: number[] = []
  if (url !== undefined) {
    const fault = head.provider === 'sqlite' ? await faultOfSqlite(url.slice('file:'.length)) : null
    if (fault !== null) throw new BackupProblem(`${fault}。`)
    const whole = await openWhole(url)
    try {
      examined = await examine(whole)
      if (secrets && 'Attachment' in examined.contents.tables)
        for await (const { id, hash } of filesReferred(whole, secrets, examined.contents.tables))
          if (!state.has(hash)) missing.push(id)
    } finally {
      await whole.close()
    }
    const wrong = differences(manifest.contents, examined.contents)
    if (wrong.length > 0) throw new BackupProblem(`恢复出来的数据和备份时不一样：${wrong.join('；')}。`)
  }
  return { head, manifest, examined, keyInside: state.keyInside(), damaged: state.damaged, missing }
}

/** What tells that a key is the one of a backup, and nothing of the key. */
export const checkOf = (secrets: Secrets): string => secrets.sign('huiyin', 'backup')

/** What is known while an archive is read, and what each of its files does. */
function makeState(options: UnpackOptions) {
  const { dir, postgres, attachments } = options
  const given = options.secretKey !== undefined
  let secrets = options.secretKey === undefined ? undefined : makeSecrets(options.secretKey)
  let inside = false
  let migrated = false
  /** The same, with what earlier keys left: by which files are named. */
  let forFiles: Secrets | undefined
  const there = new Set<string>()
  const damaged: string[] = []

  const check = async (from: string, hash: string) => {
    if (!forFiles) return
    await openFiles(from, forFiles)
      .get(hash)
      .catch((error: Error) => {
        if (error.name !== 'DamagedFile') throw error
        damaged.push(hash)
      })
  }
  const save = async (entry: ArchiveEntry, path: string) => {
    await needRoom(dir, entry.size)
    await mkdir(dirname(path), { recursive: true, mode: 0o700 })
    await pipeline(
      Readable.from(entry.content),
      createWriteStream(path, { flags: 'wx', mode: 0o600, flush: true }),
    )
  }
  const takePooled = async (hash: string) => {
    if (!existsSync(pathOfAttachment(options.pool, hash))) return
    there.add(hash)
    if (attachments === 'drill') return
    await copyAttachment(options.pool, dir, hash)
    await check(dir, hash)
  }

  return {
    given,
    damaged,
    has: (hash: string) => there.has(hash),
    secrets: () => secrets,
    keyInside: () => inside,
    async take(entry: ArchiveEntry, head: Head, loading: Loading | undefined): Promise<void> {
      const { member } = entry
      const known = knownMigrations(head.provider)
      if (head.migrations.some(name => !known.has(name))) throw new BackupProblem(NEWER)
      if (secrets) forFiles ??= withEarlier(secrets, head.earlierKeys)
      switch (member.kind) {
        case 'key': {
          const key = (await entry.text()).trim()
          if (key.length < 32) throw new BackupProblem(DAMAGED)
          inside = true
          if (given) return
          secrets = makeSecrets(key)
          return writeFile(join(dir, 'secret.key'), key, { flag: 'wx', mode: 0o600, flush: true })
        }
        case 'office':
          if (entry.size > LARGEST_OFFICE_FILE) throw new BackupProblem(ODD)
          return save(entry, join(dir, 'flows', member.path))
        case 'sqlite':
          if (head.provider !== 'sqlite') throw new BackupProblem(ODD)
          return save(entry, join(dir, 'huiyin.db'))
        case 'table':
        case 'sequences': {
          if (head.provider !== 'postgresql') throw new BackupProblem(ODD)
          if (!loading || !postgres) return
          if (!migrated) await migrateTo(inSchema(postgres.url, postgres.schema), head.migrations)
          migrated = true
          if (member.kind === 'table') return loading.loadTable(member.table, entry.size, entry.content)
          return loading.setSequences(await entry.text())
        }
        case 'attachment': {
          if (!secrets && attachments === 'keep') throw new BackupProblem(NO_KEY)
          const { hash } = member
          const path = pathOfAttachment(dir, hash)
          await save(entry, path)
          there.add(hash)
          await check(dir, hash)
          if (attachments === 'drill') await rm(path)
          return
        }
        case 'pooled':
          for await (const hash of hashesIn(entry.content)) await takePooled(hash)
      }
    },
  }
}

function withEarlier(secrets: Secrets, earlierKeys: string | null): Secrets {
  if (earlierKeys === null) return secrets
  try {
    return secrets.after(openEarlier(secrets, earlierKeys))
  } catch {
    throw new BackupProblem(WRONG_KEY)
  }
}

/** @throws BackupProblem when a file cannot fit: of a size that was made up, or on a full disk */
async function needRoom(dir: string, size: number): Promise<void> {
  const { bavail, bsize } = await statfs(dir)
  if (size > bavail * bsize) throw new BackupProblem(`磁盘放不下：${dir} 没有足够的空间。请腾出空间再试。`)
}
