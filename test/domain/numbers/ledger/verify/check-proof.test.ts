import { describe, expect, it } from 'vitest'
import { CASE_ENTRY_EVENTS, type Entry, parseEntry } from '../../../../../src/domain/numbers/ledger/entry.ts'
import { checkLedger } from '../../../../../src/domain/numbers/ledger/verify/check-ledger.ts'
import { checkProof, type ProofOptions } from '../../../../../src/domain/numbers/ledger/verify/check-proof.ts'
import { sayEntry } from '../../../../../src/domain/numbers/ledger/verify/entry-words.ts'
import { type LedgerLog, readerOf, tileFiles, weekOfLife } from '../../../../helpers/ledger-log.ts'

const indexOf = (log: LedgerLog, words: string) => log.lines.findIndex(line => line.includes(words))

/** The proof of `a` that it was answered. */
const answered = (log: LedgerLog, size?: number) => log.proof(indexOf(log, '"event":"answered"'), 'a', size)

const codes = async (text: string, options: ProofOptions) => [
  ...new Set((await checkProof(text, options)).differences.map(({ code }) => code)),
]

describe('a proof', () => {
  it('shows what happened to a case, without the ledger', async () => {
    const log = weekOfLife()
    const witness = log.witness('witness.example.org', 1_762_790_400)
    const report = await checkProof(await answered(log), { key: log.key, witnesses: [witness] })
    expect(report.differences).toEqual([])
    expect(report).toMatchObject({
      agreed: true,
      number: 'a',
      index: indexOf(log, '"event":"answered"'),
      size: log.lines.length,
      origin: log.origin,
      witnesses: [{ name: 'witness.example.org', at: '2025-11-10T16:00:00.000Z' }],
      text: '2026 年 11 月 2 日：给出第 1 次答复，从此算作已经答复。',
    })
    const { fingerprint } = await checkLedger(readerOf(log.files()))
    expect(report.fingerprint).toBe(fingerprint)
  })

  it('is of the ledger that is published, also when that has grown', async () => {
    const log = weekOfLife()
    const proof = await answered(log, indexOf(log, '"day":"2026-11-08"') + 1)
    for (let day = 10; day < 28; day++) log.close(`2026-12-${day}`)
    for (const [of, n] of [
      ['g', 300],
      ['h', 300],
    ] as const)
      log.close(
        of === 'g' ? '2027-01-01' : '2027-01-02',
        ...Array.from({ length: n }, (_, i) => ({ of: `${of}${i}`, event: 'received' as const, term: '7w' })),
      )
    expect(await codes(proof, { read: readerOf(log.files()) })).toEqual([])
    log.changeKey('2027-01-03')
    expect(await codes(proof, { read: readerOf(log.files()) })).toEqual([])
    const { seen } = await checkLedger(readerOf(log.files()))
    expect(await codes(proof, { read: readerOf(log.files()), seen: seen! })).toEqual([])
  })
})

