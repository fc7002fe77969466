import { expect, it } from 'vitest'
import { markdownTable, type Row, ratioOf, shown, textTable } from './table.ts'

const row: Row = {
  part: 'webhook',
  what: 'guide questions',
  unit: 'msgs/s',
  huiyin: 812.4,
  peer: { name: 'raw SQLite', value: 5012 },
  figures: [{ name: 'p99', value: 71.26, unit: 'ms' }],
  aim: { text: '≥ 0.15', met: true },
}

it('says a ratio only when both sides were measured', () => {
  expect(ratioOf(row)).toBeCloseTo(0.1621, 4)
  expect(ratioOf({ part: 'x', what: 'x', unit: 'ms', huiyin: 3 })).toBeUndefined()
  expect(ratioOf({ part: 'x', what: 'x', unit: 'ms', peer: { name: 'p', value: 3 } })).toBeUndefined()
  // A peer that did nothing in its time is no measure.
  expect(ratioOf({ ...row, peer: { name: 'raw SQLite', value: 0 } })).toBeUndefined()
})

it('shows three digits and the unit', () => {
  expect(shown(5012.44, 'msgs/s')).toBe('5,012 msgs/s')
  expect(shown(71.26, 'ms')).toBe('71.3 ms')
  expect(shown(0.1234, 's')).toBe('0.12 s')
  expect(shown(500, '')).toBe('500')
})

it('sets columns side by side for the terminal', () => {
  const [head, line] = textTable([row]).split('\n')
  expect(line).toBe('guide questions  5,012 msgs/s (raw SQLite)  812 msgs/s  0.162  p99 71.3 ms  ≥ 0.15: met')
  expect(head!.indexOf('ratio')).toBe(line!.indexOf('0.162'))
})

it('writes Markdown whose cells stay cells', () => {
  const [head, rule, line] = markdownTable([
    { ...row, what: 'a | b', aim: { text: '≤ 1', met: false } },
  ]).split('\n')
  expect(head).toBe('| what | peer | Huiyin | ratio | figures | aim |')
  expect(rule).toBe('| --- | --- | --- | --- | --- | --- |')
  expect(line).toContain('| a \\| b |')
  expect(line).toContain('≤ 1: MISSED')
})
