import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import chineseDays from 'chinese-days/dist/chinese-days.json' with { type: 'json' }
import { buildSync } from 'esbuild'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  addDays,
  closeOfDay,
  instantOf,
  isCivilDate,
  minuteOfDay,
  shanghaiDate,
  weekdayName,
} from '../../../src/domain/base/civil-date.ts'
import { makeCalendar } from '../../../src/domain/office/calendar.ts'
import { parseCalendar } from '../../../src/domain/office/calendar-file.ts'
import { runs } from '../../helpers/runs.ts'
import { at, calendar, calendarYears, office } from './office-fixture.ts'

const day = fc.integer({ min: 0, max: 4017 }).map(n => addDays('2020-01-01', n)) // to 2030-12-31

/** chinese-days' own tables. (Its functions count in the machine's zone, a day off in America.) */
const second = (date: string): boolean => {
  const weekday = new Date(date).getUTCDay()
  return date in chineseDays.workdays || (weekday >= 1 && weekday <= 5 && !(date in chineseDays.holidays))
}

describe('dates in Shanghai', () => {
  it('are the same whatever zone the machine is in', () => {
    expect(process.env['TZ']).toBe('America/New_York')
    expect(shanghaiDate(new Date('2026-03-08T15:59:59.999Z'))).toBe('2026-03-08') // the night New York's clocks change
    expect(shanghaiDate(new Date('2026-03-08T16:00:00.000Z'))).toBe('2026-03-09')
    const { outputFiles } = buildSync({
      stdin: {
        contents: `import { shanghaiDate, instantOf } from './base/civil-date.ts'
          import { makeCalendar } from './office/calendar.ts'
          const c = makeCalendar([])
          console.log(shanghaiDate(new Date('2026-03-08T16:00:00.000Z')), instantOf('2026-11-01', 90).toISOString(),
            c.addWorkingDays('2026-09-30', 20), c.nextOpening(new Date('2026-10-31T10:00:00Z'), [{from:'08:30',to:'12:00'}]).toISOString())`,
        resolveDir: fileURLToPath(new URL('../../../src/domain', import.meta.url)),
      },
      bundle: true,
      write: false,
      format: 'esm',
      platform: 'node',
    })
    const run = (TZ: string) =>
      execFileSync(process.execPath, ['--input-type=module', '-e', outputFiles[0]!.text], {
        env: { TZ },
      }).toString()
    for (const tz of [
      'UTC',
      'Pacific/Kiritimati',
      'Pacific/Pago_Pago',
      'America/New_York',
      'Asia/Shanghai',
    ]) {
      expect([tz, run(tz).trim()]).toEqual([
        tz,
        '2026-03-09 2026-10-31T17:30:00.000Z 2026-10-30 2026-11-02T00:30:00.000Z',
      ])
    }
  })
  it('agree with the time-zone database at every hour drawn from 1992 to 2100', () => {
    const shown = new Intl.DateTimeFormat('sv-SE', {
      timeZone: 'Asia/Shanghai',
      dateStyle: 'short',
      timeStyle: 'short',
    })
    const first = Date.parse('1992-01-01T00:00Z')
    fc.assert(
      fc.property(fc.integer({ min: first, max: Date.parse('2100-01-01T00:00Z') }), ms => {
        const [date, time] = shown.format(new Date(ms)).split(' ') as [string, string]
        expect(shanghaiDate(new Date(ms))).toBe(date)
        expect(minuteOfDay(new Date(ms))).toBe(Number(time.slice(0, 2)) * 60 + Number(time.slice(3)))
      }),
      runs(),
    )
  })
  it('go there and back', () => {
    fc.assert(
      fc.property(day, fc.integer({ min: 0, max: 1439 }), (date, minute) => {
        expect(shanghaiDate(instantOf(date, minute))).toBe(date)
        expect(minuteOfDay(instantOf(date, minute))).toBe(minute)
        expect(shanghaiDate(closeOfDay(date))).toBe(addDays(date, 1))
      }),
      runs(),
    )
    expect(weekdayName('2026-11-22')).toBe('周日')
  })
  it('are refused when they do not exist', () => {
    for (const text of ['2026-02-29', '2026-13-01', '2026-1-1', '1991-12-31', '', '2026-01-01T00:00'])
      expect(isCivilDate(text)).toBe(false)
    expect(isCivilDate('2028-02-29')).toBe(true)
  })
})

