import { QUIET, type Quiet } from '../../domain/notify/push-plan.ts'
import type { Officer } from '../../store/people/officers.ts'

/** An officer's quiet hours: their own setting, else the default. */
export const quietOf = (row: Pick<Officer, 'quietFrom' | 'quietTo' | 'quietDaysOff'>): Quiet => ({
  from: row.quietFrom ?? QUIET.from,
  to: row.quietTo ?? QUIET.to,
  daysOff: row.quietDaysOff,
})
