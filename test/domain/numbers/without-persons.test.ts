import { expect, it } from 'vitest'
import { formatCaseNumber } from '../../../src/domain/base/text/case-number.ts'
import { NAMES_SOMEBODY, withoutPersons } from '../../../src/domain/numbers/without-persons.ts'

const own = new Set(['0571-88886666'])

it('keeps a finding that names nobody', () => {
  expect(withoutPersons('答复没有写明什么时候修好', own)).toBe('答复没有写明什么时候修好')
})

it('replaces numbers of cases, however they are written', () => {
  const number = formatCaseNumber(2026, 12)
  expect(withoutPersons(`和 ${number} 是同一件事`, own)).toBe('和 某件 是同一件事')
})

it.each([
  ['a telephone', '打 13912345678 没人接', []],
  ['a telephone in pieces', '打 139，1234，5678 没人接', []],
  ['an ID number', '身份证 110101199001011237 写错', []],
  ['the resident', '王小明说没人回访', ['王小明']],
  ['the officer', '周经办说忘了', ['周经办']],
])('does not show a finding with %s at all', (_what, text, known) => {
  expect(withoutPersons(text, own, known)).toBe(NAMES_SOMEBODY)
})
