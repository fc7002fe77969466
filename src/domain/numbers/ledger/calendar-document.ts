import type { CalendarYear } from '../../office/calendar.ts'

/** The calendar as it is published beside the ledger, in canonical JSON: what due dates were counted with. */
export const calendarDocument = (years: readonly CalendarYear[]): string =>
  JSON.stringify({
    v: 1,
    years: [...years]
      .sort((a, b) => a.year - b.year)
      .map(({ year, version, holidays, makeUpDays }) => ({
        holidays: [...holidays.keys()].sort(),
        version,
        workdays: [...makeUpDays.keys()].sort(),
        year,
      })),
  })
