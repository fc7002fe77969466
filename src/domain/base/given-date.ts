import { z } from 'zod'
import { isCivilDate } from './civil-date.ts'

/** Beyond it no office plans; what is reckoned from a day before it stays a date. */
const LAST = '2199-12-31'

/**
 * A day that somebody entered, in a form, an address or the API: it exists, dates can be reckoned from it, and its
 * neighbours are dates, too. `z.iso.date` alone takes 0001-01-01 and 9999-12-31.
 */
export const givenDate = (message = '日期写成 2026-11-30') =>
  z.iso.date(message).refine(text => isCivilDate(text) && text <= LAST, message)
