import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  endOfWeek,
  type GroupCount,
  namesDepartment,
  namingOf,
  publicFields,
  sharedBy,
} from '../../../../src/domain/numbers/ledger/naming.ts'
import { runs } from '../../../helpers/runs.ts'

const ROAD = { kind: 'complaint', channel: 'phone', categoryId: 'road', areaId: 'east' }
const of = (cases: number, more: Partial<GroupCount> = {}): GroupCount => ({
  ...ROAD,
  departmentId: 'construction',
  cases,
  ...more,
})
const named = { ...ROAD, anonymous: false }

describe('what an entry names', () => {
  it('is everything that five cases share', () => {
    expect(namingOf(named, sharedBy([of(5)]))).toEqual({ coarse: false, ...ROAD })
  })

  it('ends before the first group that fewer than five share', () => {
    const shared = sharedBy([of(4), of(3, { areaId: 'west' }), of(9, { categoryId: 'water' })])
    expect(namingOf(named, shared)).toEqual({ coarse: false, ...ROAD, areaId: null })
    expect(namingOf({ ...named, categoryId: null }, shared)).toMatchObject({
      channel: 'phone',
      categoryId: null,
      areaId: null,
    })
  })

  it('is nothing for a kind with fewer than five cases, and its days are given to the week', () => {
    const shared = sharedBy([of(40), of(4, { kind: 'report' })])
    expect(namingOf({ ...named, kind: 'report' }, shared)).toEqual({
      coarse: true,
      kind: null,
      channel: null,
      categoryId: null,
      areaId: null,
    })
  })

  it('is nothing for an anonymous case, however common it is', () => {
    expect(namingOf({ ...named, anonymous: true }, sharedBy([of(500)]))).toMatchObject({
      coarse: true,
      kind: null,
    })
  })

  it('is a department only if five cases with the same names are there', () => {
    const shared = sharedBy([of(5), of(4, { departmentId: 'safety' })])
    const mine = namingOf(named, shared)
    expect(namesDepartment('construction', mine, shared)).toBe(true)
    expect(namesDepartment('safety', mine, shared)).toBe(false)
    expect(namesDepartment('safety', { ...mine, areaId: null }, shared)).toBe(false)
    expect(namesDepartment('construction', namingOf({ ...named, anonymous: true }, shared), shared)).toBe(
      false,
    )
  })

  it('is never shared by fewer than five, for any office', () => {
    const some = (...names: string[]) => fc.constantFrom(...names)
    const row = fc.record({
      kind: some('complaint', 'inquiry', 'report'),
      channel: some('phone', 'web'),
      categoryId: fc.option(some('road', 'water')),
      areaId: fc.option(some('east', 'west')),
      departmentId: fc.option(some('construction', 'safety')),
      cases: fc.integer({ min: 1, max: 9 }),
    })
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 20 }), fc.nat(), (rows, i) => {
        const mine = rows[i % rows.length]!
        const shared = sharedBy(rows)
        const naming = namingOf({ ...mine, anonymous: false }, shared)
        const like = (other: GroupCount) =>
          (['kind', 'channel', 'categoryId', 'areaId'] as const).every(
            name => naming[name] === null || naming[name] === other[name],
          )
        const sharers = rows.filter(like)
        const sum = (some: GroupCount[]) => some.reduce((n, { cases }) => n + cases, 0)
        if (!naming.coarse) expect(sum(sharers)).toBeGreaterThanOrEqual(5)
        const department = mine.departmentId
        if (department !== null && namesDepartment(department, naming, shared))
          expect(sum(sharers.filter(r => r.departmentId === department))).toBeGreaterThanOrEqual(5)
      }),
      runs(500),
    )
  })
})

describe('a coarse case', () => {
  const coarse = { coarse: true, kind: null, channel: null, categoryId: null, areaId: null }
  const shared = sharedBy([of(100)])

  it('gives every day as the Sunday of its week', () => {
    expect(endOfWeek('2026-11-02')).toBe('2026-11-08')
    expect(endOfWeek('2026-11-08')).toBe('2026-11-08')
    expect(
      publicFields(
        {
          event: 'received',
          day: '2026-11-03',
          due: '2027-01-02',
          start: '2026-11-03',
          term: '60d',
          rules: 'huiyin-rates-1',
        },
        coarse,
        shared,
      ),
    ).toEqual({
      event: 'received',
      day: '2026-11-08',
      due: '2027-01-03',
      rules: 'huiyin-rates-1',
      coarse: true,
    })
  })

  it('looks the same on whatever day of the week it came, and from whichever channel', () => {
    const weekdays = ['2026-11-02', '2026-11-04', '2026-11-06', '2026-11-08']
    const seen = weekdays.map(day =>
      JSON.stringify(publicFields({ event: 'received', day, due: day, hours: true }, coarse, shared)),
    )
    expect(new Set(seen).size).toBe(1)
  })

  it('names no department', () => {
    expect(
      publicFields({ event: 'assigned', day: '2026-11-03', department: 'construction' }, coarse, shared),
    ).toEqual({ event: 'assigned', day: '2026-11-08', coarse: true })
  })
})
