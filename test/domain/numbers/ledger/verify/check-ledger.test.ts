import { describe, expect, it } from 'vitest'
import { canonical, type Entry, parseEntry } from '../../../../../src/domain/numbers/ledger/entry.ts'
import {
  type CheckOptions,
  checkLedger,
} from '../../../../../src/domain/numbers/ledger/verify/check-ledger.ts'
import { utf8 } from '../../../../../src/domain/numbers/log/bytes.ts'
import {
  type LedgerLog,
  ledgerLog,
  readerOf,
  tileFiles,
  W45,
  weekOfLife,
} from '../../../../helpers/ledger-log.ts'

const WEEK = '2026-W45'

type Files = Map<string, Uint8Array>

const check = (files: Files, options: CheckOptions = {}) =>
  checkLedger(readerOf(files), { week: WEEK, ...options })
const checkLog = (log: LedgerLog, options: CheckOptions = {}) => check(log.files(), options)

const codes = ({ differences }: Awaited<ReturnType<typeof check>>) => [
  ...new Set(differences.map(({ code }) => code)),
]

/** The same log with the entry in one place changed, before anything is signed. */
function rewritten(log: LedgerLog, event: string, change: Partial<Entry>): LedgerLog {
  const at = log.lines.findIndex(line => parseEntry(line)?.event === event)
  log.lines[at] = canonical({ ...parseEntry(log.lines[at]!)!, ...change })
  log.publish(WEEK, W45, { size: log.lines.length - 1 })
  return log
}

/** What is published, with other entries than those that were signed. */
const served = (log: LedgerLog, change: (lines: string[]) => string[]): Files => {
  const rest = [...log.files()].filter(([path]) => !path.includes('/tile/'))
  return new Map([...rest, ...tileFiles(change([...log.lines]))])
}

const text = (files: Files, path: string) => Buffer.from(files.get(path)!).toString()
const edited = (files: Files, path: string, edit: (before: string) => string): Files =>
  new Map(files).set(path, utf8(edit(text(files, path))))
const without = (files: Files, path: string): Files => {
  const rest = new Map(files)
  rest.delete(path)
  return rest
}

