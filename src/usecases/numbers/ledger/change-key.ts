import { keyChangeText } from '../../../domain/numbers/ledger/key-change.ts'
import { formatNote, parseVerifierKey, signatureLine } from '../../../domain/numbers/log/note.ts'
import type { Db } from '../../../store/base/database.ts'
import type { Head } from '../../../store/numbers/ledger/head.ts'
import {
  addKey,
  addNextKey,
  forgetSecret,
  ledgerKeys,
  nextKey,
  takeNextKey,
} from '../../../store/numbers/ledger/keys.ts'
import type { Context } from '../../base/context.ts'
import { openLedger } from './open-ledger.ts'
import { makeKey, signerOf } from './signing-key.ts'

/**
 * Makes the key that signs from the next closing on, unless one waits already. It waits because its entry stands in the
 * batch of a closing, and because witnesses can be told of it meanwhile.
 * @returns its verifier key
 */
export async function prepareKey(ctx: Context): Promise<string> {
  const { origin } = await openLedger(ctx)
  const { text, secretSealed } = makeKey(ctx.secrets, origin)
  const key = { verifier: text, secretSealed, createdAt: ctx.now() }
  return (await ctx.db.inTransaction(tx => addNextKey(tx, key))).verifier
}

/** The verifier key that waits for the next closing. */
export const waitingKey = async (db: Db): Promise<string | null> => (await nextKey(db))?.verifier ?? null

/**
 * Lets the waiting key follow the present one, which loses its secret. In the transaction of the entry `key`: both
 * happen or neither.
 * @param size of the log before that entry
 * @returns false when another process did it
 */
export async function changeKey(
  tx: Db,
  ctx: Context,
  { origin }: Head,
  verifier: string,
  size: number,
): Promise<boolean> {
  const next = await nextKey(tx)
  // Locks the row: another process that closes the same day waits here, and then finds nothing to take.
  if (!next || !(await takeNextKey(tx, verifier))) return false
  const old = (await ledgerKeys(tx)).at(-1)!
  const text = keyChangeText({ origin, key: verifier, size })
  const lines = [old, next].map(key =>
    signatureLine(parseVerifierKey(key.verifier)!, signerOf(ctx.secrets, key.secretSealed!), text),
  )
  await addKey(tx, {
    verifier,
    secretSealed: next.secretSealed,
    fromSize: size,
    rotation: formatNote(text, lines),
    createdAt: ctx.now(),
  })
  await forgetSecret(tx, old.id)
  return true
}
