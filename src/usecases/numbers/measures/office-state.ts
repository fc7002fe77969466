import { closeOfDay } from '../../../domain/base/civil-date.ts'
import { clockTime } from '../../../domain/cases/clock.ts'
import type { Waiting } from '../../../store/base/waiting.ts'
import { firstDueIn, openByStatus, overdueCases } from '../../../store/cases/lists/states.ts'
import { type Unsent, unsentLetters, unsentOn } from '../../../store/delivery/queue-states.ts'
import { newestWeekAt } from '../../../store/numbers/digests.ts'
import { readHead } from '../../../store/numbers/ledger/head.ts'
import { newestBackup } from '../../../store/office/backups.ts'
import { openNotices } from '../../../store/office/notices.ts'
import { mediaToFetch } from '../../../store/talk/media-claims.ts'
import type { Context } from '../../base/context.ts'
import { LANES, type LaneName } from '../../delivery/outbox-lanes.ts'

/** What waits in an office, and when its regular work was last done. */
export interface OfficeState {
  /** Open cases by state. */
  open: Readonly<Record<string, number>>
  /** When the case was received whose acceptance is due first. */
  firstUnaccepted: Date | null
  overdue: Waiting
  outbox: ReadonlyMap<LaneName, Readonly<Record<Unsent, Waiting>>>
  letters: Waiting
  mediaToFetch: number
  /** When the newest weekly report was stored. */
  digestAt: Date | null
  /** The end of the last day that the ledger has whole. */
  ledgerClosedAt: Date | null
  /** When the last good backup was made. */
  backupAt: Date | null
  /** Codes of open notices to the administrator. */
  notices: readonly string[]
}

/** Reads the state of the office: about a dozen queries, each of a few rows or of an index alone. */
export async function readOfficeState(ctx: Pick<Context, 'db' | 'now' | 'content'>): Promise<OfficeState> {
  const db = ctx.db.read
  const at = clockTime(ctx.now(), ctx.content().calendar)
  const outbox = new Map<LaneName, Record<Unsent, Waiting>>()
  for (const lane of LANES) outbox.set(lane, await unsentOn(db, lane))
  const closedOn = (await readHead(db))?.closedOn ?? null
  return {
    open: await openByStatus(db),
    firstUnaccepted: await firstDueIn(db, 'received'),
    overdue: await overdueCases(db, at),
    outbox,
    letters: await unsentLetters(db),
    mediaToFetch: await mediaToFetch(db),
    digestAt: await newestWeekAt(db),
    ledgerClosedAt: closedOn === null ? null : closeOfDay(closedOn),
    backupAt: (await newestBackup(db))?.at ?? null,
    notices: (await openNotices(ctx.db)).map(notice => notice.code),
  }
}
