import { RESIDENT_STEP, roundDown } from '../base/civil-date.ts'

/**
 * WeChat's sending window (customer-service messages): 5 within 48 h of a message, 3 within 1 minute of a menu click,
 * follow or scan; a click does not open the 48 h window. Other channels have none. The long window is stored up to
 * ten minutes shorter than it is, so that its end does not reveal when somebody wrote.
 */
interface Window {
  left: number
  until: Date
}

const HOURS_48 = 48 * 3600_000
const MINUTE = 60_000

/** The window after a resident did something. A short window never shortens a long one that is still open. */
export function windowAfter(inbound: 'message' | 'gesture', open: Window | null, now: Date): Window {
  if (inbound === 'message')
    return { left: 5, until: roundDown(new Date(now.getTime() + HOURS_48), RESIDENT_STEP) }
  if (open && open.until.getTime() > now.getTime() + MINUTE && open.left > 0) return open
  return { left: 3, until: new Date(now.getTime() + MINUTE) }
}