describe('the shipped calendars', () => {
  it('cover 2020 to 2026 and cite their notice', () => {
    expect(calendarYears.map(y => y.year)).toEqual([2020, 2021, 2022, 2023, 2024, 2025, 2026])
    expect(calendarYears.at(-1)!.notices[0]!.number).toBe('国办发明电〔2025〕7号')
    for (const y of calendarYears) expect(y.notices[0]!.number).toContain(`〔${y.year - 1}〕`)
  })
  it('agree with chinese-days on every day of every year both know', () => {
    let days = 0
    for (const { year } of calendarYears) {
      for (let date = `${year}-01-01`; date.startsWith(String(year)); date = addDays(date, 1), days++) {
        expect([date, calendar.isWorkingDay(date)]).toEqual([date, second(date)])
      }
    }
    expect(days).toBe(365 * 7 + 2)
  })
  it('have the dates of 2026 as the notice sets them', () => {
    const off = ['01-02', '02-16', '02-23', '04-06', '05-05', '06-19', '09-25', '10-07']
    const worked = ['01-04', '02-14', '02-28', '05-09', '09-20', '10-10', '10-08']
    for (const d of off) expect(calendar.isWorkingDay(`2026-${d}`)).toBe(false)
    for (const d of worked) expect(calendar.isWorkingDay(`2026-${d}`)).toBe(true)
  })
  it('give 2026 the 248 working days that the law leaves it', () => {
    // 261 weekdays, minus the 13 legal holidays of 2025's rule: each make-up day pays for one day off.
    expect(calendar.workingDaysBetween('2025-12-31', '2026-12-31')).toBe(261 - 13)
  })
})

describe('counting working days', () => {
  it('is the inverse of adding them', () => {
    fc.assert(
      fc.property(day, fc.integer({ min: 0, max: 60 }), (date, n) => {
        expect(calendar.workingDaysBetween(date, calendar.addWorkingDays(date, n))).toBe(n)
      }),
      runs(),
    )
  })
  it('never lands on a day off and never goes back, 2020 to 2030', () => {
    fc.assert(
      fc.property(day, fc.integer({ min: 1, max: 60 }), (date, n) => {
        const due = calendar.addWorkingDays(date, n)
        expect(calendar.isWorkingDay(due)).toBe(true)
        expect(calendar.addWorkingDays(addDays(date, 1), n) >= due).toBe(true)
        expect(calendar.addWorkingDays(date, n + 1) > due).toBe(true)
      }),
      runs(),
    )
  })
  it('agrees with walking day by day', () => {
    fc.assert(
      fc.property(day, fc.integer({ min: 1, max: 30 }), (date, n) => {
        let walk = date
        for (let left = n; left > 0; ) {
          walk = addDays(walk, 1)
          if (calendar.isWorkingDay(walk)) left--
        }
        expect(calendar.addWorkingDays(date, n)).toBe(walk)
      }),
      runs(),
    )
  })
  it('refuses to count without end', () => {
    for (const n of [-1, 0.5, 10_001, Number.NaN])
      expect(() => calendar.addWorkingDays('2026-01-01', n)).toThrow(RangeError)
  })
})

describe('a year without a published calendar', () => {
  it('is provisional: weekdays without the holidays whose date the law fixes', () => {
    expect(calendar.isProvisional(2027)).toBe(true)
    expect(calendar.version(2027)).toBe('2027@provisional')
    expect(calendar.version(2026)).toBe('2026@1')
    for (const d of ['2027-01-01', '2027-10-01', '2027-02-06', '2029-05-02'])
      expect(calendar.isWorkingDay(d)).toBe(false)
    for (const d of ['2027-02-08', '2027-10-04', '2027-05-06']) expect(calendar.isWorkingDay(d)).toBe(true)
    expect(makeCalendar([]).isWorkingDay('2024-05-02')).toBe(true) // the second day of May came with 2025
  })
})

