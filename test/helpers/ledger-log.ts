import { createHash } from 'node:crypto'
import { weekNamed } from '../../src/domain/base/week.ts'
import { calendarDocument } from '../../src/domain/numbers/ledger/calendar-document.ts'
import { commitmentOf } from '../../src/domain/numbers/ledger/commitment.ts'
import type { LedgerCounts } from '../../src/domain/numbers/ledger/counts.ts'
import {
  type CaseEntryEvent,
  canonical,
  type Entry,
  type EntryFields,
  inLedgerOrder,
  LEDGER_RULES,
} from '../../src/domain/numbers/ledger/entry.ts'
import { keyChangeText } from '../../src/domain/numbers/ledger/key-change.ts'
import type { ReadFile } from '../../src/domain/numbers/ledger/verify/files.ts'
import { concat, toBase64, utf8 } from '../../src/domain/numbers/log/bytes.ts'
import { formatCheckpoint } from '../../src/domain/numbers/log/checkpoint.ts'
import { cosign } from '../../src/domain/numbers/log/cosignature.ts'
import { type Hash, leafHash, rootOf } from '../../src/domain/numbers/log/merkle.ts'
import { formatNote, formatVerifierKey, keyId, signatureLine } from '../../src/domain/numbers/log/note.ts'
import { formatProof } from '../../src/domain/numbers/log/proof.ts'
import {
  bundleOf,
  hashesIn,
  inclusionProof,
  TILE_WIDTH,
  tilePath,
  tilesOf,
} from '../../src/domain/numbers/log/tiles.ts'
import { signer } from '../domain/numbers/log/signers.ts'
import { calendar, calendarYears } from '../domain/office/office-fixture.ts'

/** A ledger in memory as an office publishes it, and as a dishonest one might: whatever `lines` hold is signed. */

const ORIGIN = 'huiyin.example.gov.cn/public/ledger'
const CALENDAR = calendarDocument(calendarYears)
const CALENDAR_HASH = createHash('sha256').update(CALENDAR).digest('hex')

/** An event of a case that is known by a nickname. The rest is filled in. */
export type Told = Omit<EntryFields, 'event' | 'day'> & { of: string; event: CaseEntryEvent; day?: string }

type Signer = ReturnType<typeof signer>

/** A nickname is also the number of its case. */
const saltOf = (nickname: string): string => createHash('sha256').update(nickname).digest('hex').slice(0, 32)

