import { sayDate } from '../../../base/civil-date.ts'
import { type Week, weekNamed } from '../../../base/week.ts'
import { sameBytes, toBase64 } from '../../log/bytes.ts'
import { type VerifierKey, type VerifySignature, verifyEd25519 } from '../../log/note.ts'
import { compareWeek } from './compare-week.ts'
import { type Files, filesOf, type ReadFile } from './files.ts'
import { collectFindings, type Findings, readable } from './findings.ts'
import { keyAt, type OfficeKey, trustedKeys } from './keys.ts'
import { type Look, lookAtEntries } from './look-at-entries.ts'
import { checkAge, compareWithSeen, seenNow } from './memory.ts'
import { type PublishedWeek, publishedWeek } from './published-week.ts'
import { type EntriesRead, readEntries } from './read-entries.ts'
import type { LedgerReport, Seen } from './report.ts'
import { type SignedCheckpoint, signedCheckpoint, witnessesOf } from './signed-checkpoint.ts'

export interface CheckOptions {
  /** `2026-W46`: also compare the published numbers of this week. */
  week?: string
  /** The office's verifier key. Without it the one that was seen, or else the one that is published, is trusted. */
  key?: string
  /** What was remembered the last time. */
  seen?: Seen
  witnesses?: readonly VerifierKey[]
  /** YYYY-MM-DD: a log that closes no days any more is an old copy. Leave it out for an archive. */
  today?: string
  progress?: (done: number, total: number) => void
  verifySignature?: VerifySignature
}

/** More entries than an office has in a hundred years. */
const MOST_ENTRIES = 20_000_000

/**
 * Checks a ledger file by file, and believes the office nothing but what docs/ledger.md says must be believed.
 * Content of any kind, also hostile, is answered with findings.
 * @throws RangeError for a week that does not exist; and whatever `read` rejects with.
 */
export async function checkLedger(read: ReadFile, options: CheckOptions = {}): Promise<LedgerReport> {
  const week = options.week === undefined ? null : weekNamed(options.week)
  if (options.week !== undefined && !week) throw new RangeError(`no week ${options.week}`)
  const findings = collectFindings()
  const check: Check = {
    options,
    files: filesOf(read, findings),
    findings,
    verify: options.verifySignature ?? verifyEd25519,
  }
  const keys = await trustedKeys(check.files, options.key ?? options.seen?.key, findings, check.verify)
  const newest = await newestCheckpoint(check, keys)
  const published = week && (await publishedWeek(check.files, week.id, findings))
  if (!newest) return reportOf(check, { keys })

  const witnesses = await witnessesOf(newest, check, options.witnesses ?? [], keys)
  const weekOf = published && (await weekCheckpoint(check, published, keys))
  const size = Math.min(weekOf?.size ?? newest.size, newest.size)
  const look = lookAtEntries(check.files, week, size, findings)
  const entries = await readEntries(
    check.files,
    {
      size: newest.size,
      root: newest.root,
      sizes: new Set([size, options.seen?.size ?? 0]),
      visit: look.visit,
      ...(options.progress && { progress: options.progress }),
    },
    findings,
  )
  if (entries.read === newest.size) checkEnd(look, keys, findings)
  if (options.seen) compareWithSeen(options.seen, newest, entries.roots, findings)
  if (options.today !== undefined) checkAge(look.log.closed, options.today, findings)
  const computed = entries.read >= size ? look.count() : null
  if (week && computed) {
    if (published) compareWeek(published, computed, findings)
    checkWeek(week, { published, checkpoint: weekOf, newest, entries, look }, findings)
  }
  look.sayNotices()
  return reportOf(check, {
    keys,
    newest,
    witnesses,
    look,
    isWhole: entries.isRight,
    week: computed && {
      id: week!.id,
      counts: computed.counts,
      published: published?.counts ?? null,
      size,
      fingerprint: (weekOf ?? newest).fingerprint,
    },
  })
}

interface Check {
  options: CheckOptions
  files: Files
  findings: Findings
  verify: VerifySignature
}

