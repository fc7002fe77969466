import fc from 'fast-check'
import { civilDate, dayNumber, minuteOfDay } from '../../../src/domain/base/civil-date.ts'
import { Story } from '../cases/scene.ts'
import { at } from '../office/office-fixture.ts'

/** Generated lives of cases, told by the story of scene.ts: what the properties of the numbers are tried on. */

const ACTS = [
  'answer',
  'answerMerged',
  'deliver',
  'read',
  'decline',
  'withdraw',
  'merge',
  'leaveMerge',
  'reopen',
  'rate',
  'assign',
  'giveBack',
  'extend',
  'close',
  'setAside',
  'ask',
  'supplement',
  'consult',
  'consulted',
] as const
/** The first day of any life. */
export const FIRST = dayNumber('2026-09-01')

/** Where in its day something happens: at any minute, or exactly where a day or the office's hours begin or end. */
const moment = fc.oneof(
  { weight: 3, arbitrary: fc.integer({ min: 0, max: 24 * 60 - 1 }).map(minute => clock(minute)) },
  {
    weight: 2,
    arbitrary: fc.constantFrom('00:00', '00:00:00.001', '08:30', '12:00', '23:59:59.999', '23:59'),
  },
)
const pad = (n: number) => String(n).padStart(2, '0')
const clock = (minute: number) => `${pad(Math.floor(minute / 60))}:${pad(minute % 60)}`

/** Any life: acts on the same day, the next or weeks later, in the order of time. */
export const anyLife = fc
  .record({
    start: fc.tuple(fc.integer({ min: 0, max: 40 }), moment),
    kind: fc.constantFrom('inquiry', 'complaint', 'report', 'disclosure'),
    urgent: fc.boolean(),
    channel: fc.constantFrom('wechat', 'phone'),
    acts: fc.array(fc.tuple(fc.constantFrom(...ACTS), fc.integer({ min: 0, max: 16 }), moment, fc.nat(7)), {
      maxLength: 9,
    }),
  })
  .map(({ start, kind, urgent, channel, acts }) => {
    let [day, now] = [FIRST + start[0], start[1]]
    const when = () => `${civilDate(day)} ${now}`
    const story = new Story(when(), { kind, urgent, channel } as ConstructorParameters<typeof Story>[1])
    let extended = false
    let asked = false
    for (const [act, later, time, n] of acts) {
      // Earlier on the same day would be before what happened last.
      if (later > 0 || minutesOf(time) >= minutesOf(now)) now = time
      day += later
      const t = when()
      if (act === 'answer') story.answer(t)
      if (act === 'answerMerged') story.answerMerged(t)
      if (act === 'deliver') story.delivered(t)
      if (act === 'read') story.delivered(t, 'read')
      if (act === 'decline') story.decline(t, '不归镇里管', '县住建局')
      if (act === 'withdraw') story.withdraw(t)
      if (act === 'merge') story.merge(t, story)
      if (act === 'leaveMerge') story.leaveMerge(t)
      if (act === 'reopen') {
        story.reopen(t)
        extended = false
      }
      if (act === 'close') story.close(t)
      if (act === 'setAside') story.setAside(t)
      if (act === 'ask') {
        story.ask(t)
        asked = true
      }
      if (act === 'supplement' && asked) {
        story.supplement(t)
        asked = false
      }
      if (act === 'consult' && kind === 'disclosure' && !story.isConsulting(t)) story.consult(t)
      if (act === 'consulted' && kind === 'disclosure') story.consulted(t)
      if (act === 'rate') story.rate(t, 1 + (n % 5))
      if (act === 'assign') story.assign(t, n % 2 ? 'construction' : 'safety')
      if (act === 'giveBack') story.giveBack(t)
      // Hours tiers allow no extension.
      if (act === 'extend' && !extended && (kind !== 'complaint' || !urgent) && kind !== 'inquiry') {
        story.extend(t, 1 + (n % 7))
        extended = true
      }
    }
    return story.record
  })

const minutesOf = (time: string) => minuteOfDay(at(`2026-09-01 ${time}`)) + Number(time.slice(6) || 0) / 60

/** A time of day to look at the numbers. */
export const anyMoment = moment
