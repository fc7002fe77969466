import { join } from 'node:path'
import { runInNewContext } from 'node:vm'
import { buildSync } from 'esbuild'
import { expect, it } from 'vitest'
import type { ProofReport } from '../../../../../src/domain/numbers/ledger/verify/check-proof.ts'
import type { LedgerReport } from '../../../../../src/domain/numbers/ledger/verify/report.ts'
import { ROOT } from '../../../../../src/root.ts'
import { readerOf, weekOfLife } from '../../../../helpers/ledger-log.ts'

/** As the pages load it: for a browser, in which a module of Node cannot be found. */
const script = () =>
  buildSync({
    stdin: {
      contents: "export * from './check-ledger.ts'; export * from './check-proof.ts'",
      resolveDir: join(ROOT, 'src/domain/numbers/ledger/verify'),
      loader: 'ts',
    },
    bundle: true,
    write: false,
    platform: 'browser',
    format: 'iife',
    globalName: 'verify',
    target: 'es2022',
    logLevel: 'silent',
  }).outputFiles[0]!.text

it('a week and a proof are checked where nothing of Node is there', async () => {
  const log = weekOfLife()
  const read = readerOf(log.files())
  const proof = await log.proof(1, 'old')
  const code = `${script()}
    if (typeof Buffer !== 'undefined' || typeof process !== 'undefined') throw new Error('this is Node')
    Promise.all([verify.checkLedger(read, { week: '2026-W45' }), verify.checkProof(proof, { read })])`
  const checked: [LedgerReport, ProofReport] = await runInNewContext(code, {
    TextEncoder,
    TextDecoder,
    read,
    proof,
  })
  for (const { differences } of checked) expect(differences).toHaveLength(0)
  expect(checked[0].week!.counts.cohort).toBe(4)
  expect(checked[1].text).toContain('收到')
})
