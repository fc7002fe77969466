import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { civilDate } from '../../../../src/domain/base/civil-date.ts'
import { APPLICANT_IDS, OUTCOME_IDS } from '../../../../src/domain/cases/disclosure.ts'
import {
  type Application,
  applicationProblems,
  COLUMN_IDS,
  disclosureTable,
  placesOf,
} from '../../../../src/domain/numbers/annual/applications.ts'
import { spanOf } from '../../../../src/domain/numbers/digest.ts'
import { factsOf } from '../../../../src/domain/numbers/facts.ts'
import { runs } from '../../../helpers/runs.ts'
import { anyLife, FIRST } from '../lives.ts'

const anyApplication = fc
  .record({
    life: anyLife,
    outcome: fc.constantFrom(null, 'lost', ...OUTCOME_IDS),
    applicant: fc.constantFrom(null, 'nobody', ...APPLICANT_IDS),
  })
  .map(
    ({ life, outcome, applicant }): Application => ({
      number: life.number,
      facts: factsOf(life),
      outcome,
      applicant,
    }),
  )

const anySpan = fc
  .tuple(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 60 }))
  .map(([start, length]) => {
    const period = { id: 'any', from: civilDate(FIRST + start), to: civilDate(FIRST + start + length) }
    return spanOf(period, new Date('2028-01-01T00:00Z'))
  })

const anyTable = fc
  .tuple(fc.array(anyApplication, { maxLength: 12 }), anySpan)
  .map(([applications, span]) => disclosureTable(applications, span))

describe('the table of applications', () => {
  it('keeps its check rules, whatever happens to applications', () => {
    fc.assert(
      fc.property(anyTable, table => {
        expect(applicationProblems(table)).toEqual([])
        expect(table.balanced).toBe(true)
      }),
      runs(150),
    )
  })

  it('fails them when any one of its numbers is wrong', () => {
    const row = fc.constantFrom('received', 'carriedIn', 'carriedOut', 'concludedTotal', ...OUTCOME_IDS)
    fc.assert(
      fc.property(anyTable, row, fc.constantFrom(...COLUMN_IDS), (table, name, column) => {
        const broken = structuredClone(table)
        const columns =
          name in broken.concluded
            ? broken.concluded[name]!
            : broken[name as 'received' | 'carriedIn' | 'carriedOut' | 'concludedTotal']
        columns[column]++
        expect(applicationProblems(broken)).not.toEqual([])
      }),
      runs(),
    )
  })

  it('is the sum of the places of its applications, so that a list of them has what a number counts', () => {
    fc.assert(
      fc.property(fc.array(anyApplication, { maxLength: 8 }), anySpan, (applications, span) => {
        const table = disclosureTable(applications, span)
        const places = applications.flatMap(application => placesOf(application, span))
        const sum = (row: string, applicant?: string) =>
          places
            .filter(p => p.row === row && (applicant === undefined || p.applicant === applicant))
            .reduce((n, p) => n + p.n, 0)
        for (const applicant of APPLICANT_IDS)
          expect(table.received[applicant]).toBe(sum('received', applicant))
        for (const id of OUTCOME_IDS) expect(table.concluded[id]!.total).toBe(sum(id))
        expect(table.carriedOut.total).toBe(sum('carriedOut'))
      }),
      runs(),
    )
  })
})
