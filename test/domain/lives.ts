import fc from 'fast-check'
import { civilDate, dayNumber } from '../../src/domain/civil-date.ts'
import { Story } from './scene.ts'

/** Generated lives of cases, told by the story of scene.ts: what the properties of the numbers are tried on. */

const ACTS = [
  'answer',
  'deliver',
  'read',
  'decline',
  'withdraw',
  'merge',
  'reopen',
  'rate',
  'assign',
  'extend',
  'close',
  'setAside',
  'consult',
  'consulted',
] as const
/** The first day of any life. */
export const FIRST = dayNumber('2026-09-01')

/** Any life: acts some hours apart, in the order of time. */
export const anyLife = fc
  .record({
    start: fc.integer({ min: 0, max: 40 * 24 }),
    kind: fc.constantFrom('inquiry', 'complaint', 'report', 'disclosure'),
    urgent: fc.boolean(),
    channel: fc.constantFrom('wechat', 'phone'),
    acts: fc.array(fc.tuple(fc.constantFrom(...ACTS, 'ask'), fc.integer({ min: 1, max: 16 * 24 })), {
      maxLength: 9,
    }),
  })
  .map(({ start, kind, urgent, channel, acts }) => {
    const when = (hour: number) =>
      `${civilDate(FIRST + Math.floor(hour / 24))} ${String(hour % 24).padStart(2, '0')}:30`
    const story = new Story(when(start), { kind, urgent, channel } as ConstructorParameters<typeof Story>[1])
    let hour = start
    let extended = false
    for (const [act, later] of acts) {
      hour += later
      const t = when(hour)
      if (act === 'answer') story.answer(t)
      if (act === 'deliver') story.delivered(t)
      if (act === 'read') story.delivered(t, 'read')
      if (act === 'decline') story.decline(t, '不归镇里管', '县住建局')
      if (act === 'withdraw') story.withdraw(t)
      if (act === 'merge') story.merge(t, story)
      if (act === 'reopen') {
        story.reopen(t)
        extended = false
      }
      if (act === 'close') story.close(t)
      if (act === 'setAside') story.setAside(t)
      if (act === 'consult' && kind === 'disclosure' && !story.isConsulting(t)) story.consult(t)
      if (act === 'consulted' && kind === 'disclosure') story.consulted(t)
      if (act === 'rate') story.rate(t, 1 + (later % 5))
      if (act === 'assign') story.assign(t, later % 2 ? 'construction' : 'safety')
      if (act === 'extend' && !extended && (kind !== 'complaint' || !urgent) && kind !== 'inquiry') {
        story.extend(t, 1 + (later % 7))
        extended = true
      }
      if (act === 'ask') {
        story.ask(t)
        hour += 50
        if (later % 2) story.supplement(when(hour))
      }
    }
    return story.record
  })
  // Hours tiers allow no extension: those lives are not told.
  .filter(record => record.events.length > 0)
