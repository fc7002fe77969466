import { Refusal } from '../../../domain/base/errors.ts'
import { decidingEntry } from '../../../domain/numbers/ledger/standing.ts'
import { utf8 } from '../../../domain/numbers/log/bytes.ts'
import { formatProof } from '../../../domain/numbers/log/proof.ts'
import { inclusionProof } from '../../../domain/numbers/log/tiles.ts'
import type { CaseRow } from '../../../store/cases/cases.ts'
import type { Context } from '../../base/context.ts'
import { ownEntries } from './own-entries.ts'
import { noteAt } from './public-files.ts'
import { tileReader } from './tiles.ts'

/**
 * The proof that an entry of a case is in the ledger, as a C2SP tlog-proof (docs/ledger.md).
 * @param n which entry of the case, from 1; without it the one that decides how the case counts
 * @throws Refusal `not_found` when the newest signed size has no such entry
 */
export async function ownProof(ctx: Context, { id, number }: CaseRow, n?: number): Promise<string> {
  const db = ctx.db.read
  const found = await ownEntries(db, id)
  const own = found?.entries ?? []
  const chosen = n === undefined ? decidingEntry(own) : own.find(({ entry }) => entry.n === n)
  if (!found || !chosen) throw new Refusal('not_found', '台账里还没有这一条，没有证明可以下载。')
  const { position, line } = chosen
  const { size } = found
  return formatProof({
    // RFC 8785: sorted keys, and what JSON.stringify writes for a text.
    extra: utf8(JSON.stringify({ entry: line, number, salt: ctx.secrets.ledgerSalt(number) })),
    index: position,
    proof: await inclusionProof(position, size, tileReader(db)),
    checkpoint: (await noteAt(db, size))!,
  })
}
