import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { normativeBalances, normativeFigures } from '../../../src/domain/publish/normative.ts'
import { runs } from '../../helpers/runs.ts'

const YEAR = { begin: 100, until: 200 }
const of = (...changes: [number, boolean][]) => changes.map(([at, inForce]) => ({ at, inForce }))

const figures = (...documents: ReturnType<typeof of>[]) => normativeFigures(documents, YEAR.begin, YEAR.until)

describe('documents in figures', () => {
  it('count what was issued, repealed and is in force at the end of the year', () => {
    const counted = figures(
      of([50, true]),
      of([60, true], [150, false]),
      of([120, true]),
      of([130, true], [140, false]),
      of([20, true], [30, false]),
      of([250, true]),
    )
    expect(counted).toEqual({ before: 2, issued: 2, repealed: 2, inForce: 2 })
    expect(normativeBalances(counted)).toBe(true)
  })

  it('do not count an amendment as a new document, nor one that was down for a while as repealed', () => {
    expect(figures(of([50, true], [110, true]))).toEqual({ before: 1, issued: 0, repealed: 0, inForce: 1 })
    expect(figures(of([50, true], [110, false], [120, true]))).toEqual({
      before: 1,
      issued: 0,
      repealed: 0,
      inForce: 1,
    })
  })

  it('stay what they were whatever happens later', () => {
    expect(figures(of([120, true], [300, false]))).toEqual(figures(of([120, true])))
  })

  it('do not balance when a document of an earlier year, long taken down, is public again', () => {
    expect(normativeBalances(figures(of([20, true], [30, false], [150, true])))).toBe(false)
  })

  it('count what was filed without ever being public as nothing', () => {
    expect(figures(of([150, false]))).toEqual({ before: 0, issued: 0, repealed: 0, inForce: 0 })
  })

  it('balance for any lives in which nothing of an earlier year comes back', () => {
    const life = fc
      .tuple(
        fc.integer({ min: 1, max: 260 }),
        fc.array(fc.tuple(fc.integer({ min: 1, max: 80 }), fc.boolean())),
      )
      .map(([first, more]) => {
        const changes = of([first, true])
        for (const [later, inForce] of more) changes.push({ at: changes.at(-1)!.at + later, inForce })
        return changes
      })
      // Down when the year begins, and issued before it: it could come back.
      .filter(changes => {
        const before = changes.filter(change => change.at < YEAR.begin)
        return before.length === 0 || before.at(-1)!.inForce
      })
    fc.assert(
      fc.property(fc.array(life), documents => {
        expect(normativeBalances(normativeFigures(documents, YEAR.begin, YEAR.until))).toBe(true)
      }),
      runs(300),
    )
  })
})
