import fc from 'fast-check'
import { expect, it } from 'vitest'
import { shippedModel } from '../../../src/search/first/shipped-model.ts'
import { EVERY_TEXT, parseWeights, WantModel, writeWeights } from '../../../src/search/first/want-model.ts'
import { WANT_WEIGHTS } from '../../../src/search/first/want-weights.ts'
import { WANTS } from '../../../src/search/first/wants.ts'
import { runs } from '../../helpers/runs.ts'

it('weights are the same after they are written and read', () => {
  const trait = fc
    .string({ minLength: 1, maxLength: 12 })
    .filter(text => !/[|\n\r]/.test(text) && text.trim() === text)
  const row = fc.array(fc.integer({ min: -99, max: 99 }), {
    minLength: WANTS.length,
    maxLength: WANTS.length,
  })
  const traits = fc.uniqueArray(
    trait.filter(text => text !== EVERY_TEXT),
    { maxLength: 20 },
  )
  fc.assert(
    fc.property(traits, fc.infiniteStream(row), (names, rows) => {
      const all = [EVERY_TEXT, ...names]
      const tenths = all.flatMap(() => rows.next().value as number[])
      const model = new WantModel(
        new Map(all.map((name, at) => [name, at])),
        Float64Array.from(tenths, number => number / 10),
      )
      const again = parseWeights(writeWeights(model))
      expect([...again.rowOf]).toEqual([...model.rowOf])
      expect(Array.from(again.weights, weight => weight + 0)).toEqual(
        Array.from(model.weights, weight => weight + 0),
      )
    }),
    runs(),
  )
})

it('the shipped table is complete: a number for each want, each trait once, the row of every text first', () => {
  const lines = WANT_WEIGHTS.trim().split('\n')
  expect(lines[0]!.split('|')[0]).toBe(EVERY_TEXT)
  expect(lines.filter(line => !/^[^|]+\|(?:-?\d+ ){7}-?\d+$/.test(line))).toEqual([])
  expect(shippedModel().rowOf.size).toBe(lines.length)
  expect(writeWeights(shippedModel())).toBe(lines.join('\n'))
})
