import { describe, expect, it } from 'vitest'
import { askAll, routeAll } from '../../../src/usecases/guides/ask.ts'

describe('askAll', () => {
  it('gives one row for each question, in order, in the form of the contract', () => {
    const corpus = [
      { id: 'a', title: '身份证丢了怎么补', text: '带户口簿到派出所补领。' },
      { id: 'b', title: '居住证怎么办', text: '住满半年可以申请。' },
    ]
    const rows = [
      ...askAll(
        corpus,
        [
          { qid: 'q1', question: '身份证丢了' },
          { qid: 'q2', question: 'xyz' },
        ],
        1,
      ),
    ]
    expect(rows.map(r => r.qid)).toEqual(['q1', 'q2'])
    expect(rows[0]).toMatchObject({ hits: [{ id: 'a' }] })
    expect(rows[1]).toMatchObject({ hits: [], decision: 'none' })
    for (const row of rows) expect(Object.keys(row).sort()).toEqual(['decision', 'hits', 'ms', 'qid'])
  })
})

describe('routeAll', () => {
  it('labels every row by what it was taught', () => {
    const labelled = [
      { title: '路坏了', text: '路面有坑', label: 'road' },
      { text: '路灯不亮路面坑', label: 'road' },
      { text: '学校食堂', label: 'school' },
      { text: '学校补课食堂', label: 'school' },
    ]
    const rows = [
      ...routeAll(labelled, [
        { id: '1', text: '路面又坏了' },
        { id: '2', title: '学校', text: '食堂' },
      ]),
    ]
    expect(rows.map(r => [r.id, r.label])).toEqual([
      ['1', 'road'],
      ['2', 'school'],
    ])
    expect([...routeAll([], [{ id: '1', text: '路' }])]).toMatchObject([{ id: '1', label: '', score: 0 }])
  })
})
