import { join } from 'node:path'
import { runInNewContext } from 'node:vm'
import { buildSync } from 'esbuild'
import { expect, it } from 'vitest'
import type { LedgerReport } from '../../../../../src/domain/numbers/ledger/verify/report.ts'
import { ROOT } from '../../../../../src/root.ts'
import { readerOf, weekOfLife } from '../../../../helpers/ledger-log.ts'

/** As the pages load it: for a browser, in which a module of Node cannot be found. */
const script = () =>
  buildSync({
    entryPoints: [join(ROOT, 'src/domain/numbers/ledger/verify/check-ledger.ts')],
    bundle: true,
    write: false,
    platform: 'browser',
    format: 'iife',
    globalName: 'verify',
    target: 'es2022',
    logLevel: 'silent',
  }).outputFiles[0]!.text

it('a week is checked where nothing of Node is there', async () => {
  const read = readerOf(weekOfLife().files())
  const code = `${script()}
    if (typeof Buffer !== 'undefined' || typeof process !== 'undefined') throw new Error('this is Node')
    verify.checkLedger(read, { week: '2026-W45' })`
  const report: LedgerReport = await runInNewContext(code, { TextEncoder, TextDecoder, read })
  expect(report.differences).toHaveLength(0)
  expect(report.week!.counts.cohort).toBe(4)
})