describe('an honest ledger', () => {
  it('agrees, with its numbers, and is remembered', async () => {
    const log = weekOfLife()
    const report = await checkLog(log)
    expect(report.differences).toEqual([])
    expect(report).toMatchObject({
      agreed: true,
      origin: log.origin,
      key: log.key,
      size: log.lines.length,
      opened: '2026-10-25',
      closed: '2026-11-10',
      week: { id: WEEK, counts: W45, published: W45, size: log.lines.length - 1 },
      seen: { origin: log.origin, key: log.key, size: log.lines.length, root: report.root },
    })
    expect(report.fingerprint).toMatch(/^(\d{5} ){5}\d{5}$/)
    expect(report.week!.fingerprint).not.toBe(report.fingerprint)
  })

  it('says what a reader should know of the week', async () => {
    const { notices } = await checkLog(weekOfLife())
    expect(notices.map(({ code }) => code)).toEqual(['set_aside', 'extended'])
  })

  it('agrees without a week, and again after it has grown', async () => {
    const log = weekOfLife()
    const { seen, week } = await checkLedger(readerOf(log.files()))
    expect(week).toBeNull()
    log.close('2026-11-11', { of: 'c', event: 'delivered', reply: 1, replied: false })
    const later = await checkLog(log, { seen: seen!, today: '2026-11-12' })
    expect(later.differences).toEqual([])
    expect(later.seen!.size).toBe(log.lines.length)
  })

  it('agrees over more entries than a tile holds', async () => {
    const many = Array.from({ length: 700 }, (_, i) => ({
      of: `many ${i}`,
      event: 'received' as const,
      term: '9w',
    }))
    const log = weekOfLife({ '2026-11-07': many })
    log.publish(WEEK, { ...W45, received: 703, carriedOut: 702 })
    const done: number[] = []
    const report = await checkLog(log, { progress: (now, total) => done.push(now / total) })
    expect(report.differences).toEqual([])
    expect(done.at(-1)).toBe(1)
    expect(done.length).toBe(Math.ceil(log.lines.length / 256))
  })

  it('agrees when the file of a tile has grown since the checkpoint was read', async () => {
    const log = weekOfLife()
    const files = log.files()
    for (let i = 0; i < 300; i++)
      log.close(
        `2027-${String(1 + Math.floor(i / 28)).padStart(2, '0')}-${String(1 + (i % 28)).padStart(2, '0')}`,
      )
    const grown = new Map([...files, ...log.files()])
    for (const path of ['checkpoint', 'key']) grown.set(`ledger/${path}`, files.get(`ledger/${path}`)!)
    for (const path of grown.keys()) if (path.includes('.p/')) grown.delete(path)
    expect((await check(grown)).differences).toEqual([])
  })

  it('agrees after a change of the key, also for who knows the old one', async () => {
    const log = weekOfLife()
    const { key, seen } = await checkLog(log)
    log.changeKey('2026-11-11')
    const after = await checkLog(log, { seen: seen! })
    expect(after.differences).toEqual([])
    expect(after.key).toBe(log.key)
    expect(after.seen!.key).not.toBe(key)
    log.changeKey('2026-11-12')
    expect((await checkLog(log, { key })).differences).toEqual([])
    expect((await checkLog(log, { key: after.key })).differences).toEqual([])
  })

  it('names the witnesses whose keys are given, and says that there are others', async () => {
    const log = weekOfLife()
    const witness = log.witness('witness.example.org', 1_762_790_400)
    log.witness('another.example.org', 1_762_790_400)
    const report = await checkLog(log, { witnesses: [witness] })
    expect(report.differences).toEqual([])
    expect(report.witnesses).toEqual([{ name: 'witness.example.org', at: '2025-11-10T16:00:00.000Z' }])
    expect(report.notices).toContainEqual({
      code: 'unverifiable',
      text: '还有 1 个签名没有核对：没有给它们的公钥。',
    })
  })

  it('counts a reply that was recorded late for the day it was recorded, and says so', async () => {
    // b fell due on the 3rd, was answered on the 4th; the entry says the 3rd.
    const log = weekOfLife({
      '2026-11-04': [
        { of: 'a', event: 'rated', stars: 5 },
        { of: 'b', event: 'answered', reply: 1, replied: true, day: '2026-11-03' },
        { of: 'old', event: 'declined', reply: 1, replied: true },
      ],
    })
    const report = await checkLog(log)
    expect(report.differences).toEqual([])
    expect(report.notices.filter(({ code }) => code === 'late')).toEqual([
      {
        code: 'late',
        text: expect.stringContaining('补记。写的是 11 月 3 日，那天早已结束，按 11 月 4 日算。'),
      },
    ])
  })
})

