import { type CivilDate, shanghaiDate } from '../../../domain/base/civil-date.ts'
import type { Week } from '../../../domain/base/week.ts'
import { OPEN } from '../../../domain/cases/case.ts'
import { sayNotEntered } from '../../../domain/numbers/ledger/not-entered.ts'
import { standingOf } from '../../../domain/numbers/ledger/standing.ts'
import type { Db } from '../../../store/base/database.ts'
import { type CaseRow, toCase } from '../../../store/cases/cases.ts'
import { ledgerCase } from '../../../store/numbers/ledger/cases.ts'
import { readHead } from '../../../store/numbers/ledger/head.ts'
import { waitsFrom } from '../../../store/numbers/ledger/waiting.ts'
import type { Context } from '../../base/context.ts'
import { type OwnEntry, ownEntries } from './own-entries.ts'

/** Whether and how the public ledger counts a case, for its resident. */
export interface OwnStanding {
  words: string
  /** The last day that the ledger has whole; null before it has one. */
  recordedTo: CivilDate | null
  /** In whose numbers it counts. */
  week: Week | null
  entries: OwnEntry[]
}

export async function ownStanding(ctx: Context, db: Db, row: CaseRow): Promise<OwnStanding> {
  const found = await ownEntries(db, row.id)
  const recordedTo = found?.closedOn ?? null
  if (found && found.entries.length > 0)
    return { ...standingOf(found.entries, found.closedOn), recordedTo, entries: found.entries }
  const { status, receivedAt } = toCase(row)
  const words = sayNotEntered({
    receivedOn: shanghaiDate(receivedAt),
    owed: OPEN.includes(status),
    waitsFrom: await waitsFrom(db, row.id),
    // Decided at the first closing; until then it is known only of those who did not give their names.
    coarse: (await ledgerCase(db, row.id))?.coarse ?? row.anonymous,
    openedOn: (await readHead(db))?.openedOn ?? null,
    closedOn: recordedTo,
    now: ctx.now(),
    phone: ctx.content().office.phone,
  })
  return { words, recordedTo, week: null, entries: [] }
}
