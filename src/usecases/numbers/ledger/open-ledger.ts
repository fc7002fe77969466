import { addDays, type CivilDate, shanghaiDate } from '../../../domain/base/civil-date.ts'
import type { Entry, OpeningCounts } from '../../../domain/numbers/ledger/entry.ts'
import { createHead, type Head, readHead } from '../../../store/numbers/ledger/head.ts'
import { addKey, ledgerKeys } from '../../../store/numbers/ledger/keys.ts'
import type { Context } from '../../base/context.ts'
import { countTotal } from '../count.ts'
import { makeKey } from './signing-key.ts'

/** Begins the ledger with a key and the log's name, unless it has begun. */
export async function openLedger(ctx: Context): Promise<Head> {
  const there = await readHead(ctx.db.read)
  if (there) return there
  const now = ctx.now()
  const origin = originOf(ctx.config.baseUrl)
  const openedOn = addDays(shanghaiDate(now), -1)
  return ctx.db.inTransaction(async tx => {
    const first = await readHead(tx)
    if (first) return first
    const head: Head = { origin, size: 0, openedOn, closedOn: null }
    const { text, secretSealed } = makeKey(ctx.secrets, origin)
    await createHead(tx, head)
    await addKey(tx, { verifier: text, secretSealed, fromSize: 0, rotation: null, createdAt: now })
    return head
  })
}

/** The log's name: its address without the scheme, as C2SP's tlog-checkpoint recommends. */
export const originOf = (baseUrl: string): string => `${baseUrl.replace(/^https?:\/\//, '')}/public/ledger`

/** The first entry of the log. */
export async function openingEntry(ctx: Context, day: CivilDate): Promise<Entry> {
  const tally = await countTotal(ctx.db.read, { from: day, to: day }, ctx.now())
  const counts: OpeningCounts = {
    issued: tally.issued,
    owed: tally.carriedOut,
    answered: tally.standsAnswered,
    declined: tally.standsDeclined,
    withdrawn: tally.standsWithdrawn,
    set_aside: tally.standsSetAside,
  }
  const [key] = await ledgerKeys(ctx.db.read)
  return { v: 1, event: 'opening', day, counts, key: key!.verifier }
}
