import fc from 'fast-check'
import { expect, it } from 'vitest'
import {
  CANNED_VARIABLES,
  type CannedValues,
  fillCanned,
  unknownVariables,
} from '../../../src/domain/cases/canned.ts'
import { runs } from '../../helpers/runs.ts'

const values: CannedValues = {
  number: '2026-00001-2',
  title: '路灯坏了',
  maskedName: '王**',
  dueOn: '11 月 25 日',
  department: '规划建设办公室',
  office: '青禾镇人民政府',
  phone: '0571-1',
  today: '11 月 16 日',
}

it('fills every variable of the table', () => {
  const all = Object.keys(CANNED_VARIABLES)
    .map(name => `{${name}}`)
    .join('|')
  expect(fillCanned(all, values)).toBe(
    '2026-00001-2|路灯坏了|王同志|11 月 25 日|规划建设办公室|青禾镇人民政府|0571-1|11 月 16 日',
  )
  expect(fillCanned('{ 称呼 }{部门}', { ...values, maskedName: null, department: null })).toBe(
    '居民朋友青禾镇人民政府',
  )
})

it('names what it does not know, each once', () => {
  expect(unknownVariables('{称呼}：{姓名}，{姓名}，{}')).toEqual(['姓名', ''])
  expect(unknownVariables('没有变量')).toEqual([])
})

it('a text that was accepted leaves no brace behind, whatever it says', () => {
  const word = fc.constantFrom(...Object.keys(CANNED_VARIABLES), '姓名', '', ' 称呼 ', '__proto__')
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.string({ unit: fc.constantFrom('字', '。', '\n') }), word)), parts => {
      const text = parts.map(([plain, name]) => `${plain}{${name}}`).join('')
      if (unknownVariables(text).length === 0) expect(fillCanned(text, values)).not.toMatch(/[{}]/)
    }),
    runs(),
  )
})