describe('an attack on the published files is found', () => {
  it('a leaf that was changed: the index is named', async () => {
    const log = weekOfLife()
    const at = log.lines.findIndex(line => line.includes('"stars":5'))
    const report = await check(
      served(log, lines => lines.with(at, lines[at]!.replace('"stars":5', '"stars":4'))),
    )
    expect(codes(report)).toContain('root')
    // Also when the tiles of hashes are those that were signed.
    const bundles = served(log, lines => lines.with(at, lines[at]!.replace('"stars":5', '"stars":4')))
    const tile = [...bundles.keys()].find(path => path.includes('/tile/0/'))!
    bundles.set(tile, log.files().get(tile)!)
    const { differences } = await check(bundles)
    expect(differences).toContainEqual({
      code: 'root',
      text: `序号 ${at} 的记录不是签名时的那一条：被改过或换过。`,
    })
  })

  it('a leaf that was removed', async () => {
    const log = weekOfLife()
    const files = served(log, lines => lines.filter(line => !line.includes('"extended"')))
    const report = await check(files)
    expect(codes(report)).toEqual(['missing'])
    expect(report.agreed).toBe(false)
    expect(report.week).toBeNull()
    expect(report.seen).toBeNull()
    // By the name of the whole one.
    for (const [path, bytes] of [...files])
      files.set(path.replace(`.p/${log.lines.length - 1}`, `.p/${log.lines.length}`), bytes)
    expect(codes(await check(files))).toEqual(['tile'])
  })

  it('a tile that was truncated', async () => {
    const log = weekOfLife()
    for (const level of ['entries', '0']) {
      const files = log.files()
      const path = [...files.keys()].find(name => name.includes(`/tile/${level}/`))!
      files.set(path, files.get(path)!.slice(0, -1))
      expect(codes(await check(files))).toEqual(['tile'])
      expect(codes(await check(without(files, path)))).toEqual(['missing'])
    }
  })

  it('a tile of hashes that is not of this tree, on any level', async () => {
    const log = weekOfLife({
      '2026-11-07': Array.from({ length: 700 }, (_, i) => ({
        of: `many ${i}`,
        event: 'received' as const,
        term: '9w',
      })),
    })
    log.publish(WEEK, { ...W45, received: 703, carriedOut: 702 })
    for (const path of ['ledger/tile/0/001', 'ledger/tile/1/000.p/2']) {
      const files = log.files()
      const tile = Uint8Array.from(files.get(path)!)
      tile[40]! ^= 1
      expect(codes(await check(files.set(path, tile)))).toEqual(['tile'])
    }
  })

  it('a calendar that was changed afterwards', async () => {
    const log = weekOfLife()
    const files = log.files()
    const path = [...files.keys()].find(name => name.includes('/calendars/'))!
    expect(
      codes(await check(edited(files, path, before => before.replace('2026-10-01', '2026-11-05')))),
    ).toEqual(['calendar'])
    expect(codes(await check(without(files, path)))).toEqual(['missing'])
  })

  it('a digest with a better number', async () => {
    const log = weekOfLife()
    log.publish(WEEK, { ...W45, answeredOnTime: 3 }, { size: log.lines.length - 1 })
    const { differences } = await checkLog(log)
    expect(differences).toEqual([{ code: 'numbers', text: '到期的件里按时答复公布的是 3，按台账算是 2。' }])
  })

  it('a page with a better number than the digest', async () => {
    const log = weekOfLife()
    const figure = (part: number) => ({
      figures: [{ id: 'onTimeRate', name: '按时答复率', value: part / 4, of: { part, whole: 4 } }],
    })
    log.publish(WEEK, W45, figure(2))
    expect((await checkLog(log)).differences).toEqual([])
    log.publish(WEEK, W45, figure(3))
    expect(codes(await checkLog(log))).toEqual(['numbers'])
  })

  it('a group with a better number than its cases and those of no named group allow', async () => {
    const log = weekOfLife()
    // Named: a and b (due this week), e; of no named kind: c, d, f, old.
    const kind = (row: object) => ({ byKind: [{ id: 'complaint', name: '投诉', ...row }] })
    const tables = [
      [{ received: 1, cohort: 2, answeredOnTime: 1 }, true],
      [{ received: 3, cohort: 4, answeredOnTime: 2 }, true],
      [{ received: 4, cohort: 4, answeredOnTime: 2 }, false],
      [{ received: 1, cohort: 1, answeredOnTime: 1 }, false],
      [{ received: 1, cohort: 2, answeredOnTime: 3 }, false],
      [{ received: null, cohort: null, answeredOnTime: null }, true],
    ] as const
    for (const [row, agreed] of tables) {
      log.publish(WEEK, W45, kind(row))
      expect([row, codes(await checkLog(log))]).toEqual([row, agreed ? [] : ['groups']])
    }
    // c, d, e, f and old were never assigned: they belong to no department.
    const department = (id: string | null, cohort: number) => ({
      byDepartment: [{ id, name: id ?? '还没有分派', received: id ? 0 : 3, cohort, answeredOnTime: 1 }],
    })
    log.publish(WEEK, W45, department('construction', 1))
    expect(codes(await checkLog(log))).toEqual([])
    log.publish(WEEK, W45, department('construction', 2))
    expect(codes(await checkLog(log))).toEqual(['groups'])
    log.publish(WEEK, W45, department(null, 3))
    expect(codes(await checkLog(log))).toEqual([])
  })

  it('a digest whose checkpoint is not in the log', async () => {
    const log = weekOfLife()
    const other = weekOfLife({ '2026-11-06': [{ of: 'f', event: 'set_aside', code: 'test' }] })
    const files = new Map(log.files()).set(`rates/${WEEK}.json`, other.published.get(`rates/${WEEK}.json`)!)
    expect(codes(await check(files))).toEqual(['digest_checkpoint'])
    // A checkpoint of more entries than the log has.
    const longer = weekOfLife()
    longer.close('2026-11-11')
    longer.publish(WEEK, W45)
    files.set(`rates/${WEEK}.json`, longer.published.get(`rates/${WEEK}.json`)!)
    expect(codes(await check(files))).toEqual(['digest_checkpoint'])
    // Another one than it says.
    const path = `rates/${WEEK}.json`
    const lied = edited(log.files(), path, json =>
      JSON.stringify({ ...JSON.parse(json), ledger: { ...JSON.parse(json).ledger, size: 3 } }),
    )
    expect(codes(await check(lied))).toEqual(['digest_checkpoint'])
  })

  it('a wrong key', async () => {
    const log = weekOfLife()
    const other = ledgerLog({ origin: 'other.example/public/ledger' })
    expect(codes(await checkLog(log, { key: other.key }))).toEqual(['key', 'origin', 'signature'])
    expect(codes(await checkLog(log, { key: 'no key' }))).toEqual(['key'])
    const files = edited(log.files(), 'ledger/key', () => `${other.key}\n`)
    expect(codes(await check(files))).toEqual(['origin', 'signature', 'key'])
    expect(codes(await check(edited(files, 'ledger/key', () => 'nothing\n')))).toEqual(['key'])
  })

  it('a key that was changed without the signature of the old one', async () => {
    const log = weekOfLife()
    log.changeKey('2026-11-11')
    const files = log.files()
    const lines = text(files, 'ledger/rotations').trimEnd().split('\n')
    const alone = edited(
      files,
      'ledger/rotations',
      () => `${lines.slice(0, -2).join('\n')}\n${lines.at(-1)}\n`,
    )
    expect(codes(await check(alone))).toContain('key')
    expect(codes(await check(edited(files, 'ledger/rotations', () => '')))).toContain('key')
    // A change that the log does not know.
    const unsaid = edited(files, 'ledger/rotations', before =>
      before.replace(/\n(\d+)\n/, (_, n) => `\n${+n - 1}\n`),
    )
    expect(codes(await check(unsaid))).toContain('key')
  })

  it('a signature that was forged', async () => {
    const log = weekOfLife()
    const forged = edited(log.files(), 'ledger/checkpoint', note =>
      note.replace(/(.)(.{20})\n$/, (_, one: string, end: string) => `${one === 'A' ? 'B' : 'A'}${end}\n`),
    )
    expect(codes(await check(forged))).toEqual(['signature'])
  })

  it('a checkpoint that is none, or is of more entries than can be', async () => {
    const log = weekOfLife()
    for (const broken of ['', 'a\n1\nb\n', 'x'.repeat(2_000_000)])
      expect(codes(await check(edited(log.files(), 'ledger/checkpoint', () => broken)))).toContain(
        'checkpoint',
      )
    const endless = edited(log.files(), 'ledger/checkpoint', note =>
      note.replace(/\n\d+\n/, '\n99999999999\n'),
    )
    expect(codes(await check(endless))).toContain('checkpoint')
    expect(codes(await check(new Map()))).toEqual(['missing'])
  })

  it('the log of another office', async () => {
    const log = weekOfLife()
    const { seen } = await checkLog(log)
    const other = ledgerLog({ origin: 'other.example/public/ledger' })
    expect(codes(await checkLedger(readerOf(other.files()), { seen: seen! }))).toContain('origin')
  })
})

