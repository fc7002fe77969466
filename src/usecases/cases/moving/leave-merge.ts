import { lockCase } from '../../../store/cases/cases.ts'
import { unansweredChildren } from '../../../store/cases/merged-cases.ts'
import type { Moved } from '../../base/reactions.ts'
import { moveCaseIn } from './move-case.ts'

const SYSTEM = { kind: 'system', name: '系统' } as const

/**
 * Releases the unanswered cases that were merged into this one, because it will not be answered: they are owed
 * separately again. Each resident keeps number, clock and reply; no resident loses their answer because another
 * withdrew.
 */
export async function releaseMerged({
  tx,
  ctx,
  row,
  event,
}: Moved<'withdrawn' | 'declined' | 'set_aside'>): Promise<void> {
  for (const number of await unansweredChildren(tx, row.id)) {
    const child = (await lockCase(tx, number))!
    await moveCaseIn(tx, ctx, child, 'leaveMerge', { why: event.type }, SYSTEM)
  }
}
