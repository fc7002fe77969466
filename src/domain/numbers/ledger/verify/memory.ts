import { daysBetween, sayDate } from '../../../base/civil-date.ts'
import { fromBase64, sameBytes, toBase64 } from '../../log/bytes.ts'
import type { Hash } from '../../log/merkle.ts'
import type { Findings } from './findings.ts'
import type { Seen } from './report.ts'
import type { SignedCheckpoint } from './signed-checkpoint.ts'

/** A day is closed in the night after it; a night may fail. */
const CLOSED_WITHIN_DAYS = 2

/** Whether this log goes on from the one that was seen before: a visitor must not be shown another. */
export function compareWithSeen(
  seen: Seen,
  newest: SignedCheckpoint,
  roots: ReadonlyMap<number, Hash>,
  findings: Findings,
): void {
  if (seen.origin !== newest.origin) {
    findings.difference('origin', `以前看的是“${seen.origin}”的台账，这是“${newest.origin}”的。`)
    return
  }
  if (seen.size > newest.size) {
    findings.difference(
      'shrunk',
      `以前见过 ${seen.size} 条，现在只有 ${newest.size} 条：有记录被拿掉，或者给您看的是旧的一份。`,
    )
    return
  }
  const root = seen.size === newest.size ? newest.root : roots.get(seen.size)
  const before = fromBase64(seen.root)
  if (!root) findings.notice('unverifiable', '没能和以前见过的台账比较。')
  else if (!before || !sameBytes(root, before))
    findings.difference(
      'fork',
      `前 ${seen.size} 条和以前见过的不是同一份：历史被改过，或者给不同的人看的不一样。`,
    )
}

/** Whether days are still being closed. @param closed the last one that is. */
export function checkAge(closed: string | null, today: string, findings: Findings): void {
  if (closed !== null && daysBetween(closed, today) > CLOSED_WITHIN_DAYS)
    findings.difference(
      'replayed',
      `台账只到 ${sayDate(closed)}，今天是 ${sayDate(today)}：给您看的是旧的一份，或者已经停记。`,
    )
}

/** What to remember of a log that is to be trusted. */
export const seenNow = ({ origin, size, root }: SignedCheckpoint, key: string): Seen => ({
  origin,
  key,
  size,
  root: toBase64(root),
})