describe('an attack on the history, signed by the office, is found', () => {
  it('a second history shown to one visitor: a fork, and other fingerprints', async () => {
    const log = weekOfLife()
    const other = weekOfLife({ '2026-11-06': [] })
    other.publish(WEEK, { ...W45, concluded: 4, carriedOut: 3 })
    const [one, two] = [await checkLog(log), await checkLog(other)]
    expect([one.agreed, two.agreed]).toEqual([true, true])
    expect(one.fingerprint).not.toBe(two.fingerprint)
    other.close('2026-11-11')
    other.close('2026-11-12')
    const shown = await checkLog(other, { seen: one.seen! })
    expect(codes(shown)).toEqual(['fork'])
    expect(shown.seen).toEqual(one.seen)
    // Of the same size.
    const same = weekOfLife({ '2026-11-06': [{ of: 'f', event: 'set_aside', code: 'test' }] })
    expect(codes(await checkLog(same, { seen: one.seen! }))).toEqual(['fork'])
  })

  it('a log that has shrunk', async () => {
    const log = weekOfLife()
    const { seen } = await checkLog(log)
    log.lines.pop()
    const shrunk = await checkLog(log, { seen: seen!, week: WEEK })
    expect(codes(shrunk)).toEqual(['shrunk'])
    expect(shrunk.seen).toEqual(seen)
  })

  it('an old checkpoint that is replayed', async () => {
    const log = weekOfLife()
    const old = log.files()
    log.close('2026-11-11')
    log.close('2026-11-12')
    const { seen } = await checkLog(log, { today: '2026-11-13' })
    expect(codes(await check(old, { seen: seen!, today: '2026-11-13' }))).toEqual(['shrunk', 'replayed'])
    expect(codes(await check(old, { today: '2026-11-12' }))).toEqual([])
    expect(codes(await check(old, { today: '2026-11-13' }))).toEqual(['replayed'])
  })

  it('an entry taken out before it was signed', async () => {
    const log = weekOfLife()
    log.lines.splice(
      log.lines.findIndex(line => line.includes('"assigned"')),
      1,
    )
    log.publish(WEEK, W45, { size: log.lines.length - 1 })
    const { differences } = await checkLog(log)
    expect(codes(await checkLog(log))).toEqual(['order'])
    expect(differences[0]!.text).toContain('应是第 2 条：有记录被拿掉或插进来')
  })

  it('entries in another order', async () => {
    const log = weekOfLife()
    const at = log.lines.findIndex(line => line.includes('"day":"2026-11-04"'))
    ;[log.lines[at], log.lines[at + 1]] = [log.lines[at + 1]!, log.lines[at]!]
    log.publish(WEEK, W45, { size: log.lines.length - 1 })
    expect(codes(await checkLog(log))).toEqual(['order'])
  })

  it('a day that was closed twice, or before one that is closed already', async () => {
    for (const day of ['2026-11-10', '2026-11-01']) {
      const log = weekOfLife()
      log.close(day)
      expect(codes(await checkLog(log))).toEqual(['order'])
    }
  })

  it('an entry of a day that is still to come', async () => {
    const log = weekOfLife()
    log.close('2026-11-11', { of: 'g', event: 'received', day: '2026-11-12', term: '7w' })
    expect(codes(await checkLog(log))).toEqual(['order'])
  })

  it('a history that goes beyond the opening, and an opening in the middle', async () => {
    const log = ledgerLog({ history: [{ of: 'x', event: 'received', day: '2026-10-26', due: '2026-11-04' }] })
    expect(codes(await checkLedger(readerOf(log.files())))).toContain('order')
    const twice = weekOfLife()
    twice.lines.push(twice.lines[0]!)
    expect(codes(await checkLog(twice))).toContain('order')
  })

  it('a log that ends before a day is closed', async () => {
    const log = weekOfLife()
    log.lines.push(log.lines.find(line => line.includes('"event":"withdrawn"'))!.replace('"n":2', '"n":3'))
    expect(codes(await checkLog(log))).toEqual(['order'])
  })

  it('an entry that was back-dated', async () => {
    // Answered on the 4th; written as if on the 3rd, the last day, in the closing of the 4th.
    const log = weekOfLife({
      '2026-11-04': [
        { of: 'a', event: 'rated', stars: 5 },
        { of: 'b', event: 'answered', reply: 1, replied: true, day: '2026-11-03' },
        { of: 'old', event: 'declined', reply: 1, replied: true },
      ],
    })
    log.publish(WEEK, { ...W45, answeredOnTime: 3, answeredOnTimeExtended: 3 })
    const report = await checkLog(log)
    expect(codes(report)).toEqual(['numbers'])
    expect(report.notices.map(({ code }) => code)).toContain('late')
  })

  it('a reply recorded late with an early date, and said to be in time', async () => {
    const hours = { hours: true as const, due: '2026-11-05', start: '2026-11-05', term: '24h' }
    const log = weekOfLife({
      '2026-11-05': [{ of: 'u', event: 'received', ...hours }],
      '2026-11-07': [
        {
          of: 'u',
          event: 'answered',
          reply: 1,
          replied: true,
          day: '2026-11-05',
          late_original: false,
          late_due: false,
        },
      ],
    })
    const report = await checkLog(log)
    expect(report.week!.counts).toMatchObject({ cohort: 5, answered: 4, answeredOnTime: 2 })
  })

  it('a due date that its term does not give', async () => {
    expect(codes(await checkLog(rewritten(weekOfLife(), 'received', {})))).toEqual([])
    const wrong = weekOfLife()
    const at = wrong.lines.findIndex(line => line.includes('"term":"7w"'))
    wrong.lines[at] = wrong.lines[at]!.replace('"due":"2026-11-06"', '"due":"2026-11-07"')
    wrong.publish(WEEK, W45, { size: wrong.lines.length - 1 })
    const report = await checkLog(wrong)
    expect(codes(report)).toEqual(['due_date'])
    expect(report.differences[0]!.text).toContain('从 2026-10-28 起 7 个工作日，不会是 2026-11-07 到期')
  })

  it('a due date of which nothing is said that it could be checked by', async () => {
    for (const part of ['"start":"2026-10-28",', ',"term":"7w"']) {
      const log = weekOfLife()
      const at = log.lines.findIndex(line => line.includes(part) && line.includes('"term":"7w"'))
      log.lines[at] = log.lines[at]!.replace(part, '')
      const report = await checkLog(log)
      expect(report.differences[0]).toEqual({
        code: 'entry',
        text: `序号 ${at}：没有写明期限，到期的日子没法核对。`,
      })
    }
  })

  it('a case whose days are given to the week, with more than that', async () => {
    const sunday = { coarse: true as const, day: '2026-11-01', due: '2026-11-08' }
    const plain = weekOfLife({ '2026-11-01': [{ of: 'g', event: 'received', ...sunday }] })
    expect((await checkLog(plain)).differences.map(({ code }) => code)).not.toContain('entry')
    for (const more of [
      { kind: 'report' },
      { channel: 'web' },
      { start: '2026-11-01' },
      { hours: true as const },
    ]) {
      const log = weekOfLife({ '2026-11-01': [{ of: 'g', event: 'received', ...sunday, ...more }] })
      expect([more, codes(await checkLog(log))]).toEqual([more, expect.arrayContaining(['entry'])])
    }
  })

  it('an entry that version 1 does not know, and one of a day that does not exist', async () => {
    for (const change of [{ stars: 6 }, { day: '2026-02-30' }, { coarse: true as const }]) {
      const log = rewritten(weekOfLife(), 'rated', change)
      expect(codes(await checkLog(log))).toContain('entry')
    }
    const log = weekOfLife()
    log.lines.splice(4, 0, 'not JSON', '{"v":1}', '[]')
    expect((await checkLog(log)).differences.filter(({ code }) => code === 'entry')).toHaveLength(3)
  })

  it('a week whose last day the log has not closed', async () => {
    const log = weekOfLife()
    const size = log.lines.findIndex(line => line.includes('"day":"2026-11-08"'))
    log.publish(WEEK, W45, { size })
    expect(codes(await checkLog(log))).toEqual(['not_closed'])
  })

  it('a week that began before the log', async () => {
    const log = ledgerLog({ opened: '2026-11-02' })
    log.close('2026-11-08')
    log.publish(WEEK, { ...W45 })
    expect(codes(await checkLog(log))).toContain('before_ledger')
  })

  it('a week that names no log, or is not published', async () => {
    const log = weekOfLife()
    log.publish(WEEK, W45, { ledger: null })
    expect(codes(await checkLog(log))).toEqual(['missing'])
    log.published.clear()
    const report = await checkLog(log)
    expect(codes(report)).toEqual(['missing'])
    expect(report.week).toMatchObject({ counts: W45, published: null })
  })
})

