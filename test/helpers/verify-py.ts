import { execFile, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { LedgerCounts } from '../../src/domain/numbers/ledger/counts.ts'
import { ROOT } from '../../src/root.ts'

/** docs/verify.py runs from Python 3.8 on. */
export const hasPython =
  spawnSync('python3', ['-c', 'import sys; sys.exit(sys.version_info < (3, 8))']).status === 0

/** What it says with `--json`. */
interface Said {
  agreed: boolean
  size: number | null
  fingerprint: string | null
  counts: LedgerCounts | null
  late: number
  differences: { code: string; text: string }[]
}

export const verifyPy = (...args: string[]): Promise<Said> =>
  new Promise((done, failed) => {
    execFile('python3', [join(ROOT, 'docs/verify.py'), '--json', ...args], (error, stdout, stderr) => {
      if (error && error.code !== 1) failed(new Error(stderr))
      else done(JSON.parse(stdout) as Said)
    })
  })

/** Writes published files into a new folder below another. */
export function folderOf(parent: string, files: ReadonlyMap<string, Uint8Array>): string {
  const folder = mkdtempSync(join(parent, 'ledger-'))
  for (const [path, bytes] of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), bytes)
  }
  return folder
}
