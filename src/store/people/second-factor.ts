import type { Db } from '../base/database.ts'

/** Stores a secret that no code has confirmed yet. */
export const keepPending = (db: Db, officerId: number, totpSealed: string) =>
  db.officer.updateMany({ where: { id: officerId, totpSince: null }, data: { totpSealed, totpStep: null } })

/** Uses a step up: true for exactly one caller, however many come at once with one code. */
export async function useStep(db: Db, officerId: number, step: number, since?: Date): Promise<boolean> {
  const { count } = await db.officer.updateMany({
    where: { id: officerId, OR: [{ totpStep: null }, { totpStep: { lt: step } }] },
    data: { totpStep: step, ...(since && { totpSince: since }) },
  })
  return count === 1
}

export async function useRecoveryCode(db: Db, officerId: number, key: string, now: Date): Promise<boolean> {
  const { count } = await db.recoveryCode.updateMany({
    where: { key, officerId, usedAt: null },
    data: { usedAt: now },
  })
  return count === 1
}

/** Replaces all recovery codes; the old ones stop working. */
export async function replaceRecoveryCodes(db: Db, officerId: number, keys: readonly string[], now: Date) {
  await db.recoveryCode.deleteMany({ where: { officerId } })
  await db.recoveryCode.createMany({ data: keys.map(key => ({ key, officerId, createdAt: now })) })
}

export const codesLeft = (db: Db, officerId: number): Promise<number> =>
  db.recoveryCode.count({ where: { officerId, usedAt: null } })

export async function clearFactor(db: Db, officerId: number): Promise<void> {
  await db.recoveryCode.deleteMany({ where: { officerId } })
  await db.officer.update({
    where: { id: officerId },
    data: { totpSealed: null, totpSince: null, totpStep: null },
  })
}
