import type { Db } from '../../base/database.ts'
import type { LedgerCosignature, LedgerWitness } from '../../generated/sqlite/client.ts'

/** What we know of the witnesses that cosign our checkpoints, and their cosignatures. */

export const witnessStates = (db: Db): Promise<LedgerWitness[]> =>
  db.ledgerWitness.findMany({ orderBy: { key: 'asc' } })

export const saveWitness = (db: Db, { key, ...state }: LedgerWitness) =>
  db.ledgerWitness.upsert({ where: { key }, create: { key, ...state }, update: state })

export const forgetWitness = (db: Db, key: string) => db.ledgerWitness.deleteMany({ where: { key } })

/** Replaces the one that a former key of this witness may have made. */
export const saveCosignature = (db: Db, cosignature: LedgerCosignature) => {
  const { size, witness } = cosignature
  return db.ledgerCosignature.upsert({
    where: { size_witness: { size, witness } },
    create: cosignature,
    update: cosignature,
  })
}
