import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { stringify } from 'yaml'
import { ROOT } from '../../src/root.ts'
import { loadContent } from '../../src/usecases/office/load-content.ts'
import { replayStory } from '../../src/usecases/talk/repro-case.ts'
import { shipped } from '../flow/support.ts'
import { readStory, type Story, tell } from './story.ts'

const DIR = join(ROOT, 'flows/stories')
const files = readdirSync(DIR).filter(name => name.endsWith('.yaml'))
const flows = shipped()
const { content } = await loadContent(join(ROOT, 'flows'), new Date('2026-11-16T02:00:00Z'))

/** A story of the small office, or (an export from the desk) of the sample office as it is shipped. */
const tellStory = (story: Story) =>
  story.内容 === '本单位' ? { lines: replayStory(content, story), turns: [] } : tell(story, flows)

/** `RECORD_STORIES=1` writes the bot's side anew, for a person to read through before it is kept. */
const record = process.env['RECORD_STORIES'] === '1'

describe('stories replay word for word, the session serialised between turns', () => {
  it.each(files)('%s', name => {
    const path = join(DIR, name)
    const story = readStory(readFileSync(path, 'utf8'))
    const told = tellStory(story)
    if (record) writeFileSync(path, stringify({ ...story, 对话: told.lines }, { lineWidth: 0 }))
    else expect(told.lines).toEqual(story.对话)
    const expected = story.故事.includes('出错') ? 1 : 0
    expect(told.turns.flatMap(turn => turn.trace).filter(t => t.event === 'error').length).toBe(expected)
  })
})

it('has a story for every shipped flow', () => {
  const told = new Set(files.flatMap(name => readStory(readFileSync(join(DIR, name), 'utf8')).流程).flat())
  const all = readdirSync(join(ROOT, 'flows/dialogues')).map(name => name.replace('.yaml', ''))
  expect(all.filter(id => !told.has(id))).toEqual([])
})

it('never reuses a call key within one story', () => {
  for (const name of files) {
    const { turns } = tellStory(readStory(readFileSync(join(DIR, name), 'utf8')))
    const keys = turns.flatMap(turn => (turn.call ? [turn.call.key] : []))
    expect(new Set(keys).size, name).toBe(keys.length)
  }
})
