import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { LEDGER_COUNTS, ledgerCountsOf } from '../../../../src/domain/numbers/ledger/counts.ts'
import { FIELDS, type Tally } from '../../../../src/domain/numbers/tally.ts'
import { ROOT } from '../../../../src/root.ts'

describe('the numbers of a week in the ledger', () => {
  it('are those that docs/ledger.md has a rule for, in its order', () => {
    const text = readFileSync(join(ROOT, 'docs/ledger.md'), 'utf8')
    const table = text.slice(
      text.indexOf('| number | rule |'),
      text.indexOf('An entry that concludes or replies'),
    )
    const rows = table.split('\n').filter(line => line.startsWith('| `'))
    const named = rows.flatMap(row => [
      ...[...row.split(' | ')[0]!.matchAll(/`(\w+)`/g)].map(m => m[1]!),
      // A second number that the row of another explains.
      ...[...row.matchAll(/; `(\w+)`: /g)].map(m => m[1]!),
    ])
    expect(named).toEqual(LEDGER_COUNTS.filter(name => !/^rated[234]$/.test(name)))
  })

  it('are taken from a tally by their names', () => {
    const tally = Object.fromEntries(FIELDS.map((field, i) => [field, i + 1])) as Tally
    const counts = ledgerCountsOf(tally)
    expect(Object.keys(counts)).toEqual([...LEDGER_COUNTS])
    expect(counts.received).toBe(tally.received)
    expect(counts.answeredOnTimeExtended).toBe(tally.answeredOnTimeExtended)
    expect(counts.rated5).toBe(tally.rated5)
  })
})
