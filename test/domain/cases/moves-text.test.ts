import { describe, expect, it } from 'vitest'
import type { z } from 'zod'
import { EVENTS } from '../../../src/domain/cases/events.ts'
import { sayVia } from '../../../src/domain/cases/moves/acted.ts'
import { MOVES, type MoveName } from '../../../src/domain/cases/moves.ts'
import { BLANKS } from '../../helpers/blanks.ts'

/** A right value for every field of every move, so that a refusal is about the blank. */
const GOOD: Record<string, unknown> = {
  act: 'supplement',
  days: 3,
  rating: 5,
  replyId: 1,
  openness: 'closed',
  code: 'test',
  state: 'sent',
  mark: 'half',
  why: 'declined',
  dueOn: '2026-11-30',
  outcome: 'granted',
  applicant: 'person',
  secrecyChecked: true,
}
const wordy = (schema: z.ZodType): boolean => {
  const inner = schema as unknown as { def: { type: string; innerType?: z.ZodType; format?: string } }
  if (inner.def.type === 'optional') return wordy(inner.def.innerType!)
  return inner.def.type === 'string' && inner.def.format === undefined
}
/** Written by the system alone, never by a person. */
const SYSTEMS: readonly MoveName[] = ['recordDelivery', 'remind', 'escalate', 'takeIn']

const fields = (Object.keys(MOVES) as MoveName[])
  .filter(name => !SYSTEMS.includes(name))
  .flatMap(name =>
    Object.entries(MOVES[name].input.shape as Record<string, z.ZodType>)
      .filter(([, schema]) => wordy(schema))
      .map(([field]) => [name, field] as const),
  )

const inputOf = (name: MoveName, change: Record<string, unknown>) => ({
  ...Object.fromEntries(
    Object.keys(MOVES[name].input.shape)
      .filter(field => !(name === 'setAside' ? ['outcome'] : []).includes(field))
      .map(field => [field, GOOD[field] ?? '写好了']),
  ),
  ...change,
})

describe('every text of every move', () => {
  it('is found', () => {
    expect(fields.length).toBeGreaterThan(20)
    expect(fields.map(([name]) => name)).toEqual(
      expect.arrayContaining([
        'draft',
        'return',
        'publish',
        'note',
        'rate',
        'supervise',
        'reopen',
        'supplement',
      ]),
    )
  })

  it.each(fields)('%s.%s takes no blank', (name, field) => {
    const schema = MOVES[name].input
    const options = (schema.shape as Record<string, { def: { innerType?: { options?: string[] } } }>)[
      'outcome'
    ]
    const outcome = options?.def.innerType?.options?.[0]
    const more = outcome ? { outcome, applicant: 'person' } : {}
    const good = schema.safeParse(inputOf(name, more))
    expect([name, good.error?.issues]).toEqual([name, undefined])
    for (const blank of BLANKS) {
      // What may be left out may also be a mark, but nothing that nobody sees.
      if (['rate', 'withdraw'].includes(name) && /[。！]/.test(blank)) continue
      const { success } = schema.safeParse(inputOf(name, { ...more, [field]: blank }))
      expect([name, field, blank, success]).toEqual([name, field, blank, false])
    }
  })
})

describe('a draft of nothing that was saved before this was refused', () => {
  const drafted = (text: string, status: 'draft' | 'submitted') =>
    ({
      kind: 'complaint',
      pending: { id: 1, text, status, purpose: 'answer', draftedById: 1, version: 1 },
    }) as unknown as Parameters<NonNullable<(typeof MOVES)['submit']['unless']>>[0]

  it('is neither submitted nor approved', () => {
    const [clerk, reviewer] = [1, 2].map(id => ({ kind: 'officer', id }) as const)
    const now = new Date()
    for (const blank of BLANKS) {
      expect(MOVES.submit.unless!(drafted(blank, 'draft'), clerk!, now)).toMatch('能读的字')
      expect(MOVES.approve.unless!(drafted(blank, 'submitted'), reviewer!, now)).toMatch('能读的字')
    }
    expect(MOVES.approve.unless!(drafted('已修好。', 'submitted'), reviewer!, now)).toBeUndefined()
  })
})

it('an id that its table does not have is left out of the sentence, also one that every object has', () => {
  const names = { department: () => null, officer: () => undefined }
  for (const id of ['gone', 'constructor', 7, undefined]) {
    expect(sayVia({ via: id })).toBe('')
    expect(EVENTS.delivery.officeLine({ state: id }, names)).toBe('送达情况更新')
    expect(EVENTS.undone.officeLine({ type: id }, names)).toBe('撤销了刚才的操作')
    expect(EVENTS.received.officeLine({ channel: id, held: id }, names)).toBe('收到')
    expect(EVENTS.set_aside.officeLine({ code: id }, names)).toBe('记为无效件（没有写明）')
    expect(EVENTS.published.officeLine({ openness: id }, names)).toBe('公开属性定为')
  }
})
