import { expect, it } from 'vitest'
import { grown } from './large.ts'
import type { Row } from './table.ts'

const row = (huiyin: number, cpu: number): Row => ({
  part: 'webhook',
  what: 'x: tracking',
  unit: 'msgs/s',
  huiyin,
  figures: [{ name: 'CPU a message', value: cpu, unit: 'ms' }],
})

it('lets costs differ by a fifth, and no more', () => {
  expect(grown(row(900, 1.1), row(1000, 1)).aim?.met).toBe(true)
  expect(grown(row(800, 1.1), row(1000, 1)).aim?.met).toBe(false)
  expect(grown(row(1000, 1.3), row(1000, 1)).aim?.met).toBe(false)
  expect(grown(row(2000, 0.5), row(1000, 1)).aim?.met).toBe(true)
})

it('says nothing about what was not measured on the empty database', () => {
  expect(grown(row(900, 1.1), undefined).aim).toBeUndefined()
})
