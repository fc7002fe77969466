import type { Context } from '../../base/context.ts'
import { type Counter, type Limit, makeLimit } from '../../base/limits.ts'

/**
 * Wrong codes in chats. A code has 8 × 10^14 forms, so a few tries are for people and not for machines. A browser that
 * drops its cookie is another contact, so each case counts too, whoever asks: only in chats of others, for the
 * resident's own chat needs no code and the case page counts by itself.
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
  const fresh = { contacts: makeLimit(CHAT_CODE_TRIES.contact), cases: makeLimit(CHAT_CODE_TRIES.case) }
  BY_DATABASE.set(ctx.db, fresh)
  return fresh
}

/** One try at one case, from one chat. `number` counts whether it was given out or not. */
export interface CodeTry {
  contactId: number
  number: string
}

/** Seconds until codes are compared again for this chat and this case; 0 when they are. */
export async function waitForCode(ctx: Context, { contactId, number }: CodeTry): Promise<number> {
  const { contacts, cases } = triesOf(ctx)
  return Math.max(await contacts.wait(String(contactId)), await cases.wait(number))
}

/** Counts a wrong one. */
export async function countWrongCode(ctx: Context, { contactId, number }: CodeTry): Promise<void> {
  const { contacts, cases } = triesOf(ctx)
  await contacts.take(String(contactId))
  await cases.take(number)
}
