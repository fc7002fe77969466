import { addWitnessKey, readWitnessKey } from '../../../store/numbers/witnessed-logs.ts'
import type { Context } from '../../base/context.ts'
import { makeKey } from '../ledger/signing-key.ts'

/** The office's key for cosigning the logs of others, made at first use. It never signs the office's own log. */
export async function witnessKey(ctx: Context): Promise<{ verifier: string; secretSealed: string }> {
  const there = await readWitnessKey(ctx.db.read)
  if (there) return there
  const { text, secretSealed } = makeKey(
    ctx.secrets,
    ctx.config.baseUrl.replace(/^https?:\/\//, '') + PATH,
    4,
  )
  return ctx.db.inTransaction(tx => addWitnessKey(tx, { verifier: text, secretSealed, createdAt: ctx.now() }))
}

const PATH = '/public/witness'

/** Where others send their checkpoints. */
export const witnessUrl = (ctx: Context): string => ctx.config.baseUrl + PATH