describe('whatever is served', () => {
  it('is answered with findings, of each kind twenty and how many more', async () => {
    const log = weekOfLife()
    log.lines.push(...Array.from({ length: 30 }, () => 'x'))
    const { differences } = await checkLog(log)
    const entries = differences.filter(({ code }) => code === 'entry')
    expect(entries).toHaveLength(21)
    expect(entries.at(-1)!.text).toBe('还有 10 处同样的问题。')
  })

  it('is never thrown, whichever file is replaced by rubbish', async () => {
    const files = weekOfLife().files()
    const rubbish = [
      new Uint8Array(),
      Uint8Array.of(0xff, 0xfe, 0),
      utf8('null'),
      utf8('[]'),
      utf8('{}'),
      utf8('\n'),
      utf8('{"counts":[],"byKind":[1],"byDepartment":{},"figures":[{}],"ledger":1}'),
      utf8('{"v":1,"years":[{"year":1,"version":1,"holidays":["2026-13-01"],"workdays":[]}]}'),
      new Uint8Array(20_000_000),
    ]
    for (const path of files.keys())
      for (const bytes of rubbish) {
        if (path.startsWith('ledger/checkpoints/')) continue
        const { agreed } = await check(new Map(files).set(path, bytes))
        expect([path, bytes.length, agreed]).toEqual([
          path,
          bytes.length,
          path === 'ledger/rotations' && bytes.length === 0,
        ])
      }
  })

  it('but a file that cannot be had, and a week that does not exist, are errors', async () => {
    const read = readerOf(weekOfLife().files())
    const broken = async (path: string) => {
      if (path.includes('/entries/')) throw new Error('connection reset')
      return read(path)
    }
    await expect(checkLedger(broken)).rejects.toThrow('connection reset')
    await expect(checkLedger(read, { week: '2026-W99' })).rejects.toThrow(RangeError)
  })
})
