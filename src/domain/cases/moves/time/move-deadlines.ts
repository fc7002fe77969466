import { z } from 'zod'
import { type CivilDate, sayDate, yearOf } from '../../../base/civil-date.ts'
import { type Deadlines, OPEN } from '../../case.ts'
import { event, quoted, words } from '../event.ts'
import { defineMove } from '../move.ts'

/** By a new calendar. `deadlines` with the reply's date: it carries the new explanation. */
const deadlineMoved = event({
  data: z.strictObject({
    which: z.enum(['accept', 'reply']),
    from: z.string(),
    to: z.string(),
    reason: z.string(),
    deadlines: z.custom<Deadlines>().optional(),
  }),
  writes: false,
  reactions: true,
  officeLine: d => `时限从 ${sayDate(words(d.from))}改为 ${sayDate(words(d.to))}${quoted(d.reason)}`,
  residentLine: d => `时限改到 ${sayDate(String(d.to))}${quoted(d.reason)}`,
})

/**
 * Why a date moved: a provisional date waited for the year's calendar to be published; any other was counted with a
 * calendar that has since been corrected.
 */
function calendarNews(provisional: boolean, from: CivilDate, to: CivilDate): string {
  const years = [...new Set([yearOf(from), yearOf(to)])].sort().join('、')
  return provisional ? `${years} 年的放假和调休安排公布了` : `日历更正：${years} 年的放假和调休安排有更正`
}

export const moveDeadlines = defineMove({
  label: '按新日历重算时限',
  about: '日历公布或更正后重算时限，告诉群众；原定的日子照旧留着，考核按它算。',
  done: null,
  from: OPEN,
  to: [],
  who: ['system'],
  input: z.strictObject({}),
  events: { deadline_moved: deadlineMoved },
  form: null,
  keepsVersion: true,
  apply: (c, _input, _by, ctx) => {
    const { deadlines, moved } = ctx.recomputed()
    return {
      next: { deadlines },
      events: moved.map(date => {
        const reason = calendarNews(c.deadlines[date.which].provisional, date.from, date.to)
        return ['deadline_moved', { ...date, reason, ...(date.which === 'reply' && { deadlines }) }] as const
      }),
    }
  },
})
