import { expect, it } from 'vitest'
import { settle } from '../../src/flow/engine/shell.ts'
import { type CallResult, resume, type Session } from '../../src/flow/mod.ts'
import { DEFAULT_RESULTS, world } from '../stories/world.ts'
import { shipped } from './support.ts'

const flows = shipped()

/** Plays a resident's messages, a minute apart. @returns the texts that the engine had classified or searched */
async function understood(texts: readonly string[]): Promise<string[]> {
  const asked = new Set<string>()
  let session: Session | null = null
  let now = Date.parse('2026-11-23T01:00:00Z')
  for (const text of texts) {
    const plain = world(new Date(now))
    const noted =
      <T>(find: (said: string) => T) =>
      (said: string): T => {
        asked.add(said)
        return find(said)
      }
    const spy = { ...plain, classify: noted(plain.classify), findGuides: noted(plain.findGuides) }
    const first = resume(flows, session, { text }, spy, { sessionId: 's' })
    const result = async (call: { action: string; args: Record<string, unknown> }): Promise<CallResult> =>
      DEFAULT_RESULTS[call.action]!(call.args)
    session = (await settle(flows, first, spy, result)).session
    now += 60_000
  }
  return [...asked]
}

it('classifies the first words of a complaint, but not the answers to its questions', async () => {
  const answers = ['东山村', '小学门口往里走五十米', '完成', '13800000000', '确认']
  expect(await understood(['路灯坏了没人管', ...answers])).toEqual(['路灯坏了没人管'])
})

it('does not classify choices of the menu and global words', async () => {
  expect(await understood(['查进度', '取消', '菜单', '投诉'])).toEqual([])
})
