import type { Db } from '../base/database.ts'
import { rowsOf, sqlFor } from '../base/kysely.ts'
import { type Waiting, waitingOf } from '../base/waiting.ts'

/** States in which a message has not been handed over yet. */
export const UNSENT = ['queued', 'sending', 'held'] as const
export type Unsent = (typeof UNSENT)[number]

/** The unsent messages of a channel by state. One index holds the answer. */
export async function unsentOn(db: Db, channel: string): Promise<Record<Unsent, Waiting>> {
  const rows = await rowsOf(
    db,
    sqlFor
      .selectFrom('Outbox')
      .select(({ fn }) => ['status', fn.countAll().as('n'), fn.min('createdAt').as('since')])
      .where('channel', '=', channel)
      .where('status', 'in', UNSENT)
      .groupBy('status'),
  )
  const of = (status: Unsent) => waitingOf(rows.find(row => row.status === status))
  return { queued: of('queued'), sending: of('sending'), held: of('held') }
}

/** Letters that a mail server has not taken yet: few, because they go out within a minute. */
export async function unsentLetters(db: Db): Promise<Waiting> {
  const [row] = await rowsOf(
    db,
    sqlFor
      .selectFrom('Letter')
      .select(({ fn }) => [fn.countAll().as('n'), fn.min('createdAt').as('since')])
      .where('status', '=', 'queued'),
  )
  return waitingOf(row)
}
