import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Session } from '../../src/flow/mod.ts'
import { emptyState, readState, stateOf } from '../../src/flow/state/state.ts'
import { runs } from '../helpers/runs.ts'

const sessionWith = (state: Record<string, unknown>): Session => ({
  id: 's',
  flowId: 'complaint',
  version: 'v',
  stepId: 'text',
  state,
  remindAt: null,
  expiresAt: null,
})

describe('the state of a session', () => {
  it('is empty when there is none or it cannot be read', () => {
    for (const session of [null, sessionWith({}), sessionWith({ frames: 'x' })]) {
      expect(stateOf(session)).toEqual(emptyState())
      expect(readState(session)).toEqual(emptyState())
    }
  })

  it('is copied as by structuredClone, for any JSON', () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue()), fc.dictionary(fc.string(), fc.jsonValue()), (frames, more) => {
        const session = sessionWith({ ...more, frames })
        const copy = stateOf(session)
        expect(copy).toStrictEqual(structuredClone({ ...emptyState(), ...session.state }))
        expect(Object.getPrototypeOf(copy)).toBe(Object.prototype)
      }),
      runs(),
    )
  })

  it('is a deep copy: a turn does not change the session it was given', () => {
    const given = JSON.parse('{"frames":[{"vars":{"__proto__":{"a":[1]}}}]}') as Record<string, unknown>
    const before = JSON.stringify(given)
    const [frame] = stateOf(sessionWith(given)).frames
    expect(JSON.stringify(frame)).toBe('{"vars":{"__proto__":{"a":[1]}}}')
    const vars = frame!.vars as Record<string, { a: number[] }>
    Object.values(vars)[0]!.a.push(2)
    expect(JSON.stringify(given)).toBe(before)
  })
})
