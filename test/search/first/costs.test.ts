import fc from 'fast-check'
import { expect, it } from 'vitest'
import { AIMS, type Aim } from '../../../src/domain/talk/routing.ts'
import { choose } from '../../../src/search/first/costs.ts'
import type { Aims } from '../../../src/search/first/weigh.ts'
import { runs } from '../../helpers/runs.ts'

/** Probabilities from anything that says how likely each aim is beside the others. */
function aimsOf(parts: Partial<Record<Aim, number>>): Aims {
  const sum = AIMS.reduce((all, aim) => all + (parts[aim] ?? 0), 0)
  return Object.fromEntries(AIMS.map(aim => [aim, (parts[aim] ?? 0) / sum])) as Aims
}

it.each([
  ['guide', 'guide'],
  ['inquiry', 'inquiry'],
  ['complaint', 'case'],
  ['help', 'case'],
  ['suggestion', 'case'],
  ['report', 'report'],
  ['ownCase', 'ownCase'],
  ['smallTalk', 'smallTalk'],
  ['unclear', 'which'],
] as const)('who surely wants %s gets %s', (aim, way) => {
  const aims = aimsOf({ [aim]: 1 })
  expect(choose(aims, aims.guide)).toBe(way)
})

it('lists guides when one of several may be right, and asks when a matter may be one of several', () => {
  expect(choose(aimsOf({ guide: 0.4, inquiry: 0.5, complaint: 0.1 }), 0.85)).toBe('candidates')
  expect(choose(aimsOf({ complaint: 1, inquiry: 1 }), 0)).toBe('which')
  expect(choose(aimsOf({ complaint: 1, report: 2, inquiry: 2 }), 0)).toBe('which')
})

it('shows no guide where none is possible, whatever else is wanted', () => {
  const share = fc.double({ min: 0, max: 1, noNaN: true })
  const others = fc.record(
    Object.fromEntries(AIMS.filter(aim => aim !== 'guide').map(aim => [aim, share])) as Record<
      Aim,
      typeof share
    >,
  )
  fc.assert(
    fc.property(others, fc.double({ min: 0, max: 0.05, noNaN: true }), (parts, guide) => {
      const rest = aimsOf({ ...parts, unclear: (parts.unclear ?? 0) + 0.01 })
      const aims = Object.fromEntries(
        AIMS.map(aim => [aim, aim === 'guide' ? guide : (1 - guide) * rest[aim]]),
      ) as Aims
      expect(['guide', 'candidates']).not.toContain(choose(aims, 0))
    }),
    runs(),
  )
})
