import { describe, expect, it } from 'vitest'
import {
  canonical,
  type Entry,
  inLedgerOrder,
  parseEntry,
} from '../../../../src/domain/numbers/ledger/entry.ts'

const CASE = 'YJIHEgMVr65h-cWyOsCzPoJCNVGXqcCrJC08qO79jds'
const ANSWERED: Entry = {
  v: 1,
  event: 'answered',
  day: '2026-11-03',
  case: CASE,
  n: 2,
  reply: 1,
  replied: true,
}
const LINE = `{"case":"${CASE}","day":"2026-11-03","event":"answered","n":2,"replied":true,"reply":1,"v":1}`

describe('an entry', () => {
  it('is written with its keys in order and no spaces', () => {
    expect(canonical(ANSWERED)).toBe(LINE)
    expect(parseEntry(LINE)).toEqual(ANSWERED)
  })

  it.each([
    ['another order of keys', LINE.replace('"n":2,', '').replace('}', ',"n":2}')],
    ['a space', LINE.replace(':2', ': 2')],
    ['an unknown field', LINE.replace('}', ',"w":1}')],
    ['a field of another event', LINE.replace('"reply":1', '"reply":1,"stars":5')],
    ['no reply', LINE.replace('"reply":1,', '')],
    ['another version', LINE.replace('"v":1', '"v":2')],
    ['an unknown event', LINE.replace('answered', 'answerd')],
    ['the name of a thing of every object', LINE.replace('answered', 'constructor')],
    ['a day that is none', LINE.replace('2026-11-03', '2026-13-03')],
    ['a number as text', LINE.replace('"n":2', '"n":"2"')],
    ['a fraction', LINE.replace('"n":2', '"n":2.5')],
    ['a number written otherwise', LINE.replace('"n":2', '"n":2.0')],
    ['a key twice', LINE.replace('"n":2', '"n":1,"n":2')],
    ['a short commitment', LINE.replace(CASE, CASE.slice(1))],
    ['half a line', LINE.slice(0, 40)],
    ['a list', '[]'],
    ['nothing', ''],
    ['null', 'null'],
  ])('is not read from a line with %s', (_what, line) => {
    expect(parseEntry(line)).toBeNull()
  })

  it('stands by day, then case, then number', () => {
    const at = (day: string, name: string, n: number): Entry => ({ ...ANSWERED, day, case: name, n })
    const sorted = [
      at('2026-11-02', 'b', 9),
      at('2026-11-03', 'a', 2),
      at('2026-11-03', 'a', 10),
      at('2026-11-03', 'b', 1),
    ]
    expect([...sorted].reverse().sort(inLedgerOrder)).toEqual(sorted)
  })
})
