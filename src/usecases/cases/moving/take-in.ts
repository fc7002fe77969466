import { lockCase } from '../../../store/cases/cases.ts'
import type { Moved } from '../../base/reactions.ts'
import { moveCaseIn } from './move-case.ts'

/** Records a merge on the case that another was merged into, too. */
export async function takeInMerged({ tx, ctx, row, event, by }: Moved<'merged'>): Promise<void> {
  const lead = (await lockCase(tx, event.data.into))!
  await moveCaseIn(tx, ctx, lead, 'takeIn', { number: row.number }, by)
}
