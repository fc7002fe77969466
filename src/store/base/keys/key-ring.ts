import { type EarlierKeys, makeSecrets, type Secrets } from '../../../domain/base/secrets.ts'
import type { Db } from '../database.ts'

/** What earlier SECRET_KEYs left, sealed in the database, and the state of a change of the key that is under way. */

/** The data were sealed with another SECRET_KEY. */
export class WrongSecretKey extends Error {
  override readonly name = 'WrongSecretKey'
}

/** A change of SECRET_KEY was begun and not finished. */
export class RekeyUnfinished extends Error {
  override readonly name = 'RekeyUnfinished'
}

const ID = 1

/** Prisma's code for a table that is not there: the database is from before (a backup before the upgrade). */
const NO_TABLE = 'P2021'
const CONTEXTS = { earlier: 'keys.earlier', old: 'keys.old' } as const

/** How far a change of the key is: the step, and the row after which it goes on. */
export interface Progress {
  step: number
  after: readonly (string | number)[] | null
}

/** The key that is replaced, with what it had been left itself. */
interface OldKey {
  secretKey: string
  earlier: EarlierKeys | null
}

export interface KeyRing {
  earlier: EarlierKeys
  /** Null unless a change is under way. */
  changing: { since: Date; old: OldKey; progress: Progress } | null
}

/** Opens what a row has of earlier keys, for whoever reads it without Prisma: in a backup. @throws with another key */
export const openEarlier = (secrets: Secrets, sealed: string): EarlierKeys =>
  JSON.parse(secrets.open(sealed, CONTEXTS.earlier)) as EarlierKeys

const rowOf = (db: Db) => db.keyRing.findUnique({ where: { id: ID } })

/**
 * The key ring as the holder of a SECRET_KEY sees it.
 * @returns null before the first change; `closed` when it was sealed with another key
 */
export async function readKeyRing(db: Db, secrets: Secrets): Promise<KeyRing | 'closed' | null> {
  const row = await rowOf(db).catch((error: { code?: string }) => {
    if (error.code !== NO_TABLE) throw error
    return null
  })
  if (!row) return null
  const open = <T>(sealed: string, context: string) => JSON.parse(secrets.open(sealed, context)) as T
  try {
    return {
      earlier: open<EarlierKeys>(row.earlierSealed, CONTEXTS.earlier),
      changing: row.changingSince && {
        since: row.changingSince,
        old: open<OldKey>(row.oldKeySealed!, CONTEXTS.old),
        progress: JSON.parse(row.progress!) as Progress,
      },
    }
  } catch {
    return 'closed'
  }
}

/**
 * The secrets for a database: those of SECRET_KEY with what earlier ones left.
 * @throws WrongSecretKey, RekeyUnfinished
 */
export async function secretsFor(db: Db, secrets: Secrets): Promise<Secrets> {
  const ring = await readKeyRing(db, secrets)
  if (ring === null) return secrets
  if (ring === 'closed') {
    const { changingSince } = (await rowOf(db))!
    throw changingSince ? unfinished() : new WrongSecretKey(WRONG_KEY)
  }
  if (ring.changing) throw unfinished()
  return secrets.after(ring.earlier)
}

const WRONG_KEY =
  '数据是用另一个密钥加密的。刚换过密钥的：SECRET_KEY 要写新的；没换完的，请再运行一次 huiyin rekey。' +
  '从备份恢复的：SECRET_KEY（或数据目录里的 secret.key）要用备份那时的。'

const unfinished = () =>
  new RekeyUnfinished('换密钥没有做完。请再运行一次 huiyin rekey，做完再启动；数据没有丢。')

/** Begins a change: from now on nothing but the change itself opens the database. */
export async function beginChange(
  tx: Db,
  next: { secretKey: string; earlier: EarlierKeys },
  old: OldKey,
  now: Date,
): Promise<void> {
  const sealer = makeSecrets(next.secretKey)
  const data = {
    earlierSealed: sealer.seal(JSON.stringify(next.earlier), CONTEXTS.earlier),
    oldKeySealed: sealer.seal(JSON.stringify(old), CONTEXTS.old),
    changingSince: now,
    progress: JSON.stringify({ step: 0, after: null } satisfies Progress),
  }
  await tx.keyRing.upsert({ where: { id: ID }, create: { id: ID, ...data }, update: data })
}

/** Takes a change back that has not yet changed anything. */
export async function undoBegin(tx: Db, old: OldKey): Promise<void> {
  if (old.earlier === null) return void (await tx.keyRing.deleteMany({ where: { id: ID } }))
  const earlierSealed = makeSecrets(old.secretKey).seal(JSON.stringify(old.earlier), CONTEXTS.earlier)
  await tx.keyRing.updateMany({
    where: { id: ID },
    data: { earlierSealed, oldKeySealed: null, changingSince: null, progress: null },
  })
}

/** Within the transaction that does the work. */
export async function noteProgress(tx: Db, progress: Progress): Promise<void> {
  await tx.keyRing.updateMany({ where: { id: ID }, data: { progress: JSON.stringify(progress) } })
}

/** Ends a change: the key before is forgotten. */
export async function endChange(tx: Db, now: Date): Promise<void> {
  await tx.keyRing.updateMany({
    where: { id: ID },
    data: { oldKeySealed: null, changingSince: null, progress: null, changedAt: now },
  })
}
