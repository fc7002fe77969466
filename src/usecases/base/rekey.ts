import { Refusal } from '../../domain/base/errors.ts'
import { makeSecrets, rehashing, type Secrets } from '../../domain/base/secrets.ts'
import type { Database } from '../../store/base/database.ts'
import { countClearFiles, type Files, openFiles } from '../../store/base/files.ts'
import type { Cursor } from '../../store/base/keys/in-key-order.ts'
import {
  beginChange,
  endChange,
  type KeyRing,
  noteProgress,
  type Progress,
  readKeyRing,
  undoBegin,
  WrongSecretKey,
} from '../../store/base/keys/key-ring.ts'
import {
  changed,
  emptyShortLived,
  type Keys,
  opensWith,
  UNREADABLE,
  WALKS,
  type Walk,
} from '../../store/base/keys/rekey-rows.ts'

/**
 * Changes SECRET_KEY: everything at rest is sealed with the next key and every keyed hash is hashed again with it. The
 * service must be stopped. Each batch and the note of how far it is are one transaction, so after a kill at any point
 * the same call goes on where it was. See docs/keys.md for what stays and why.
 */

export interface RekeyJob {
  /** Opened by `openForRekey`. */
  db: Database
  dataDir: string
  oldKey: string
  newKey: string
  /** Gives residents' codes up: all of them change. */
  newCodes?: boolean
  now: () => Date
  /** Called after each batch. */
  onProgress?: (at: { what: string; done: number }) => void
  /** Whether somebody else uses the database. @throws when somebody does */
  alone?: () => Promise<void>
}

export interface Rekeyed {
  /** Values and files that open with the next key. */
  opened: number
  files: number
  /** What opens with neither key, before as after: the column or 附件, and how many. */
  unreadable: ReadonlyMap<string, number>
}

const addTo = (counts: Map<string, number>, what: string) => counts.set(what, (counts.get(what) ?? 0) + 1)

/** Where a change of the key stands. */
export type Standing = 'not begun' | 'under way' | 'done' | 'other key'

/** Where a change to a new key stands, for whoever has both keys. */
export async function standingOf(db: Database, oldKey: string, newKey: string): Promise<Standing> {
  const byNew = await readKeyRing(db.read, makeSecrets(newKey))
  if (byNew === null) return 'not begun'
  if (byNew !== 'closed') return byNew.changing ? 'under way' : 'done'
  const byOld = await readKeyRing(db.read, makeSecrets(oldKey))
  return byOld !== null && byOld !== 'closed' && !byOld.changing ? 'not begun' : 'other key'
}

/** Does it, or goes on with it. @throws Error when something would still open with the old key only */
export async function rekey(job: RekeyJob): Promise<Rekeyed> {
  const { db, newKey } = job
  if ((await standingOf(db, job.oldKey, newKey)) === 'not begun') await begin(job)
  const ring = (await readKeyRing(db.read, makeSecrets(newKey))) as KeyRing
  const { old, progress } = ring.changing!
  const keys: Keys = {
    old: makeSecrets(old.secretKey, old.earlier ?? undefined),
    next: makeSecrets(newKey, ring.earlier),
    rehash: rehashing(newKey),
  }
  await changeRows(job, keys, progress)
  await changeFiles(job, keys)
  const unreadable = new Map<string, number>()
  const opened = await checkRows(job, keys, unreadable)
  const files = await checkFiles(job, keys, unreadable)
  await db.inTransaction(async tx => {
    await emptyShortLived(tx)
    await endChange(tx, job.now())
  })
  return { opened, files, unreadable }
}

async function begin({ db, oldKey, newKey, newCodes, now, alone, dataDir }: RekeyJob): Promise<void> {
  const ring = await readKeyRing(db.read, makeSecrets(oldKey))
  const earlier = ring === null ? null : (ring as KeyRing).earlier
  const old = { secretKey: oldKey, earlier }
  const secrets = makeSecrets(oldKey, earlier ?? undefined)
  await refuseWrongKey(db, secrets)
  await refuseClearFiles(dataDir)
  const left = secrets.leave()
  const next = {
    secretKey: newKey,
    earlier: newCodes ? { ...left, trackingCode: undefined } : left,
  }
  await db.inTransaction(tx => beginChange(tx, next, old, now()))
  // After the mark: whoever starts from now on sees it, whoever started before is seen.
  await alone?.().catch(async (error: unknown) => {
    await db.inTransaction(tx => undoBegin(tx, old))
    throw error
  })
}

/** Every step of the change is one table. */
async function changeRows(job: RekeyJob, keys: Keys, from: Progress): Promise<void> {
  for (let step = from.step; step < WALKS.length; step++) {
    const walk = WALKS[step]!
    let done = 0
    let after = step === from.step ? from.after : null
    do {
      const at = after
      const batch = await job.db.inTransaction(async tx => {
        const { rows, next } = await walk.page(tx, at)
        for (const row of rows) await changeRow(tx, walk, row, keys)
        await noteProgress(tx, next ? { step, after: next } : { step: step + 1, after: null })
        return { next, count: rows.length }
      })
      done += batch.count
      after = batch.next
      job.onProgress?.({ what: `第 ${step + 1}/${WALKS.length} 张表，行`, done })
    } while (after)
  }
}

