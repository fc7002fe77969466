import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { addDays, instantOf } from '../../src/domain/base/civil-date.ts'
import { shiftWeek, weekNamed } from '../../src/domain/base/week.ts'
import { spanOf } from '../../src/domain/numbers/digest.ts'
import { factsOf } from '../../src/domain/numbers/facts.ts'
import { ledgerCountsOf } from '../../src/domain/numbers/ledger/counts.ts'
import { entriesOf } from '../../src/domain/numbers/ledger/entries-of.ts'
import { endOfWeek, publicFields } from '../../src/domain/numbers/ledger/naming.ts'
import { checkLedger } from '../../src/domain/numbers/ledger/verify/check-ledger.ts'
import { checkProof } from '../../src/domain/numbers/ledger/verify/check-proof.ts'
import { addTally, emptyTally, tallyOf } from '../../src/domain/numbers/tally.ts'
import { anyLife } from '../domain/numbers/lives.ts'
import {
  type LedgerLog,
  ledgerLog,
  readerOf,
  type Told,
  tileFiles,
  W45,
  weekOfLife,
} from '../helpers/ledger-log.ts'
import { folderOf, hasPython, verifyPy } from '../helpers/verify-py.ts'

/** docs/verify.py was written from docs/ledger.md alone; here the two verifiers are held equal. */

const WEEK = '2026-W45'

type Files = Map<string, Uint8Array>

let dir: string
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'huiyin-verify-py-'))
})
afterAll(() => rmSync(dir, { recursive: true, force: true }))

/** What the Python verifier calls by a wider name. */
const ALSO: Record<string, string> = { digest_checkpoint: 'fork', key: 'signature' }

const codesOf = (differences: readonly { code: string }[]) =>
  [...new Set(differences.map(({ code }) => ALSO[code] ?? code))].sort()

async function both(files: Files, week = WEEK, key?: string) {
  const [theirs, ours] = await Promise.all([
    verifyPy('--dir', folderOf(dir, files), '--week', week, ...(key === undefined ? [] : ['--vkey', key])),
    checkLedger(readerOf(files), { week, ...(key !== undefined && { key }) }),
  ])
  return { theirs, ours }
}

const text = (files: Files, path: string) => Buffer.from(files.get(path)!).toString()
const edited = (files: Files, path: string, edit: (before: string) => string): Files =>
  new Map(files).set(path, Buffer.from(edit(text(files, path))))
const pathIn = (files: Files, part: string) => [...files.keys()].find(path => path.includes(part))!
const served = (log: LedgerLog, change: (line: string) => string): Files =>
  new Map([...log.files(), ...tileFiles(log.lines.map(change))])

/** Signs the week again after its lines were changed. */
function resigned(log: LedgerLog): Files {
  log.publish(WEEK, W45, { size: log.lines.length - 1 })
  return log.files()
}

function changed(from: string, to: string, log = weekOfLife()): Files {
  const at = log.lines.findIndex(line => line.includes(from))
  log.lines[at] = log.lines[at]!.replace(from, to)
  return resigned(log)
}

const late = (): LedgerLog =>
  weekOfLife({
    '2026-11-04': [
      { of: 'a', event: 'rated', stars: 5 },
      { of: 'b', event: 'answered', reply: 1, replied: true, day: '2026-11-03' },
      { of: 'old', event: 'declined', reply: 1, replied: true },
    ],
  })

