import { describe, expect, it } from 'vitest'
import { withoutChoiceLines } from '../../../../src/domain/base/text/choice-lines.ts'

const choices = [
  { label: '东山村', value: 'dongshan' },
  { label: '西河村', value: 'xihe' },
]

describe('withoutChoiceLines', () => {
  it('leaves out what the buttons say', () => {
    expect(withoutChoiceLines({ text: '是哪个村的事？\n1. 东山村\n2. 西河村', choices })).toBe(
      '是哪个村的事？',
    )
  })

  it('keeps numbered lines that are no choices', () => {
    const text = '请看看对不对：\n1. 事情：路灯坏了\n2. 西河村'
    expect(withoutChoiceLines({ text, choices: [{ label: '确认', value: 'ok' }] })).toBe(text)
  })

  it('never leaves a message empty', () => {
    expect(withoutChoiceLines({ text: '1. 东山村\n2. 西河村', choices })).toBe('1. 东山村\n2. 西河村')
    expect(withoutChoiceLines({ text: '好的。' })).toBe('好的。')
  })
})
