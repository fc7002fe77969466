import { expect, it } from 'vitest'
import { type CpuProfile, framesTable, topFrames } from './profile.ts'

const frame = (functionName: string) => ({
  functionName,
  url: 'file:///x.js',
  lineNumber: 0,
  columnNumber: 0,
})

/** main calls work twice over, by itself and through a detour; work calls itself. */
const profile: CpuProfile = {
  nodes: [
    { id: 1, callFrame: frame('(root)'), hitCount: 0, children: [2, 6] },
    { id: 2, callFrame: frame('main'), hitCount: 10, children: [3, 4] },
    { id: 3, callFrame: frame('work'), hitCount: 20, children: [7] },
    { id: 4, callFrame: frame('detour'), hitCount: 0, children: [5] },
    { id: 5, callFrame: frame('work'), hitCount: 30 },
    { id: 6, callFrame: frame('(idle)'), hitCount: 900 },
    { id: 7, callFrame: frame('work'), hitCount: 40 },
  ],
}

it('shares out the time that was not idle', () => {
  const frames = topFrames(profile, f => f.functionName)
  expect(frames).toEqual([
    { name: 'work', self: 0.9, total: 0.9 },
    { name: 'main', self: 0.1, total: 1 },
    { name: 'detour', self: 0, total: 0.3 },
  ])
})

it('prints the first of them', () => {
  const lines = framesTable(
    topFrames(profile, f => f.functionName),
    1,
  ).split('\n')
  expect(lines).toHaveLength(3)
  expect(lines[2]).toBe('| work | 90.0 % | 90.0 % |')
})
