import { beforeAll, expect, it } from 'vitest'
import { openHoursBefore } from '../../../src/domain/cases/held.ts'
import type { Content } from '../../../src/usecases/base/context.ts'
import { sampleOffice } from '../../helpers/context.ts'

/** The sample office is open 08:30–12:00 and 14:00–17:30. */
let content: Content
beforeAll(async () => {
  content = await sampleOffice()
})
const before = (at: string, hours = 4) =>
  openHoursBefore(new Date(at), hours, { calendar: content.calendar, hours: content.office.hours }).getTime()
const instant = (at: string) => new Date(at).getTime()

it.each([
  ['within an afternoon and a morning', '2026-11-17T16:00+08:00', '2026-11-17T10:00+08:00'],
  ['over a night', '2026-11-17T09:00+08:00', '2026-11-16T14:00+08:00'],
  ['over a weekend', '2026-11-16T08:30+08:00', '2026-11-13T11:30+08:00'],
  ['in the middle of lunch, from the end of the morning', '2026-11-17T13:00+08:00', '2026-11-16T17:00+08:00'],
  ['at night', '2026-11-18T02:00+08:00', '2026-11-17T11:30+08:00'],
  ['after the National Day holiday of 2026', '2026-10-08T10:30+08:00', '2026-09-30T15:30+08:00'],
])('four open hours: %s', (_name, at, since) => {
  expect(before(at)).toBe(instant(since))
})

it('is the beginning of time for an office that never opens', () => {
  expect(openHoursBefore(new Date(), 4, { calendar: content.calendar, hours: [] }).getTime()).toBe(0)
})