describe('the next opening', () => {
  const opens = (time: string) => calendar.nextOpening(at(time), office.hours).toISOString()
  it.each([
    ['2026-10-08 09:00', '2026-10-08 09:00', 'open'],
    ['2026-10-08 07:00', '2026-10-08 08:30', 'before opening'],
    ['2026-10-08 12:30', '2026-10-08 14:00', 'at noon'],
    ['2026-10-08 17:30', '2026-10-09 08:30', 'the minute it shuts'],
    ['2026-10-03 10:00', '2026-10-08 08:30', 'in the holidays'],
    ['2026-10-09 20:00', '2026-10-10 08:30', 'the evening before a Saturday that is worked'],
    ['2026-11-21 10:00', '2026-11-23 08:30', 'on a Saturday'],
    ['2026-12-31 18:00', '2027-01-04 08:30', 'over the new year'],
  ])('%s → %s (%s)', (from, to) => expect(opens(from)).toBe(at(to).toISOString()))
})

describe('a calendar file', () => {
  const good = `year: 2027
notices:
  - { title: 某某通知全名, number: 国办发明电〔2026〕9号 }
holidays:
  - { name: 元旦, from: 2027-01-01 }
  - { name: 劳动节, from: 2027-05-01, to: 2027-05-02 }
  - { name: 国庆节, from: 2027-10-01, to: 2027-10-03 }
makeUpDays:
  - { date: 2027-10-09, name: 国庆节 }
`
  const problems = (text: string, name = '2027.yaml') => {
    const parsed = parseCalendar(text, name)
    return parsed.ok ? [] : parsed.problems.map(p => `${p.line}: ${p.message}`)
  }
  it('is read', () => {
    const parsed = parseCalendar(good, 'flows/calendar/2027.yaml')
    expect(parsed.ok && parsed.calendar.holidays.get('2027-05-02')).toBe('劳动节')
    expect(parsed.ok && parsed.calendar.version).toBe(1)
  })
  it('names every mistake with its line, all at once', () => {
    const bad = good
      .replace('2027-10-09, name', '2027-10-08, name') // a Friday
      .replace('2027-05-02', '2027-05-05')
      .replace(
        'from: 2027-10-01, to: 2027-10-03 }',
        'from: 2027-10-02, to: 2027-10-03 }\n  - { name: 重阳, from: 2027-05-04 }',
      )
    expect(problems(bad)).toEqual([
      '4: 10 月 1 日（国庆节）是法定假日，放假里没有写。',
      '8: 5 月 4 日写了两次放假。',
      '10: 10 月 8 日是周五，调休上班只能在周六、周日。',
    ])
  })
  it.each([
    [
      'a make-up day that is also off',
      good.replace('2027-10-09', '2027-10-03'),
      '9: 10 月 3 日既写了放假，又写了上班。',
    ],
    [
      'a make-up day twice',
      `${good}  - { date: 2027-10-09, name: 国庆节 }\n`,
      '10: 10 月 9 日写了两次调休上班。',
    ],
    [
      'a date of another year',
      good.replace('from: 2027-01-01', 'from: 2026-12-31'),
      '5: 元旦：日期不在 2027 年内。',
    ],
    [
      'a day that does not exist',
      good.replace('2027-10-09', '2027-02-30'),
      '9: 没有这一天，日期要写成 2026-01-01',
    ],
    [
      'no notice',
      good.replace(/ {2}- \{ title.*\n/, '').replace('notices:', 'notices: []'),
      '2: 请写明依据的通知',
    ],
    [
      'a notice without number',
      good.replace('国办发明电〔2026〕9号', '九号'),
      '3: 文号要写成 国办发明电〔2025〕7号',
    ],
    ['an unknown word', good.replace('year: 2027', 'year: 2027\nholiday: []'), '2: 不认识的项：holiday'],
    ['the wrong name', good, '1: 文件名应是 2027.yaml，和 year 一致。', '2026.yaml'],
    [
      'the end before the start',
      good.replace('to: 2027-05-02', 'to: 2027-04-30'),
      '6: 劳动节：最后一天早于第一天。',
    ],
  ])('is refused for %s', (_what, text, message, name = '2027.yaml') => {
    expect(problems(text, name)).toContain(message)
  })
  it('is refused when it is no YAML, empty, or expands without end', () => {
    expect(problems('year: [')[0]).toMatch(/^1: YAML/)
    expect(problems('')).toHaveLength(1)
    const bomb = Array.from(
      { length: 20 },
      (_, i) => `a${i}: &a${i} [${i ? `*a${i - 1},`.repeat(9) : '1'}]`,
    ).join('\n')
    expect(problems(bomb)).toEqual(['1: 文件里的引用（*）太多。'])
  })
})
