import { isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml'
import { z } from 'zod'
import { type CalendarYear, fixedHolidayDates } from './calendar.ts'
import { addDays, dayNumber, isCivilDate, sayDate, weekdayName, weekdayOf } from './civil-date.ts'

/** A mistake in a file, for whoever edits it. Lines count from 1. */
export interface FileProblem {
  line: number
  message: string
}

export type ParsedCalendar = { ok: true; calendar: CalendarYear } | { ok: false; problems: FileProblem[] }

const date = z.string('日期要写成 2026-01-01').refine(isCivilDate, '没有这一天，日期要写成 2026-01-01')

/** Schema of flows/calendar/YEAR.yaml. `to` is the last day off, the day itself included. */
export const calendarFileSchema = z.strictObject({
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

/** What zod says, in words for someone who edits a file. */
function inWords(issue: z.core.$ZodIssue): string {
  if (issue.code === 'unrecognized_keys') return `不认识的项：${issue.keys.join('、')}`
  if (issue.code === 'invalid_type' && issue.input === undefined) return `缺少 ${issue.path.join('.')}`
  if (/[一-龥]/.test(issue.message)) return issue.message
  return `${issue.path.join('.') || '文件'} 的写法不对（${issue.message}）`
}

/**
 * Reads one calendar file and checks it. All problems are reported at once, each with its line.
 * @param fileName as an editor sees it; must be `YEAR.yaml`.
 */
export function parseCalendar(yamlText: string, fileName: string): ParsedCalendar {
  if (yamlText.length > 100_000) return { ok: false, problems: [{ line: 1, message: '文件太大。' }] }
  const lines = new LineCounter()
  const doc = parseDocument(yamlText, { lineCounter: lines })
  const at = (offset: number | undefined) => lines.linePos(offset ?? 0).line || 1
  if (doc.errors.length > 0) {
    const problems = doc.errors.map(e => ({
      line: at(e.pos[0]),
      message: `YAML 写法不对：${e.message.split('\n')[0]}`,
    }))
    return { ok: false, problems }
  }

  /** The line of the deepest node that exists on this path. */
  const lineOf = (path: readonly PropertyKey[]): number => {
    let node: unknown = doc.contents
    let line = at((node as Node | null)?.range?.[0])
    for (const key of path) {
      let next: unknown
      if (isMap(node)) {
        const pair = node.items.find(p => isScalar(p.key) && p.key.value === key)
        if (isScalar(pair?.key)) line = at(pair.key.range?.[0])
        next = pair?.value
      } else if (isSeq(node)) {
        next = node.items[key as number]
        if (next) line = at((next as Node).range?.[0])
      }
      if (!next) break
      node = next
    }
    return line
  }

  let data: unknown
  try {
    data = doc.toJS()
  } catch {
    // The library refuses documents whose aliases expand without end.
    return { ok: false, problems: [{ line: 1, message: '文件里的引用（*）太多。' }] }
  }
  const parsed = calendarFileSchema.safeParse(data, { reportInput: true })
  if (!parsed.success) {
    return {
      ok: false,
      problems: parsed.error.issues.map(i => ({ line: lineOf(i.path), message: inWords(i) })),
    }
  }

  const file = parsed.data
  const problems: FileProblem[] = []
  const say = (path: readonly PropertyKey[], message: string) =>
    problems.push({ line: lineOf(path), message })
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