async function newestCheckpoint(check: Check, keys: OfficeKey[] | null): Promise<SignedCheckpoint | null> {
  const text = await check.files.text('ledger/checkpoint', 'checkpoint')
  if (text === null) return null
  const newest = await signedCheckpoint(text, '最新的检查点', check, keys)
  if (!newest || newest.size <= MOST_ENTRIES) return newest
  check.findings.difference('checkpoint', `检查点说台账有 ${newest.size} 条，多得不可能。`)
  return null
}

/** The checkpoint that a week was counted from; null when it names none or another than it says. */
async function weekCheckpoint(
  check: Check,
  { ledger }: PublishedWeek,
  keys: OfficeKey[] | null,
): Promise<SignedCheckpoint | null> {
  if (!ledger) return null
  const checkpoint = await signedCheckpoint(ledger.checkpoint, '这一周的检查点', check, keys)
  if (!checkpoint) return null
  if (checkpoint.size === ledger.size && sameBytes(checkpoint.root, ledger.root)) return checkpoint
  check.findings.difference('digest_checkpoint', '这一周写明的台账和它附的检查点不是同一份。')
  return checkpoint
}

/** What only the whole log tells: whether a closing ended it, and whose keys it names. */
function checkEnd({ log }: Look, keys: OfficeKey[] | null, findings: Findings): void {
  if (!log.isClosed) findings.difference('order', '台账最后一条不是某一天的结束。')
  if (!keys || findings.has('key')) return
  const isSame =
    keys.length === log.keys.length &&
    keys.every(({ text, above }, i) => log.keys[i]!.text === text && log.keys[i]!.above === above)
  if (!isSame) findings.difference('key', '台账里写的公钥和公布的公钥不是同样的几个。')
}

interface WeekParts {
  published: PublishedWeek | null
  checkpoint: SignedCheckpoint | null
  newest: SignedCheckpoint
  entries: EntriesRead
  look: Look
}

/** Whether the log that a week was counted from is a beginning of this one, and holds the whole week. */
function checkWeek(week: Week, parts: WeekParts, findings: Findings): void {
  const { published, checkpoint, newest, entries, look } = parts
  const { opening } = look.log
  if (opening && opening.day >= week.from) {
    findings.difference(
      'before_ledger',
      `台账从 ${sayDate(opening.day)} 以后才有，${week.id} 在那以前就开始了，没法核对。`,
    )
  } else if (published && !published.ledger)
    findings.difference('missing', `${week.id} 的数字没有写明是按台账的哪一份算的。`)
  const { closed } = look.atSize
  if (closed === null || closed < week.to)
    findings.difference(
      'not_closed',
      `${week.id} 的数字所用的台账只结到${closed === null ? '第一天以前' : ` ${sayDate(closed)}`}，这一周还没有完。`,
    )
  if (!checkpoint) return
  const root = checkpoint.size > newest.size ? undefined : entries.roots.get(checkpoint.size)
  if (!root || !sameBytes(root, checkpoint.root))
    findings.difference(
      'digest_checkpoint',
      `${week.id} 的数字所用的台账（${checkpoint.size} 条）不在这份台账里。`,
    )
}

interface Parts {
  keys: OfficeKey[] | null
  newest?: SignedCheckpoint
  witnesses?: LedgerReport['witnesses']
  look?: Look
  isWhole?: boolean
  week?: LedgerReport['week']
}

const MISTRUSTED = ['signature', 'origin', 'key', 'shrunk', 'fork'] as const

function reportOf({ options, findings }: Check, parts: Parts): LedgerReport {
  const { keys, newest, look } = parts
  const key = keys ? keyAt(keys, newest?.size ?? Number.MAX_SAFE_INTEGER).text : ''
  const isTrusted = newest && parts.isWhole && !findings.has(...MISTRUSTED)
  const { differences, notices } = findings.lists()
  return {
    agreed: differences.length === 0,
    origin: readable(newest?.origin ?? ''),
    key,
    size: newest?.size ?? 0,
    root: newest ? toBase64(newest.root) : '',
    fingerprint: newest?.fingerprint ?? '',
    opened: look?.log.opening?.day ?? null,
    closed: look?.log.closed ?? null,
    witnesses: parts.witnesses ?? [],
    week: parts.week ?? null,
    notices,
    differences,
    seen: isTrusted ? seenNow(newest, key) : (options.seen ?? null),
  }
}
