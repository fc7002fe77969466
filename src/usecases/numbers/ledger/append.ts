import type { CivilDate } from '../../../domain/base/civil-date.ts'
import { canonical, type Entry } from '../../../domain/numbers/ledger/entry.ts'
import { toBase64, utf8 } from '../../../domain/numbers/log/bytes.ts'
import { formatCheckpoint } from '../../../domain/numbers/log/checkpoint.ts'
import { leafHash } from '../../../domain/numbers/log/merkle.ts'
import { formatNote, parseVerifierKey, signatureLine } from '../../../domain/numbers/log/note.ts'
import { rootFromTiles, TILE_WIDTH } from '../../../domain/numbers/log/tiles.ts'
import type { Db } from '../../../store/base/database.ts'
import { addCheckpoint } from '../../../store/numbers/ledger/checkpoints.ts'
import { addEntries, linesBetween } from '../../../store/numbers/ledger/entries.ts'
import { advanceHead, type Head } from '../../../store/numbers/ledger/head.ts'
import { ledgerKeys } from '../../../store/numbers/ledger/keys.ts'
import type { Context } from '../../base/context.ts'
import { signerOf } from './signing-key.ts'
import { storeTile, tileReader } from './tiles.ts'

/** Another process has appended meanwhile: what was prepared may be there already. */
export class Overtaken extends Error {
  override readonly name = 'Overtaken'
}

interface Leaf {
  caseId: number | null
  entry: Entry
}

/**
 * Appends leaves within a transaction.
 * @param closes the day that ends with them: its checkpoint is signed, and only then are they published
 * @returns the head after them. @throws Overtaken
 */
export async function append(
  tx: Db,
  ctx: Context,
  head: Head,
  leaves: readonly Leaf[],
  closes?: CivilDate,
): Promise<Head> {
  const next: Head = {
    ...head,
    size: head.size + leaves.length,
    ...(closes !== undefined && { closedOn: closes }),
  }
  if (!(await advanceHead(tx, head, { size: next.size, closedOn: next.closedOn }))) throw new Overtaken()
  const lines = leaves.map(({ entry }) => canonical(entry))
  await addEntries(
    tx,
    leaves.map(({ caseId }, i) => ({ position: head.size + i, caseId, line: lines[i]! })),
  )
  const started = head.size - (head.size % TILE_WIDTH)
  let tile = (await linesBetween(tx, started, head.size)).map(line => leafHash(utf8(line)))
  let number = started / TILE_WIDTH
  for (const line of lines) {
    tile.push(leafHash(utf8(line)))
    if (tile.length < TILE_WIDTH) continue
    await storeTile(tx, 0, number++, tile)
    tile = []
  }
  if (closes !== undefined) await signSize(tx, ctx, next, closes)
  return next
}

async function signSize(tx: Db, ctx: Context, { origin, size }: Head, day: CivilDate): Promise<void> {
  const root = await rootFromTiles(size, tileReader(tx))
  const text = formatCheckpoint({ origin, size, root, extensions: [] })
  const key = (await ledgerKeys(tx)).at(-1)!
  const line = signatureLine(parseVerifierKey(key.verifier)!, signerOf(ctx.secrets, key.secretSealed!), text)
  await addCheckpoint(tx, {
    size,
    root: toBase64(root),
    note: formatNote(text, [line]),
    day,
    createdAt: ctx.now(),
  })
}