type Row = Awaited<ReturnType<Walk['page']>>['rows'][number]

async function changeRow(tx: Parameters<Walk['write']>[0], walk: Walk, row: Row, keys: Keys): Promise<void> {
  const values: Row = {}
  for (const [column, change] of walk.columns) {
    const value = row[column] ?? null
    const next = typeof value === 'string' ? changed(walk.model, column, change, value, keys) : value
    // What nobody can read stays as it is: it may be mended from a backup one day.
    values[column] = next === UNREADABLE ? value : next
  }
  await walk.write(tx, row, values)
}

/** @returns how many values open with the next key */
async function checkRows(
  { db, onProgress }: RekeyJob,
  keys: Keys,
  unreadable: Map<string, number>,
): Promise<number> {
  let opened = 0
  for (const walk of WALKS) {
    let after: Cursor | null = null
    do {
      const page: Awaited<ReturnType<Walk['page']>> = await walk.page(db.read, after)
      for (const by of opensOf(walk, page.rows, keys)) {
        if (by.with === 'next') opened++
        else if (by.with === 'old') throw new Error(`${by.place} still opens with the key before`)
        else addTo(unreadable, by.place)
      }
      after = page.next
      onProgress?.({ what: '核对内容', done: opened })
    } while (after)
  }
  return opened
}

/** With which key each sealed value of these rows opens. */
function* opensOf(walk: Walk, rows: readonly Row[], keys: Pick<Keys, 'old' | 'next'>) {
  for (const row of rows)
    for (const [column, change] of walk.columns) {
      const value = row[column]
      if (typeof value !== 'string') continue
      const by = opensWith(walk.model, column, change, value, keys)
      if (by !== 'none') yield { place: `${walk.model}.${column}`, with: by }
    }
}

/** @throws WrongSecretKey when there are sealed values, and the first ones of every table do not open */
async function refuseWrongKey(db: Database, secrets: Secrets): Promise<void> {
  let tried = 0
  for (const walk of WALKS) {
    const { rows } = await walk.page(db.read, null)
    for (const by of opensOf(walk, rows, { old: secrets, next: secrets })) {
      if (by.with === 'next') return
      tried++
    }
  }
  if (tried > 0) throw new WrongSecretKey('现在的 SECRET_KEY 打不开这份数据，所以不能换。什么都没有改。')
}

/** Later than any file. */
const EVER = new Date(8.64e15)

async function* namesOf(files: Files): AsyncGenerator<string> {
  let from: number | undefined = 0
  while (from !== undefined) {
    const page: Awaited<ReturnType<Files['untouched']>> = await files.untouched(EVER, from)
    yield* page.hashes
    from = page.next
  }
}

const opens = (files: Files, name: string) =>
  files.get(name).then(
    () => true,
    () => false,
  )

/** Stores every file again under its name of the next key, and removes it under the old one. */
async function changeFiles({ dataDir, onProgress }: RekeyJob, { old, next }: Keys): Promise<void> {
  const before = openFiles(dataDir, old)
  const after = openFiles(dataDir, next)
  // A file that was being removed when a process stopped is restored first, or it would stay under the old name.
  await before.removeHalves(EVER)
  let done = 0
  for await (const name of namesOf(before)) {
    // Also those that got their new name a moment ago.
    if (await opens(after, name)) continue
    const bytes = await before.get(name).catch(() => undefined)
    if (!bytes) continue
    await after.put(bytes)
    await before.remove(name, EVER, async () => false)
    done++
    onProgress?.({ what: '附件', done })
  }
}

/** @returns how many files open with the next key */
async function checkFiles(
  { dataDir, onProgress }: RekeyJob,
  { old, next }: Keys,
  unreadable: Map<string, number>,
): Promise<number> {
  const before = openFiles(dataDir, old)
  const after = openFiles(dataDir, next)
  let done = 0
  for await (const name of namesOf(after)) {
    if (await opens(after, name)) {
      done++
      onProgress?.({ what: '核对附件', done })
    } else if (await opens(before, name)) throw new Error(`file ${name} still opens with the key before`)
    else addTo(unreadable, '附件')
  }
  return done
}

/** @throws Refusal while files of an old version lie there in the clear: their names do not depend on the key */
async function refuseClearFiles(dataDir: string): Promise<void> {
  const clear = await countClearFiles(dataDir)
  if (clear > 0)
    throw new Refusal(
      'conflict',
      `还有 ${clear} 个旧版本留下的附件没有加密。请先启动服务，等它夜里加密完（或运行一天），再停下来换密钥。`,
    )
}