/** Logs with something wrong, and the code that must be among the differences of both. */
const ATTACKS: Record<string, { code: string; files: () => Files }> = {
  'a leaf that was changed': {
    code: 'root',
    files: () => served(weekOfLife(), line => line.replace('"stars":5', '"stars":4')),
  },
  'a leaf that was removed before signing': {
    code: 'order',
    files: () => {
      const log = weekOfLife()
      log.lines.splice(
        log.lines.findIndex(line => line.includes('"assigned"')),
        1,
      )
      return resigned(log)
    },
  },
  'entries in another order': {
    code: 'order',
    files: () => {
      const log = weekOfLife()
      const at = log.lines.findIndex(line => line.includes('"day":"2026-11-04"'))
      log.lines.splice(at, 2, log.lines[at + 1]!, log.lines[at]!)
      return resigned(log)
    },
  },
  'a reply recorded late with an early date': {
    code: 'numbers',
    files: () => {
      const log = late()
      log.publish(WEEK, { ...W45, answeredOnTime: 3, answeredOnTimeExtended: 3 })
      return log.files()
    },
  },
  'a digest with a better number': {
    code: 'numbers',
    files: () => {
      const log = weekOfLife()
      log.publish(WEEK, { ...W45, answeredOnTime: 3 }, { size: log.lines.length - 1 })
      return log.files()
    },
  },
  'a group with a better number': {
    code: 'groups',
    files: () => {
      const log = weekOfLife()
      const row = { id: 'complaint', name: '投诉', received: 1, cohort: 2, answeredOnTime: 3 }
      log.publish(WEEK, W45, { byKind: [row] })
      return log.files()
    },
  },
  'a digest whose checkpoint is of another history': {
    code: 'fork',
    files: () => {
      const other = weekOfLife({ '2026-11-06': [{ of: 'f', event: 'set_aside', code: 'test' }] })
      return new Map([...weekOfLife().files(), ...other.published])
    },
  },
  'a bundle that was truncated': {
    code: 'tile',
    files: () => {
      const files = weekOfLife().files()
      const path = pathIn(files, '/tile/entries/')
      return files.set(path, files.get(path)!.slice(0, -1))
    },
  },
  'a tile of hashes that is not of this tree': {
    code: 'tile',
    files: () => {
      const files = weekOfLife().files()
      const path = pathIn(files, '/tile/0/')
      return files.set(path, Uint8Array.from(files.get(path)!).fill(1, 64, 65))
    },
  },
  'a bundle that is missing': {
    code: 'missing',
    files: () => {
      const files = weekOfLife().files()
      files.delete(pathIn(files, '/tile/entries/'))
      return files
    },
  },
  'a calendar that was changed afterwards': {
    code: 'calendar',
    files: () => {
      const files = weekOfLife().files()
      return edited(files, pathIn(files, '/calendars/'), json => json.replace('2026-10-01', '2026-11-05'))
    },
  },
  'a calendar that is missing': {
    code: 'missing',
    files: () => {
      const files = weekOfLife().files()
      files.delete(pathIn(files, '/calendars/'))
      return files
    },
  },
  'a due date that its term does not give': {
    code: 'due_date',
    files: () => changed('"due":"2026-11-06"', '"due":"2026-11-07"'),
  },
  'a due date of which nothing is said': {
    code: 'entry',
    files: () => changed('"start":"2026-10-28","term":"7w",', ''),
  },
  'an entry with a field that is not known': {
    code: 'entry',
    files: () => changed('"stars":5', '"stars":5,"text":"x"'),
  },
  'an entry of a day that does not exist': {
    code: 'entry',
    files: () => changed('"due":"2026-11-13"', '"due":"2026-11-31"'),
  },
  'an entry that is not canonical': { code: 'entry', files: () => changed('"stars":5', '"stars": 5') },
  'a checkpoint with a forged signature': {
    code: 'signature',
    files: () =>
      edited(weekOfLife().files(), 'ledger/checkpoint', note =>
        note.replace(/(.)(.{20})\n$/, (_, one: string, end: string) => `${one === 'A' ? 'B' : 'A'}${end}\n`),
      ),
  },
  'a checkpoint that is none': {
    code: 'checkpoint',
    files: () => edited(weekOfLife().files(), 'ledger/checkpoint', () => 'a\n1\nb\n'),
  },
  'the checkpoint of another log': {
    code: 'origin',
    files: () => {
      const other = ledgerLog({ origin: 'other.example/public/ledger' })
      return new Map(weekOfLife().files()).set('ledger/checkpoint', Buffer.from(other.checkpoint()))
    },
  },
  'a change of the key that the old key did not sign': {
    code: 'signature',
    files: () => {
      const log = weekOfLife()
      log.changeKey('2026-11-11')
      return edited(log.files(), 'ledger/rotations', note => {
        const lines = note.split('\n')
        return [...lines.slice(0, -3), ...lines.slice(-2)].join('\n')
      })
    },
  },
  'a week that the log does not close': {
    code: 'not_closed',
    files: () => {
      const log = weekOfLife()
      const size = log.lines.findIndex(line => line.includes('"day":"2026-11-08"'))
      log.publish(WEEK, W45, { size })
      return log.files()
    },
  },
  'a week that began before the log': {
    code: 'before_ledger',
    files: () => {
      const log = ledgerLog({ opened: '2026-11-02' })
      log.close('2026-11-08')
      log.publish(WEEK, W45)
      return log.files()
    },
  },
  'a week that is not published': {
    code: 'missing',
    files: () => {
      const log = weekOfLife()
      log.published.clear()
      return log.files()
    },
  },
}

