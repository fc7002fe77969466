import { readdirSync, readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { type Calendar, type CalendarYear, makeCalendar } from '../../../src/domain/office/calendar.ts'
import { parseCalendar } from '../../../src/domain/office/calendar-file.ts'
import { type Office, officeSchema } from '../../../src/domain/office/office.ts'

/** The sample office and the calendars that are shipped: tests count with what offices count with. */

const flows = new URL('../../../flows/', import.meta.url)

export const calendarYears: CalendarYear[] = readdirSync(new URL('calendar/', flows))
  .sort()
  .map(name => {
    const parsed = parseCalendar(readFileSync(new URL(`calendar/${name}`, flows), 'utf8'), name)
    if (!parsed.ok) throw new Error(`${name}: ${JSON.stringify(parsed.problems)}`)
    return parsed.calendar
  })

export const calendar: Calendar = makeCalendar(calendarYears)

export const office: Office = officeSchema.parse(parse(readFileSync(new URL('office.yaml', flows), 'utf8')))

/** A Shanghai wall-clock time: `at('2026-10-08 09:00')`, or to the millisecond, `at('2026-10-08 23:59:59.999')`. */
export const at = (time: string): Date =>
  new Date(`${time.replace(' ', 'T')}${time.length > 16 ? '' : ':00'}+08:00`)
