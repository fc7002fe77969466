import type { CivilDate } from '../../../domain/base/civil-date.ts'
import { verifyCosignature } from '../../../domain/numbers/log/cosignature.ts'
import { fingerprintOf } from '../../../domain/numbers/log/fingerprint.ts'
import { parseNote, verifyEd25519 } from '../../../domain/numbers/log/note.ts'
import { newestCheckpoint } from '../../../store/numbers/ledger/checkpoints.ts'
import { readHead } from '../../../store/numbers/ledger/head.ts'
import { ledgerKeys } from '../../../store/numbers/ledger/keys.ts'
import { witnessStates } from '../../../store/numbers/ledger/witnesses.ts'
import type { Context } from '../../base/context.ts'
import { waitingKey } from './change-key.ts'
import { noteAt } from './public-files.ts'

/** The newest checkpoint, and who has signed it. */
interface LedgerStatus {
  origin: string
  size: number
  /** The last day that is closed. */
  day: CivilDate
  /** Base64. */
  root: string
  fingerprint: string
  verifierKey: string
  /** Signs from the next closing on. */
  nextVerifierKey: string | null
  witnesses: {
    name: string
    url: string
    /** When it cosigned this checkpoint, by its clock. */
    cosignedAt: Date | null
    failingSince: Date | null
  }[]
}

/** @returns null before the first closing */
export async function ledgerStatus(ctx: Context): Promise<LedgerStatus | null> {
  const db = ctx.db.read
  const [head, newest] = [await readHead(db), await newestCheckpoint(db)]
  if (!head || !newest) return null
  const { text, signatures } = parseNote((await noteAt(db, newest.size))!)!
  const states = await witnessStates(db)
  const witnesses = await Promise.all(
    ctx.config.witnesses.map(async ({ key, verifier, url }) => {
      const own = signatures.find(({ name, id }) => name === key.name && id === key.id)
      const time = own && (await verifyCosignature(key, own.signature, text, verifyEd25519))
      const cosignedAt = time ? new Date(time * 1000) : null
      const failingSince = states.find(state => state.key === verifier)?.failingSince ?? null
      return { name: key.name, url, cosignedAt, failingSince }
    }),
  )
  return {
    origin: head.origin,
    size: newest.size,
    day: newest.day,
    root: newest.root,
    fingerprint: fingerprintOf(text),
    verifierKey: (await ledgerKeys(db)).at(-1)!.verifier,
    nextVerifierKey: await waitingKey(db),
    witnesses,
  }
}