describe('a proof is refused', () => {
  it('when it is none, or not whole', async () => {
    const log = weekOfLife()
    const proof = await answered(log)
    for (const text of ['', 'x', proof.slice(0, 200), proof.replace('c2sp.org', 'example.org')])
      expect(await codes(text, { key: log.key })).toEqual(['proof'])
  })

  it('without a key, with a wrong one, and with one that is none', async () => {
    const log = weekOfLife()
    const other = weekOfLife()
    other.changeKey('2026-11-11')
    const proof = await answered(log)
    expect(await codes(proof, {})).toEqual(['key'])
    expect(await codes(proof, { key: 'x' })).toEqual(['key'])
    expect(await codes(proof, { key: other.key })).toEqual(['signature'])
    expect(await codes(proof, { key: other.key, read: readerOf(log.files()) })).toEqual(['key', 'signature'])
  })

  it('for the number of another case', async () => {
    const log = weekOfLife()
    expect(await codes(await log.proof(indexOf(log, '"event":"answered"'), 'b'), { key: log.key })).toEqual([
      'proof',
    ])
  })

  it('for an entry that is not in the log, or is not in this place', async () => {
    const log = weekOfLife()
    const proof = await answered(log)
    const changed = proof.replace(/extra (\S+)/, (_, base64: string) => {
      const told = Buffer.from(base64, 'base64').toString().replace('2026-11-02', '2026-11-01')
      return `extra ${Buffer.from(told).toString('base64')}`
    })
    expect(await codes(changed, { key: log.key })).toEqual(['proof'])
    expect(await codes(proof.replace(/index \d+/, 'index 3'), { key: log.key })).toEqual(['proof'])
  })

  it('when what it says beside the entry is rubbish', async () => {
    const log = weekOfLife()
    const proof = await answered(log)
    const told = { entry: log.lines[1], number: 'a', salt: '0'.repeat(32) }
    for (const extra of [
      'x',
      'null',
      '1',
      '{}',
      JSON.stringify({ ...told, salt: 'x' }),
      JSON.stringify({ ...told, number: '\u001b[31m' }),
      JSON.stringify(told, null, 1),
      JSON.stringify({ ...told, more: 1 }),
    ]) {
      const text = proof.replace(/extra \S+/, `extra ${Buffer.from(extra).toString('base64')}`)
      expect([extra, await codes(text, { key: log.key })]).toEqual([extra, ['proof']])
    }
    const unread = JSON.stringify({ ...told, entry: '{"v":2}' })
    const text = proof.replace(/extra \S+/, `extra ${Buffer.from(unread).toString('base64')}`)
    expect(await codes(text, { key: log.key })).toContain('entry')
  })

  it('when the published log is another, or has shrunk, or lacks its tiles', async () => {
    const log = weekOfLife()
    const proof = await answered(log)
    const other = weekOfLife({ '2026-11-06': [{ of: 'f', event: 'set_aside', code: 'test' }] })
    other.close('2026-11-11')
    expect(await codes(proof, { read: readerOf(other.files()) })).toEqual(['fork'])
    const { seen } = await checkLedger(readerOf(weekOfLife({ '2026-11-06': [] }).files()))
    expect(await codes(proof, { seen: { ...seen!, size: log.lines.length } })).toEqual(['fork'])

    const shorter = weekOfLife()
    shorter.lines.pop()
    expect(await codes(proof, { read: readerOf(shorter.files()) })).toEqual(['shrunk'])

    log.close('2026-11-11')
    const files = log.files()
    for (const path of tileFiles(log.lines).keys()) {
      if (!path.includes('/tile/0/')) continue
      const cut = new Map(files).set(path, files.get(path)!.slice(0, 33))
      expect(await codes(proof, { read: readerOf(cut) })).toEqual(['tile'])
      files.delete(path)
    }
    expect(await codes(proof, { read: readerOf(files) })).toEqual(['missing'])
    const broken = async () => {
      throw new Error('connection reset')
    }
    await expect(checkProof(proof, { read: broken })).rejects.toThrow('connection reset')
  })
})

describe('an entry in words', () => {
  it('is a sentence for every event', () => {
    const log = weekOfLife()
    const told = log.lines.map(line => parseEntry(line)!)
    const shown = (event: string, more: Partial<Entry> = {}) =>
      sayEntry({ ...(told.find(entry => entry.event === event) ?? { ...told[1]!, event }), ...more } as Entry)
    expect(shown('received')).toBe('2026 年 10 月 20 日：收到，最晚 2026 年 11 月 4 日答复。')
    expect(shown('extended')).toBe('2026 年 11 月 5 日：延期，答复期限改到 2026 年 11 月 13 日。')
    expect(shown('rated', { coarse: true })).toBe(
      '2026 年 11 月 4 日（只记到周，写的是那一周的周日）：本人评了 5 分。',
    )
    expect(shown('clock_stopped', { until: '2026-11-20' })).toContain(
      '期限暂停计算，到 2026 年 11 月 20 日为止',
    )
    for (const event of CASE_ENTRY_EVENTS) expect(shown(event)).toMatch(/^2026 年 .+：.+。$/)
  })
})
