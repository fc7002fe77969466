import { expect, it } from 'vitest'
import { givenDate } from '../../../src/domain/base/given-date.ts'

it.each([
  ['1992-01-01', true],
  ['2026-11-30', true],
  ['2028-02-29', true],
  ['2199-12-31', true],
  ['0001-01-01', false],
  ['1991-12-31', false],
  ['2200-01-01', false],
  ['9999-12-31', false],
  ['2026-02-30', false],
  ['2026-2-3', false],
  ['', false],
])('a day that somebody entered: %s is taken: %s', (text, taken) => {
  expect(givenDate().safeParse(text).success).toBe(taken)
})
