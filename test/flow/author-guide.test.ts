import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { flowSet, parseFlows } from '../../src/flow/mod.ts'
import { ROOT } from '../../src/root.ts'
import { readStory, tell } from '../stories/story.ts'

/** The examples of docs/flows.md: what an author copies must work. */

const blocks = (file: string) =>
  [...readFileSync(join(ROOT, 'docs', file), 'utf8').matchAll(/```(?:yaml)?\n([\s\S]*?)```/g)].map(m => m[1]!)
const examples = blocks('flows.zh-CN.md')
const files = examples
  .filter(text => text.startsWith('id: '))
  .map(text => ({ file: `${/^id: (.+)$/m.exec(text)![1]}.yaml`, text }))

describe('the guide for authors of dialogues', () => {
  it('has examples without errors', () => {
    expect(files.length).toBe(3)
    expect(parseFlows(files).problems).toEqual([])
  })

  it('has a story that replays word for word', () => {
    const story = readStory(examples.find(text => text.startsWith('故事'))!)
    expect(tell(story, flowSet(parseFlows(files).flows)).lines).toEqual(story.对话)
  })

  it('asks again at `personal` questions and uses invalid answers nowhere else', () => {
    const asks = '给哪位老人办？请写姓名。'
    const story = readStory(`
故事: 姓名没写对
流程: 预约上门
对话:
  - 开始: { 流程: 预约上门 }
  - 回音: ${asks}
  - 群众: 王阿公的卡是 6222 0200 1122 3344，住东山村 3 号
  - 回音: 请只写姓名。
  - 群众: 王阿公
  - 办理: { open_case: { kind: help, text: 请上门办理, name: 王阿公 } }
`)
    const told = tell(story, flowSet(parseFlows(files).flows)).lines
    expect(JSON.stringify(told.slice(3, 4))).toContain('请只写姓名')
    expect(told.find(line => '办理' in line)).toEqual(story.对话.at(-1))
  })

  it('has the same examples in both languages', () => {
    expect(blocks('flows.md').slice(1)).toEqual(examples.slice(1))
  })
})
