import { expect, it } from 'vitest'
import { parseFlows } from '../../src/flow/mod.ts'
import { dialogueFiles } from './support.ts'

it('finds no problem in the shipped dialogues', () => {
  const { flows, problems } = parseFlows(dialogueFiles())
  expect(problems).toEqual([])
  expect(flows.length).toBe(dialogueFiles().length)
})