/** @param opened the last day before the ledger. @param history of cases that were owed then. */
export function ledgerLog({
  opened = '2026-10-25',
  origin = ORIGIN,
  history = [],
}: {
  opened?: string
  origin?: string
  history?: readonly Told[]
} = {}) {
  const keys: { signer: Signer; above: number; rotation: string }[] = [
    { signer: keyOf(origin, 0), above: -1, rotation: '' },
  ]
  const witnesses: { signer: Signer; time: number }[] = []
  const published = new Map<string, Uint8Array>()
  const sizes = new Set<number>()
  const ordinals = new Map<string, number>()
  const lines: string[] = []

  const entryOf = ({ of, day, ...fields }: Told, closing: string): Entry => {
    const n = (ordinals.get(of) ?? 0) + 1
    ordinals.set(of, n)
    const begins = fields.event === 'received' || fields.event === 'reopened'
    const on = day ?? closing
    const term = fields.term !== undefined && fields.due === undefined ? fieldsOfTerm(on, fields.term) : {}
    const all: Entry = { v: 1, ...fields, ...term, day: on, case: commitmentOf(of, saltOf(of)), n }
    if (begins) all.rules = LEDGER_RULES
    if (all.due !== undefined) all.calendar = CALENDAR_HASH
    return all
  }
  const append = (closing: string, told: readonly Told[]) => {
    const entries = told.map(one => entryOf(one, closing)).sort(inLedgerOrder)
    const end: Entry = { v: 1, event: 'day', day: closing, calendar: CALENDAR_HASH }
    lines.push(...[...entries, end].map(canonical))
    sizes.add(lines.length)
  }

  lines.push(
    canonical({
      v: 1,
      event: 'opening',
      day: opened,
      counts: { answered: 0, declined: 0, issued: 1, owed: 1, set_aside: 0, withdrawn: 0 },
      key: formatVerifierKey(keys[0]!.signer.key),
    }),
  )
  append(opened, history)

  const checkpoint = (size = lines.length): string => {
    const root = rootOf(leavesOf(lines.slice(0, size)))
    const text = formatCheckpoint({ origin, size, root, extensions: [] })
    const { signer } = keys.findLast(({ above }) => above < size)!
    return formatNote(text, [
      signatureLine(signer.key, signer.sign, text),
      ...witnesses.map(w => cosign(w.signer.key, w.signer.sign, text, w.time)),
    ])
  }

  return {
    origin,
    /** The entries, in their order. */
    lines,
    published,
    checkpoint,
    /** The office's present verifier key. */
    get key() {
      return formatVerifierKey(keys.at(-1)!.signer.key)
    },
    /** Closes a day with these entries, each on this day unless it says another. */
    close: (day: string, ...told: readonly Told[]) => append(day, told),
    /** The office signs with another key from now on. */
    changeKey(day: string): void {
      const [before, after] = [keys.at(-1)!.signer, keyOf(origin, keys.length)]
      const key = formatVerifierKey(after.key)
      const text = keyChangeText({ origin, key, size: lines.length })
      const rotation = formatNote(
        text,
        [before, after].map(one => signatureLine(one.key, one.sign, text)),
      )
      keys.push({ signer: after, above: lines.length, rotation })
      lines.push(canonical({ v: 1, event: 'key', day, key }))
      append(day, [])
    },
    /** A witness cosigns every checkpoint. @param time in seconds since 1970 */
    witness(name: string, time: number) {
      const witness = signer(name, 4)
      witnesses.push({ signer: witness, time })
      return witness.key
    },
    /** What the resident of this case keeps of the entry in one place. */
    async proof(index: number, number: string, size = lines.length): Promise<string> {
      const tiles = tileFiles(lines.slice(0, size))
      const proof = await inclusionProof(
        index,
        size,
        async (level, n, width) => hashesIn(tiles.get(`ledger/${tilePath(level, n, width)}`)!)!,
      )
      const extra = JSON.stringify({ entry: lines[index], number, salt: saltOf(number) })
      return formatProof({ extra: utf8(extra), index, proof, checkpoint: checkpoint(size) })
    },
    /** Publishes the numbers of a week, computed from the log up to a size. */
    publish(
      id: string,
      counts: LedgerCounts,
      { size = lines.length, ...more }: { size?: number; [other: string]: unknown } = {},
    ): void {
      const { from, to } = weekNamed(id)!
      const ledger = {
        size,
        root: toBase64(rootOf(leavesOf(lines.slice(0, size)))),
        checkpoint: checkpoint(size),
      }
      const body = { period: { week: id, from, to }, counts, byKind: [], byDepartment: [], ledger, ...more }
      published.set(`rates/${id}.json`, utf8(JSON.stringify(body)))
    },
    /** Everything that is published, by its path. */
    files(): Map<string, Uint8Array> {
      const files = new Map(published)
      const text = (path: string, content: string) => files.set(path, utf8(content))
      text('ledger/checkpoint', checkpoint())
      text('ledger/key', keys.map(({ signer }) => `${formatVerifierKey(signer.key)}\n`).join(''))
      text(
        'ledger/rotations',
        keys
          .slice(1)
          .map(({ rotation }) => rotation)
          .join('--\n'),
      )
      text(`ledger/calendars/${CALENDAR_HASH}.json`, CALENDAR)
      for (const size of sizes) if (size <= lines.length) text(`ledger/checkpoints/${size}`, checkpoint(size))
      for (const [path, bytes] of tileFiles(lines)) files.set(path, bytes)
      return files
    },
  }
}

export type LedgerLog = ReturnType<typeof ledgerLog>

/** A key of its own for each change, all by the name of the log. */
const keyOf = (name: string, nth: number): Signer => {
  const { key, sign } = signer(nth === 0 ? name : `${name} ${nth}`)
  return { sign, key: { ...key, name, id: keyId(name, key.type, key.publicKey) } }
}

