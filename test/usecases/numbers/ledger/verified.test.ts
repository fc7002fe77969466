import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { checkLedger } from '../../../../src/domain/numbers/ledger/verify/check-ledger.ts'
import { utf8 } from '../../../../src/domain/numbers/log/bytes.ts'
import { makeSample } from '../../../../src/tools/sample/mod.ts'
import { prepareKey } from '../../../../src/usecases/numbers/ledger/change-key.ts'
import { closeDays } from '../../../../src/usecases/numbers/ledger/close-days.ts'
import { ledgerFiles } from '../../../../src/usecases/numbers/ledger/export-ledger.ts'
import { type TestContext, testContext } from '../../../helpers/context.ts'
import { readerOf } from '../../../helpers/ledger-log.ts'
import { folderOf, hasPython, verifyPy } from '../../../helpers/verify-py.ts'

let ctx: TestContext
let files: Map<string, Uint8Array>

async function published(): Promise<Map<string, Uint8Array>> {
  const all = new Map<string, Uint8Array>()
  for await (const { path, body } of ledgerFiles(ctx))
    all.set(path, typeof body === 'string' ? utf8(body) : body)
  return all
}

// Five weeks lived through the real moves, and everything that was published meanwhile.
beforeAll(async () => {
  ctx = await testContext()
  await makeSample(ctx, {
    until: new Date('2026-11-19T15:30+08:00'),
    setClock: ctx.clock.set,
    password: () => 'a-password-for-tests',
    weeks: 5,
    casesPerWeek: 40,
  })
  await closeDays(ctx)
  files = await published()
})
afterAll(() => ctx.close())

it('the ledger that an honest office publishes agrees', async () => {
  const report = await checkLedger(readerOf(files), { today: '2026-11-19' })
  expect(report.differences).toEqual([])
  expect(report.closed).toBe('2026-11-18')
  expect(report.size).toBeGreaterThan(500)
  expect(report.notices.filter(({ code }) => code === 'late')).toEqual([])
})

it('and so do the numbers of every week that began after it', async () => {
  const weeks = [...files.keys()].flatMap(path => /^rates\/(\d{4}-W\d\d)\.json$/.exec(path)?.[1] ?? []).sort()
  expect(weeks.slice(-3)).toEqual(['2026-W44', '2026-W45', '2026-W46'])
  let compared = 0
  for (const week of weeks) {
    const { differences, opened, week: checked } = await checkLedger(readerOf(files), { week })
    const began = differences.some(({ code }) => code === 'before_ledger')
    expect([week, opened, differences.filter(({ code }) => !began || code === 'digest_checkpoint')]).toEqual([
      week,
      opened,
      [],
    ])
    if (began) continue
    expect(checked!.counts).toEqual(checked!.published)
    expect(checked!.counts.received).toBeGreaterThan(10)
    compared++
  }
  expect(compared).toBeGreaterThan(2)
})

it.skipIf(!hasPython)('docs/verify.py, too, gets them', async () => {
  const parent = mkdtempSync(join(tmpdir(), 'huiyin-verified-'))
  const said = await verifyPy('--dir', folderOf(parent, files), '--week', '2026-W46')
  rmSync(parent, { recursive: true, force: true })
  expect(said.differences).toEqual([])
  expect(said.counts!.received).toBeGreaterThan(10)
})

it('and it goes on after the key was changed, for whoever saw it before', async () => {
  const { seen } = await checkLedger(readerOf(files))
  const key = await prepareKey(ctx)
  ctx.clock.set(new Date('2026-11-20T01:00+08:00'))
  await closeDays(ctx)
  const after = await published()
  const report = await checkLedger(readerOf(after), { seen: seen!, week: '2026-W46', today: '2026-11-20' })
  expect(report.differences).toEqual([])
  expect(report.key).toBe(key)
  expect(report.seen!.size).toBeGreaterThan(seen!.size)
})
