import { expect, it } from 'vitest'
import { mentionsIn } from '../../../src/domain/cases/mentions.ts'

const people = [
  { id: 1, login: 'zhangsan', name: '张三' },
  { id: 2, login: 'zhangsanfeng', name: '张三丰' },
  { id: 3, login: 'li', name: '李四' },
  { id: 4, login: 'li2', name: '李四' },
]

it.each([
  ['请@张三看看', [1]],
  ['@张三丰你好', [2]],
  ['@zhangsan，@zhangsanfeng', [1, 2]],
  ['@ZhangSan', [1]],
  ['＠张三', [1]],
  ['@李四', [3, 4]],
  ['@li2', [4]],
  ['@line', []],
  ['写信到 a@li.cn', []],
  ['@', []],
  ['@王五 @张三 @张三', [1]],
])('%s', (text, ids) => {
  expect(mentionsIn(text, people).map(p => p.id)).toEqual(ids)
})
