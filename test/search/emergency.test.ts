import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { emergencyFinder } from '../../src/search/mod.ts'
import { runs } from '../helpers/runs.ts'
import { sampleOffice } from './sample-office.ts'

const emergencyIn = emergencyFinder(sampleOffice().emergency)

describe('whom to call now', () => {
  it('is found at the end of a long message', () => {
    expect(emergencyIn(`${'我们村的事说来话长。'.repeat(400)}现在着火了`)?.phone).toBe('119')
  })

  it('is nobody when the danger is over or only feared', () => {
    expect(emergencyIn('去年家里着火了，怎么申请救助')).toBeUndefined()
    expect(emergencyIn('路灯坏了没人管')).toBeUndefined()
  })

  it('is in the first row of the table with a word in the text', () => {
    const words = fc.array(
      fc.string({ unit: fc.constantFrom('火', '水', '电'), minLength: 1, maxLength: 3 }),
      {
        minLength: 1,
        maxLength: 3,
      },
    )
    const table = fc
      .array(words, { maxLength: 5 })
      .map(rows => rows.map((row, i) => ({ words: row, name: `n${i}`, phone: `p${i}` })))
    const text = fc.string({ unit: fc.constantFrom('火', '水', '电', '，'), maxLength: 10 })
    fc.assert(
      fc.property(table, text, (rows, said) => {
        const naive = rows.find(row => row.words.some(word => said.includes(word)))
        expect(emergencyFinder(rows)(said)?.phone).toBe(naive?.phone)
      }),
      runs(),
    )
  })
})
