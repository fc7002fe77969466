import type { CivilDate } from '../../../domain/base/civil-date.ts'
import type { Digest } from '../../../domain/numbers/digest-schema.ts'
import { reportFingerprint } from '../../../domain/numbers/report-fingerprint.ts'
import { checkpointAt, newestCheckpoint } from '../../../store/numbers/ledger/checkpoints.ts'
import { readHead } from '../../../store/numbers/ledger/head.ts'
import type { Context } from '../../base/context.ts'
import { verifierKeys } from './public-files.ts'

/** The ledger, for whoever wants to check the office's numbers. */
export interface AboutLedger {
  /** The last day before it: numbers of periods that begin later can be checked. */
  openedOn: CivilDate
  /** Oldest first; the last one signs. */
  verifierKeys: string[]
}

/** @returns null before the first closing */
export async function aboutLedger(ctx: Context): Promise<AboutLedger | null> {
  const db = ctx.db.read
  const head = await readHead(db)
  if (!head || !(await newestCheckpoint(db))) return null
  return { openedOn: head.openedOn, verifierKeys: await verifierKeys(ctx) }
}

/** The part of the ledger that a report's numbers were computed from. */
export interface ReportLedger {
  fingerprint: string
  /** Entries. */
  size: number
  /** The last day that is closed in it. */
  closedOn: CivilDate
  /** The ledger began before the period, so that everything the numbers depend on is in it. */
  provable: boolean
}

/** @returns null for a report that names no checkpoint: it is older than the ledger, or not stored yet */
export async function reportLedger(
  ctx: Context,
  { ledger, period }: Pick<Digest, 'ledger' | 'period'>,
): Promise<ReportLedger | null> {
  if (!ledger) return null
  const [head, checkpoint] = [await readHead(ctx.db.read), await checkpointAt(ctx.db.read, ledger.size)]
  return {
    fingerprint: rememberedFingerprint(ledger),
    size: ledger.size,
    closedOn: checkpoint!.day,
    provable: period.from > head!.openedOn,
  }
}

/** A fingerprint takes some 8 ms, during which nobody else is served; pages that anybody may load ask for the same few. */
const MOST_REMEMBERED = 500
const remembered = new Map<string, string>()

function rememberedFingerprint(ledger: NonNullable<Digest['ledger']>): string {
  const known = remembered.get(ledger.checkpoint)
  if (known !== undefined) return known
  const fingerprint = reportFingerprint({ ledger })!
  if (remembered.size === MOST_REMEMBERED) remembered.clear()
  remembered.set(ledger.checkpoint, fingerprint)
  return fingerprint
}
