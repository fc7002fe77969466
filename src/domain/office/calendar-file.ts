import { z } from 'zod'
import { addDays, dayNumber, isCivilDate, sayDate, weekdayName, weekdayOf } from '../base/civil-date.ts'
import { type FileProblem, readYaml } from '../base/yaml-file.ts'
import { type CalendarYear, fixedHolidayDates } from './calendar.ts'

type ParsedCalendar = { ok: true; calendar: CalendarYear } | { ok: false; problems: FileProblem[] }

const date = z.string('日期要写成 2026-01-01').refine(isCivilDate, '没有这一天，日期要写成 2026-01-01')

/** Schema of flows/calendar/YEAR.yaml. `to` is the last day off, the day itself included. */
const calendarFileSchema = z.strictObject({
  year: z.int().min(1992).max(2199),
  version: z.int().positive().default(1),
  notices: z
    .array(
      z.strictObject({
        title: z.string().min(5, '请写通知全名'),
        number: z.string().regex(/^\S+〔\d{4}〕\d+号$/, '文号要写成 国办发明电〔2025〕7号'),
        note: z.string().optional(),
      }),
    )
    .min(1, '请写明依据的通知'),
  holidays: z.array(z.strictObject({ name: z.string().min(1), from: date, to: date.optional() })).min(1),
  makeUpDays: z.array(z.strictObject({ date, name: z.string().min(1) })).default([]),
})

/**
 * Reads one calendar file and checks it. All problems are reported at once, each with its line.
 * @param fileName as an editor sees it; must be `YEAR.yaml`.
 */
export function parseCalendar(yamlText: string, fileName: string): ParsedCalendar {
  const { value: file, problems, lineOf } = readYaml(calendarFileSchema, yamlText, fileName)
  if (!file) return { ok: false, problems }
  const say = (path: readonly PropertyKey[], message: string) =>
    problems.push({ file: fileName, line: lineOf(path), message, severity: 'error' })
  const inYear = (day: string) => day.startsWith(`${file.year}-`)

  const base = fileName.split(/[\\/]/).at(-1)
  if (base !== `${file.year}.yaml`) say(['year'], `文件名应是 ${file.year}.yaml，和 year 一致。`)

  const holidays = new Map<string, string>()
  for (const [i, { name, from, to = from }] of file.holidays.entries()) {
    const path = ['holidays', i] as const
    if (!inYear(from) || !inYear(to)) {
      say([...path], `${name}：日期不在 ${file.year} 年内。`)
      continue
    }
    const length = dayNumber(to) - dayNumber(from) + 1
    if (length < 1) {
      say([...path, 'to'], `${name}：最后一天早于第一天。`)
      continue
    }
    if (length > 15) {
      say([...path, 'to'], `${name}：一次放假 ${length} 天，请核对。`)
      continue
    }
    for (let n = 0; n < length; n++) {
      const day = addDays(from, n)
      if (holidays.has(day)) say([...path], `${sayDate(day)}写了两次放假。`)
      holidays.set(day, name)
    }
  }

  const makeUpDays = new Map<string, string>()
  for (const [i, { date: day, name }] of file.makeUpDays.entries()) {
    const path = ['makeUpDays', i, 'date'] as const
    if (!inYear(day)) {
      say(path, `${day} 不在 ${file.year} 年内。`)
      continue
    }
    if (weekdayOf(dayNumber(day)) <= 5)
      say(path, `${sayDate(day)}是${weekdayName(day)}，调休上班只能在周六、周日。`)
    if (makeUpDays.has(day)) say(path, `${sayDate(day)}写了两次调休上班。`)
    if (holidays.has(day)) say(path, `${sayDate(day)}既写了放假，又写了上班。`)
    makeUpDays.set(day, name)
  }

  for (const [day, name] of fixedHolidayDates(file.year)) {
    if (!holidays.has(day)) say(['holidays'], `${sayDate(day)}（${name}）是法定假日，放假里没有写。`)
  }
  if (problems.length > 0) return { ok: false, problems: problems.sort((a, b) => a.line - b.line) }
  const notices = file.notices.map(({ title, number }) => ({ title, number }))
  return { ok: true, calendar: { year: file.year, version: file.version, notices, holidays, makeUpDays } }
}
