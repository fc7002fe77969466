import { TILE_WIDTH, tilePath } from '../../log/tiles.ts'
import type { Files } from './files.ts'
import type { Findings } from './findings.ts'

export const tileFilePath = (level: number | 'entries', n: number, width?: number): string =>
  `ledger/${tilePath(level, n, width)}`

/**
 * Reads a tile or a bundle; null, with a finding, when there is none. A log that has grown in the meantime may have
 * the full one only, whose beginning is what was asked for.
 */
export async function tileFile(
  files: Files,
  level: number | 'entries',
  n: number,
  width: number,
  findings: Findings,
): Promise<Uint8Array | null> {
  const found =
    (await files.optional(tileFilePath(level, n, width), 'tile')) ??
    (width < TILE_WIDTH ? await files.optional(tileFilePath(level, n), 'tile') : null)
  if (!found) findings.difference('missing', `缺少文件 ${tileFilePath(level, n, width)}。`)
  return found
}
