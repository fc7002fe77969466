import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  commentFigures,
  figuresBy,
  ITEM_DIMENSION_IDS,
  ITEM_MEASURE_IDS,
  type PlacedCount,
  totalFigures,
} from '../../../src/domain/publish/item-counts.ts'
import { runs } from '../../helpers/runs.ts'

const anyCounts = fc.array(
  fc.record<PlacedCount>({
    columnId: fc.constantFrom('budget', 'affairs', 'rules'),
    areaId: fc.constantFrom(null, 'xihe', 'dongshan'),
    departmentId: fc.constantFrom('party-office', 'construction'),
    measure: fc.constantFrom(...ITEM_MEASURE_IDS),
    n: fc.nat(50),
  }),
)

describe('counts of items', () => {
  it('put every item into exactly one row of each breakdown', () => {
    fc.assert(
      fc.property(anyCounts, counts => {
        for (const by of ITEM_DIMENSION_IDS)
          for (const measure of ITEM_MEASURE_IDS) {
            const rows = [...figuresBy(counts, by).values()]
            expect(rows.reduce((sum, row) => sum + row[measure], 0)).toBe(totalFigures(counts)[measure])
          }
      }),
      runs(),
    )
  })

  it('keep the whole office apart from every village', () => {
    const place = { columnId: 'budget', departmentId: 'party-office', measure: 'published' as const }
    const counts = [
      { ...place, areaId: null, n: 2 },
      { ...place, areaId: 'xihe', n: 3 },
    ]
    expect(Object.fromEntries([...figuresBy(counts, 'area')].map(([k, f]) => [k, f.published]))).toEqual({
      '': 2,
      xihe: 3,
    })
  })
})

describe('counts of comments', () => {
  it('count each once: comments by their case, opinions by what was done with them', () => {
    const figures = commentFigures([
      { consultation: false, treatment: null, status: 'answered', n: 3 },
      { consultation: false, treatment: null, status: 'closed', n: 2 },
      { consultation: false, treatment: null, status: 'in_review', n: 1 },
      { consultation: false, treatment: null, status: 'merged', n: 1 },
      { consultation: true, treatment: 'adopted', status: 'answered', n: 4 },
      { consultation: true, treatment: null, status: 'answered', n: 5 },
    ])
    expect(figures.comments).toEqual({ total: 7, answered: 5, declined: 0, withdrawn: 0, aside: 1, open: 1 })
    expect(figures.opinions).toEqual({ total: 9, adopted: 4, partly: 0, declined: 0, untreated: 5 })
  })
})
