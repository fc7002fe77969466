import type { ChatPaused } from '../base/reactions.ts'
import { remindOfficerIn } from './remind-officer.ts'

const KINDS = { paused: 'contact_blocked', appealed: 'block_appealed' } as const

/** Tells those who watch over pauses of residents' chats that there is one, or that a resident appeals. */
export async function tellOfPause({ tx, ctx, act, blockId, watchers, detail }: ChatPaused): Promise<void> {
  const kind = KINDS[act]
  for (const officerId of watchers)
    await remindOfficerIn(tx, ctx, { officerId, kind, detail, dedupeKey: `${kind}:${blockId}` })
}
