import { z } from 'zod'
import { isCivilDate } from './civil-date.ts'

/** The latest date accepted: no office plans further, and deadlines computed from it are still valid dates. */
const LAST = '2199-12-31'

/**
 * Schema of a date that somebody entered in a form, a URL or the API: it exists, and so do the dates computed from
 * it. `z.iso.date` alone takes 0001-01-01 and 9999-12-31.
 */
export const givenDate = (message = '日期写成 2026-11-30') =>
  z.iso.date(message).refine(text => isCivilDate(text) && text <= LAST, message)
