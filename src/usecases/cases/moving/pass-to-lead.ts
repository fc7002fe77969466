import type { Happened } from '../../../domain/cases/event-data.ts'
import { leadOf } from '../../../store/cases/merged-cases.ts'
import type { Moved } from '../../base/reactions.ts'
import { moveCaseIn } from './move-case.ts'

type Passed = 'supplemented' | 'urged' | 'rated' | 'withdrawn'

const words = (said: string | undefined) => (said === undefined ? '' : `：${said}`)

/** The note on the lead case about what a resident did with a merged case. */
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
 * Notes acts of a merged case's resident on the case it was merged into, where the work is done. A reopening is not
 * passed on, because the case is then worked on under its own number.
 */
export async function passToLead({ tx, ctx, row, before, event }: Moved<Passed>): Promise<void> {
  const lead = before.status === 'merged' ? await leadOf(tx, row.mergedIntoId) : null
  if (!lead) return
  const text = `并入的 ${row.number}，${say(event)}`
  await moveCaseIn(tx, ctx, lead, 'note', { text }, SYSTEM, { because: event })
}
