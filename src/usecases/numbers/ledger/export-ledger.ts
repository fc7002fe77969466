import { periodNamed, typeOf } from '../../../domain/base/period.ts'
import { TILE_WIDTH, tilePath, tilesOf } from '../../../domain/numbers/log/tiles.ts'
import { storedPeriods } from '../../../store/numbers/digests.ts'
import { checkpointSizes } from '../../../store/numbers/ledger/checkpoints.ts'
import { allCalendars } from '../../../store/numbers/ledger/keys.ts'
import type { Context } from '../../base/context.ts'
import { publicRates } from '../public-rates.ts'
import { ledgerFile } from './public-files.ts'

interface ExportedFile {
  /** Below the folder; the same as below `/public`. */
  path: string
  body: Uint8Array | string
  /** Once written it never changes. */
  immutable: boolean
}

/**
 * Every file that a verifier reads, so that any web server or a USB stick can carry them. The checkpoint comes last: a
 * folder whose writing was interrupted is an older one that is whole.
 */
export async function* ledgerFiles(ctx: Context): AsyncGenerator<ExportedFile> {
  const sizes = await checkpointSizes(ctx.db.read)
  const size = sizes.at(-1) ?? 0
  const paths = [
    ...[...tilesOf(size)].map(({ level, n, width }) => tilePath(level, n, width)),
    ...[...bundlesOf(size)],
    ...(await allCalendars(ctx.db.read)).map(({ hash }) => `calendars/${hash}.json`),
    ...sizes.map(one => `checkpoints/${one}`),
    'key',
    'rotations',
  ]
  for (const path of paths) {
    const file = await ledgerFile(ctx, path)
    if (file) yield { path: `ledger/${path}`, body: file.body, immutable: file.immutable }
  }
  for (const name of await storedPeriods(ctx.db.read)) {
    const period = periodNamed(name)
    if (!period || typeOf(period) !== 'week') continue
    yield { path: `rates/${name}.json`, body: JSON.stringify(await publicRates(ctx, name)), immutable: false }
  }
  const checkpoint = await ledgerFile(ctx, `checkpoints/${size}`)
  if (checkpoint) yield { path: 'ledger/checkpoint', body: checkpoint.body, immutable: false }
}

function* bundlesOf(size: number): Generator<string> {
  for (let n = 0; n * TILE_WIDTH < size; n++)
    yield tilePath('entries', n, Math.min(TILE_WIDTH, size - n * TILE_WIDTH))
}