describe.skipIf(!hasPython)('docs/verify.py', () => {
  it.each<[string, () => LedgerLog]>([
    ['of an ordinary week', weekOfLife],
    ['with a late record', late],
    [
      'after two changes of the key',
      () => {
        const log = weekOfLife()
        log.changeKey('2026-11-11')
        log.changeKey('2026-11-12')
        return log
      },
    ],
    [
      'with tables of groups',
      () => {
        const log = weekOfLife()
        const complaints = { id: 'complaint', name: '投诉', received: 1, cohort: 2, answeredOnTime: 1 }
        const hidden = { id: 'help', name: '求助', received: null, cohort: null, answeredOnTime: null }
        const nobody = { id: null, name: '还没有分派', received: 3, cohort: 3, answeredOnTime: 1 }
        log.publish(WEEK, W45, { byKind: [complaints, hidden], byDepartment: [nobody] })
        return log
      },
    ],
    [
      'with witnesses',
      () => {
        const log = weekOfLife()
        log.witness('witness.example.org', 1_762_790_400)
        return log
      },
    ],
  ])('agrees where the command agrees: a log %s', async (_, make) => {
    const log = make()
    const { theirs, ours } = await both(log.files(), WEEK, log.key)
    expect([theirs.differences, ours.differences]).toEqual([[], []])
    expect([theirs.agreed, ours.agreed]).toEqual([true, true])
    expect(theirs.counts).toEqual(ours.week!.counts)
    expect(theirs.size).toBe(ours.week!.size)
    expect(theirs.fingerprint).toBe(ours.week!.fingerprint)
    expect(theirs.late > 0).toBe(ours.notices.some(({ code }) => code === 'late'))
  })

  it.each(Object.entries(ATTACKS))('finds what the command finds: %s', async (_, { code, files }) => {
    const { theirs, ours } = await both(files())
    expect([theirs.agreed, ours.agreed]).toEqual([false, false])
    expect(codesOf(theirs.differences)).toContain(code)
    expect(codesOf(ours.differences)).toContain(code)
  })

  it('refuses a wrong key as the command does', async () => {
    const other = ledgerLog({ origin: 'other.example/public/ledger' })
    const { theirs, ours } = await both(weekOfLife().files(), WEEK, other.key)
    expect([theirs.agreed, ours.agreed]).toEqual([false, false])
    expect(codesOf(theirs.differences)).toContain('origin')
    expect(codesOf(ours.differences)).toContain('origin')
  })

  it('counts what the command counts, and the office, for many lives over many weeks', async () => {
    const lives = fc.sample(anyLife, { numRuns: 120, seed: 20_261_109 })
    const log = ledgerLog({ opened: '2026-08-30' })
    const told = new Map<string, Told[]>()
    for (const [i, record] of lives.entries()) {
      // Every third gives its days to the week only.
      const coarse = i % 3 === 0
      const kind = coarse ? null : record.kind
      const named = { coarse, kind, channel: null, categoryId: null, areaId: null }
      for (const { fields } of entriesOf(record)) {
        const { event } = fields
        const shown = publicFields(fields, named, { byGroups: new Map(), byDepartment: new Map() })
        const day = coarse ? endOfWeek(fields.day) : fields.day
        told.set(day, [...(told.get(day) ?? []), { ...shown, event, of: `case ${i}` }])
      }
    }
    for (const day of [...told.keys()].sort()) log.close(day, ...told.get(day)!)
    log.close('2027-06-01')
    const weeks = Array.from({ length: 14 }, (_, i) => shiftWeek(weekNamed('2026-W36')!, i))
    for (const week of weeks) {
      const total = emptyTally()
      for (const record of lives)
        addTally(total, tallyOf(factsOf(record), spanOf(week, instantOf(addDays(week.to, 400)))))
      log.publish(week.id, ledgerCountsOf(total))
    }
    const files = log.files()
    const ledger = folderOf(dir, files)
    for (const { id } of weeks) {
      const [theirs, ours] = [
        await verifyPy('--dir', ledger, '--week', id),
        await checkLedger(readerOf(files), { week: id }),
      ]
      expect([id, theirs.differences, ours.differences]).toEqual([id, [], []])
      expect(theirs.counts).toEqual(ours.week!.counts)
    }
  })

  it('reads a proof as the command does', async () => {
    const log = weekOfLife()
    const [proof, other] = [await log.proof(1, 'old'), await log.proof(1, 'a')]
    for (const [content, agreed] of [
      [proof, true],
      [other, false],
      [proof.replace('index 1', 'index 2'), false],
      ['x', false],
    ] as const) {
      const file = join(dir, 'one.tlog-proof')
      writeFileSync(file, content)
      const theirs = await verifyPy('--proof', file, '--vkey', log.key)
      const ours = await checkProof(content, { key: log.key })
      expect([theirs.agreed, ours.agreed]).toEqual([agreed, agreed])
      expect(codesOf(theirs.differences)).toEqual(codesOf(ours.differences))
      if (agreed) expect(theirs.fingerprint).toBe(ours.fingerprint)
    }
  })
})