const fieldsOfTerm = (start: string, term: string) => ({
  start,
  due: calendar.addWorkingDays(start, Number(term.slice(0, -1))),
})

const leavesOf = (lines: readonly string[]): Hash[] => lines.map(line => leafHash(utf8(line)))

/** The bundles of these lines and the tiles of their hashes. */
export function tileFiles(lines: readonly string[]): Map<string, Uint8Array> {
  const files = new Map<string, Uint8Array>()
  const levels: Hash[][] = [leavesOf(lines)]
  for (const { level, n, width } of tilesOf(lines.length)) {
    const [start, end] = [n * TILE_WIDTH, n * TILE_WIDTH + width]
    const hashes = levels[level]!.slice(start, end)
    files.set(`ledger/${tilePath(level, n, width)}`, concat(hashes))
    if (level === 0) {
      const bundle = bundleOf(lines.slice(start, end).map(utf8))
      files.set(`ledger/${tilePath('entries', n, width)}`, bundle)
    }
    if (width < TILE_WIDTH) continue
    levels[level + 1] ??= []
    levels[level + 1]!.push(rootOf(hashes))
  }
  return files
}

export const readerOf =
  (files: ReadonlyMap<string, Uint8Array>): ReadFile =>
  async path =>
    files.get(path) ?? null

/** The week that `weekOfLife` tells, counted by hand. */
export const W45: LedgerCounts = {
  received: 3,
  reopened: 1,
  carriedIn: 4,
  concluded: 5,
  carriedOut: 2,
  cohort: 4,
  answered: 3,
  answeredOnTime: 2,
  extensions: 1,
  cohortExtended: 3,
  answeredOnTimeExtended: 2,
  overdue: 0,
  replied: 3,
  delivered: 2,
  invited: 1,
  rated1: 0,
  rated2: 0,
  rated3: 0,
  rated4: 0,
  rated5: 1,
}

/** Three weeks of an office in which everything happens once; `W45` are the numbers of the second. */
export function weekOfLife(change: Partial<Record<string, readonly Told[]>> = {}): LedgerLog {
  const days: Record<string, readonly Told[]> = {
    '2026-10-26': [{ of: 'a', event: 'received', term: '5w', kind: 'complaint' }],
    '2026-10-27': [
      { of: 'b', event: 'received', term: '5w', kind: 'complaint' },
      { of: 'a', event: 'assigned', department: 'construction' },
    ],
    '2026-10-28': [{ of: 'c', event: 'received', term: '7w' }],
    // Due on Monday the 2nd, the 3rd, the 6th; `old` on the 4th.
    '2026-11-02': [
      { of: 'a', event: 'answered', reply: 1, replied: true },
      { of: 'a', event: 'invited' },
      { of: 'd', event: 'received', term: '7w' },
    ],
    '2026-11-03': [
      { of: 'a', event: 'delivered', reply: 1, replied: false },
      { of: 'd', event: 'withdrawn' },
      { of: 'e', event: 'reopened', term: '5w', kind: 'complaint' },
    ],
    '2026-11-04': [
      { of: 'a', event: 'rated', stars: 5 },
      { of: 'b', event: 'answered', reply: 1, replied: true },
      { of: 'old', event: 'declined', reply: 1, replied: true },
    ],
    '2026-11-05': [
      { of: 'b', event: 'delivered', reply: 1, replied: false },
      { of: 'c', event: 'extended', due: '2026-11-13' },
      { of: 'f', event: 'received', term: '5w' },
    ],
    '2026-11-06': [{ of: 'f', event: 'set_aside', code: 'spam' }],
    '2026-11-08': [],
    '2026-11-09': [{ of: 'c', event: 'answered', reply: 1, replied: true }],
    ...change,
  }
  const log = ledgerLog({
    history: [{ of: 'old', event: 'received', day: '2026-10-20', due: '2026-11-04' }],
  })
  for (const day of Object.keys(days).sort()) log.close(day, ...days[day]!)
  log.publish('2026-W45', W45)
  log.close('2026-11-10')
  return log
}
