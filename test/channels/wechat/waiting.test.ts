import { describe, expect, it } from 'vitest'
import { MAX_WAITING, WaitingResponses } from '../../../src/channels/wechat/waiting.ts'
import { Clock } from './bench.ts'

describe('waiting responses', () => {
  it('gives each message 4.5 s, and a retry that joins another 4.5 s', async () => {
    const clock = new Clock()
    const waiting = new WaitingResponses(clock.now)
    let begun = 0
    const first = waiting.wait('1', () => begun++)
    expect(waiting.until('1')).toEqual(new Date(clock.at + 4500))
    clock.forward(5000)
    const second = waiting.wait('1', () => begun++)
    expect(waiting.until('1')).toEqual(new Date(clock.at + 4500))
    waiting.answer('1', [{ text: '好' }])
    expect(await Promise.all([first, second])).toEqual(Array(2).fill({ type: 'text', text: '好' }))
    expect([begun, waiting.until('1')]).toEqual([1, null])
  })

  it('acknowledges without words when nothing rides on the response', async () => {
    const waiting = new WaitingResponses(new Clock().now)
    const answer = waiting.wait('1', () => waiting.answer('1', []))
    expect(await answer).toBeNull()
  })

  it('asks WeChat to come again when too many wait, and takes messages again when they are through', async () => {
    const waiting = new WaitingResponses(new Clock().now)
    for (let i = 0; i < MAX_WAITING; i++) void waiting.wait(String(i), () => {})
    await expect(waiting.wait('one more', () => {})).rejects.toThrow('too many')
    waiting.answer('0', [])
    const next = waiting.wait('one more', () => waiting.answer('one more', []))
    expect(await next).toBeNull()
  })

  it('knows nothing of messages that were answered or never came', () => {
    const waiting = new WaitingResponses(new Clock().now)
    waiting.answer('x', [{ text: '好' }])
    waiting.refuse('x', new Error())
    expect(waiting.until('x')).toBeNull()
  })
})
