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
  it('has examples without a mistake', () => {
    expect(files.length).toBe(2)
    expect(parseFlows(files).problems).toEqual([])
  })

  it('has a story that comes out as it says', () => {
    const story = readStory(examples.find(text => text.startsWith('故事'))!)
    expect(tell(story, flowSet(parseFlows(files).flows)).lines).toEqual(story.对话)
  })

  it('shows the same in both languages', () => {
    expect(blocks('flows.md').slice(1)).toEqual(examples.slice(1))
  })
})
