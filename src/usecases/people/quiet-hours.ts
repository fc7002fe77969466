import { QUIET, type Quiet } from '../../domain/notify/push-plan.ts'
import type { Officer } from '../../store/people/officers.ts'

/** When an officer does not want to be disturbed: what they set, else the house's habit. */
export const quietOf = (row: Pick<Officer, 'quietFrom' | 'quietTo' | 'quietDaysOff'>): Quiet => ({
  from: row.quietFrom ?? QUIET.from,
  to: row.quietTo ?? QUIET.to,
  daysOff: row.quietDaysOff,
})
