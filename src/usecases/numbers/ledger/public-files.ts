import { concat, utf8 } from '../../../domain/numbers/log/bytes.ts'
import { bundleOf, parseTilePath, TILE_WIDTH } from '../../../domain/numbers/log/tiles.ts'
import type { Db } from '../../../store/base/database.ts'
import { checkpointAt, cosignaturesOf, newestCheckpoint } from '../../../store/numbers/ledger/checkpoints.ts'
import { linesBetween } from '../../../store/numbers/ledger/entries.ts'
import { calendarBy, ledgerKeys } from '../../../store/numbers/ledger/keys.ts'
import type { Context } from '../../base/context.ts'
import { tileReader } from './tiles.ts'

/** One of the ledger's files, as docs/ledger.md lists them. */
export interface LedgerFile {
  type: 'text/plain; charset=utf-8' | 'application/octet-stream' | 'application/json; charset=utf-8'
  body: Uint8Array
  /** It never changes. */
  immutable: boolean
}

const TEXT = 'text/plain; charset=utf-8'
const BYTES = 'application/octet-stream'
const JSON_TYPE = 'application/json; charset=utf-8'

/**
 * Reads a file of the ledger by its path below `ledger/`. Only what the newest signed size covers is there.
 * @returns null when there is no such file
 */
export async function ledgerFile(ctx: Context, path: string): Promise<LedgerFile | null> {
  const db = ctx.db.read
  for (const [pattern, read] of FILES) {
    const match = pattern.exec(path)
    if (match) return read(db, match[1] ?? '')
  }
  return tileFile(db, path)
}

type Read = (db: Db, name: string) => Promise<LedgerFile | null>

const FILES: readonly [RegExp, Read][] = [
  [/^checkpoint$/, async db => changing((await newestNote(db)) ?? null)],
  [/^key$/, async db => changing(linesOf((await ledgerKeys(db)).map(key => key.verifier)))],
  [
    /^rotations$/,
    async db => changing((await ledgerKeys(db)).flatMap(key => key.rotation ?? []).join('--\n')),
  ],
  [/^checkpoints\/(0|[1-9]\d{0,14})$/, async (db, size) => changing(await noteAt(db, Number(size)))],
  [
    /^calendars\/([0-9a-f]{64})\.json$/,
    async (db, hash) => {
      const document = await calendarBy(db, hash)
      return document === null ? null : { type: JSON_TYPE, body: utf8(document), immutable: true }
    },
  ],
]

/** The office's keys, the present one last. */
export const verifierKeys = async (ctx: Context): Promise<string[]> =>
  (await ledgerKeys(ctx.db.read)).map(key => key.verifier)

const linesOf = (lines: readonly string[]): string => lines.map(line => `${line}\n`).join('')

const changing = (text: string | null): LedgerFile | null =>
  text === null ? null : { type: TEXT, body: utf8(text), immutable: false }

const newestNote = async (db: Db): Promise<string | null> => {
  const newest = await newestCheckpoint(db)
  return newest && noteAt(db, newest.size)
}

/** A checkpoint with the cosignatures it has by now. */
export async function noteAt(db: Db, size: number): Promise<string | null> {
  const checkpoint = await checkpointAt(db, size)
  if (!checkpoint) return null
  const lines = (await cosignaturesOf(db, size)).map(({ line }) => line)
  return checkpoint.note + lines.join('')
}

async function tileFile(db: Db, path: string): Promise<LedgerFile | null> {
  const tile = parseTilePath(path)
  if (!tile) return null
  const { level, n, width } = tile
  const size = (await newestCheckpoint(db))?.size ?? 0
  const hashes = Math.floor(size / TILE_WIDTH ** (level === 'entries' ? 0 : level))
  if (n * TILE_WIDTH + width > hashes) return null
  const body =
    level === 'entries'
      ? bundleOf((await linesBetween(db, n * TILE_WIDTH, n * TILE_WIDTH + width)).map(utf8))
      : concat(await tileReader(db)(level, n, width))
  return { type: BYTES, body, immutable: true }
}
