import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { itemLine, type LineInput, type LineVersion } from '../../../src/domain/publish/item-line.ts'
import { runs } from '../../helpers/runs.ts'

const at = (day: number, hour = 1) => new Date(Date.UTC(2026, 10, day, hour))
const version = (n: number, more: Partial<LineVersion> = {}): LineVersion => ({
  version: n,
  savedAt: at(n),
  liveFrom: at(n, 2),
  change: n === 1 ? null : `改 ${n}`,
  becauseOfId: null,
  ...more,
})
const NOTHING = { comments: { count: 0, first: null }, answers: [] }

describe('the line of dates of an item', () => {
  it('goes from publication by comment, answer and correction to the next publication', () => {
    const line = itemLine({
      versions: [version(9, { becauseOfId: 12, change: '第二季度补上明细' }), version(1)],
      comments: { count: 3, first: at(3) },
      answers: [
        { id: 12, createdAt: at(4), publishedAt: at(6) },
        { id: 11, createdAt: at(3), publishedAt: at(5) },
        { id: 13, createdAt: at(5), publishedAt: at(6, 9) },
      ],
    })
    expect(line).toEqual([
      { step: 'published', at: at(1, 2), version: 1 },
      { step: 'commented', at: at(3), count: 3 },
      { step: 'answered', at: at(5), count: 1 },
      { step: 'answered', at: at(6), count: 2 },
      { step: 'corrected', at: at(9), version: 9, nth: 2, commentId: 12, change: '第二季度补上明细' },
      { step: 'republished', at: at(9, 2), version: 9, change: null },
    ])
  })

  it('gives a comment no place while its answer is not public', () => {
    const line = itemLine({ versions: [version(1), version(2, { becauseOfId: 5 })], ...NOTHING })
    expect(line.find(step => step.step === 'corrected')).toMatchObject({ nth: null })
  })

  it('says nothing of drafts, nor of an item that never went out', () => {
    const draft = version(2, { liveFrom: null, becauseOfId: 5 })
    expect(itemLine({ versions: [version(1), draft], ...NOTHING })).toHaveLength(1)
    expect(itemLine({ versions: [draft], ...NOTHING, comments: { count: 1, first: at(1) } })).toEqual([])
  })

  it('ends with the result of a consultation, and with why it was taken down', () => {
    const line = itemLine({
      versions: [version(1)],
      ...NOTHING,
      concludedAt: at(20),
      takenDown: { at: at(25), reason: '公示期满' },
    })
    expect(line.slice(1)).toEqual([
      { step: 'concluded', at: at(20) },
      { step: 'takenDown', at: at(25), reason: '公示期满' },
    ])
  })
})

const time = fc.integer({ min: 0, max: 60 }).map(hours => at(1, hours))
const anyInput: fc.Arbitrary<LineInput> = fc.record({
  versions: fc.uniqueArray(
    fc.record({
      version: fc.integer({ min: 1, max: 12 }),
      savedAt: time,
      liveFrom: fc.option(time),
      change: fc.option(fc.string()),
      becauseOfId: fc.option(fc.integer({ min: 1, max: 6 })),
    }),
    { selector: v => v.version, maxLength: 8 },
  ),
  comments: fc.record({ count: fc.nat({ max: 5 }), first: fc.option(time) }),
  answers: fc.uniqueArray(
    fc.record({ id: fc.integer({ min: 1, max: 6 }), createdAt: time, publishedAt: fc.option(time) }),
    { selector: a => a.id },
  ),
  takenDown: fc.option(fc.record({ at: time, reason: fc.option(fc.string()) })),
  concludedAt: fc.option(time),
})

describe('whatever the dates', () => {
  it('steps are in order, each live version is in it once, and a correction comes before it goes out', () => {
    fc.assert(
      fc.property(anyInput, input => {
        const line = itemLine(input)
        const live = input.versions.filter(v => v.liveFrom !== null)
        if (live.length === 0) {
          expect(line).toEqual([])
          return
        }
        const times = line.map(step => step.at.getTime())
        expect(times).toEqual([...times].sort((a, b) => a - b))
        const out = line.flatMap(s => (s.step === 'published' || s.step === 'republished' ? s.version : []))
        expect(new Set(out)).toEqual(new Set(live.map(v => v.version)))
        expect(out).toHaveLength(live.length)
        expect(line.filter(s => s.step === 'published')).toHaveLength(1)
        expect(out[0]).toBe((line.find(s => s.step === 'published') as { version: number }).version)
        for (const [i, step] of line.entries())
          if (step.step === 'corrected') {
            const again = line.findIndex(s => s.step === 'republished' && s.version === step.version)
            expect(again).toBeGreaterThan(i)
          }
      }),
      runs(),
    )
  })

  it('does not depend on the order in which the rows come, and every public answer is counted once', () => {
    fc.assert(
      fc.property(anyInput, input => {
        const line = itemLine(input)
        const turned = {
          ...input,
          versions: [...input.versions].reverse(),
          answers: [...input.answers].reverse(),
        }
        expect(itemLine(turned)).toEqual(line)
        if (line.length === 0) return
        const answered = line.reduce((sum, s) => (s.step === 'answered' ? sum + s.count : sum), 0)
        expect(answered).toBe(input.answers.filter(a => a.publishedAt !== null).length)
      }),
      runs(),
    )
  })
})
