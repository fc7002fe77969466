import type { Happened } from '../../../domain/cases/event-data.ts'
import { leadOf } from '../../../store/cases/merged-cases.ts'
import type { Moved } from '../../base/reactions.ts'
import { moveCaseIn } from './move-case.ts'

type Passed = 'supplemented' | 'urged' | 'rated' | 'withdrawn'

const words = (said: string | undefined) => (said === undefined ? '' : `：${said}`)

/** What residents do with a merged case, as it stands on the case that it was merged into. */
function say(event: Happened<Passed>): string {
  switch (event.type) {
    case 'supplemented':
      return `群众补充${words(event.data.text)}`
    case 'urged':
      return '群众催办'
    case 'rated':
      return `群众评价 ${event.data.rating} 分${words(event.data.text)}`
    case 'withdrawn':
      return `群众撤回${words(event.data.reason)}`
  }
}

const SYSTEM = { kind: 'system' } as const

/**
 * What the resident of a merged case does stands where the work is done, too: on the case it was merged into. Taking it
 * up again is not passed on: from then on it is worked on under its own number.
 */
export async function passToLead({ tx, ctx, row, before, event }: Moved<Passed>): Promise<void> {
  const lead = before.status === 'merged' ? await leadOf(tx, row.mergedIntoId) : null
  if (!lead) return
  const text = `并入的 ${row.number}，${say(event)}`
  await moveCaseIn(tx, ctx, lead, 'note', { text }, SYSTEM, { because: event })
}
