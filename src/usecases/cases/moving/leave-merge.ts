import { lockCase } from '../../../store/cases/cases.ts'
import type { Change } from './effects.ts'
import { moveCaseIn } from './move-case.ts'

const SYSTEM = { kind: 'system', name: '系统' } as const

/**
 * Cases that were merged into this one and have no answer are owed on their own again: it will not be answered.
 * Each resident keeps number, clock and reply; nobody is left waiting because somebody else withdrew.
 */
export async function releaseMerged(
  { tx, ctx, row }: Pick<Change, 'tx' | 'ctx' | 'row'>,
  why: 'withdrawn' | 'declined' | 'set_aside',
): Promise<void> {
  for (const number of await unansweredChildren({ tx, row })) {
    const child = (await lockCase(tx, number))!
    await moveCaseIn(tx, ctx, child, 'leaveMerge', { why }, SYSTEM)
  }
}

/** Numbers of the cases merged into this one whose residents have no answer yet. */
export const unansweredChildren = async ({ tx, row }: Pick<Change, 'tx' | 'row'>): Promise<string[]> =>
  (
    await tx.case.findMany({
      where: { mergedIntoId: row.id, status: 'merged', answeredAt: null },
      select: { number: true },
      orderBy: { id: 'asc' },
    })
  ).map(child => child.number)
