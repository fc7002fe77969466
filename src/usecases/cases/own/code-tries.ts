import type { Context } from '../../base/context.ts'
import { amongProcesses, type Counter, type Limit } from '../../base/limits.ts'

/**
 * Wrong codes in chats. A code has 8 × 10^14 forms, so a few tries are enough for people. A browser that drops its
 * cookie is a new contact, so tries are also counted for each case. Only in other residents' chats: the resident's
 * own chat needs no code, and the case page has its own count.
 */
export const CHAT_CODE_TRIES = {
  contact: { points: 5, seconds: 3600 },
  case: { points: 20, seconds: 3600 },
} as const satisfies Record<'contact' | 'case', Limit>

interface Tries {
  contacts: Counter
  cases: Counter
}

const BY_DATABASE = new WeakMap<Context['db'], Tries>()

function triesOf(ctx: Context): Tries {
  const known = BY_DATABASE.get(ctx.db)
  if (known) return known
  const make = amongProcesses(ctx)
  const fresh = {
    contacts: make('chat code of contact', CHAT_CODE_TRIES.contact),
    cases: make('chat code of case', CHAT_CODE_TRIES.case),
  }
  BY_DATABASE.set(ctx.db, fresh)
  return fresh
}

/** A try at a case from a chat. `number` counts whether or not it exists. */
interface CodeTry {
  contactId: number
  number: string
}

/** Seconds until codes are accepted again for this chat and this case; 0 when they are. */
export async function waitForCode(ctx: Context, { contactId, number }: CodeTry): Promise<number> {
  const { contacts, cases } = triesOf(ctx)
  return Math.max(await contacts.wait(String(contactId)), await cases.wait(number))
}

/** Counts a wrong code. */
export async function countWrongCode(ctx: Context, { contactId, number }: CodeTry): Promise<void> {
  const { contacts, cases } = triesOf(ctx)
  await contacts.take(String(contactId))
  await cases.take(number)
}
