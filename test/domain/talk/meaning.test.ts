import { expect, it } from 'vitest'
import { type Meaning, readMeaning, sayMeaning, suggestedBy } from '../../../src/domain/talk/meaning.ts'

it('a meaning is read as it is written', () => {
  const all: Meaning[] = [
    { guide: 'subsistence-allowance' },
    { way: 'matter', kind: 'help' },
    { way: 'report' },
    { way: 'question' },
    { way: 'smallTalk' },
    'useless',
  ]
  for (const meaning of all) expect(readMeaning(sayMeaning(meaning))).toEqual(meaning)
})

it.each([
  '',
  'guide:',
  'guide',
  'matter',
  'matter:report',
  'question:help',
  'constructor',
  'guide:A B',
  ':help',
])('%j is none', said => expect(readMeaning(said)).toBeUndefined())

it('the end of a dialogue suggests one, or nothing', () => {
  const end = (
    outcome: Parameters<typeof suggestedBy>[0]['outcome'],
    kind: string | null,
    guideId: string | null,
  ) => suggestedBy({ outcome, kind, guideId })
  expect(end('case', 'help', null)).toEqual({ way: 'matter', kind: 'help' })
  expect(end('case', 'inquiry', 'x')).toEqual({ way: 'question' })
  expect(end('guide', null, 'x')).toEqual({ guide: 'x' })
  expect(end('case', 'disclosure', null)).toBeUndefined()
  expect(end('none', null, null)).toBeUndefined()
})
