import { backoffMs } from '../../domain/base/backoff.ts'
import { DAY, HOUR, MINUTE } from '../../domain/base/civil-date.ts'
import { parsePeriod } from '../../domain/base/period.ts'
import type { Letter, Mailer } from '../../domain/delivery/mail.ts'
import {
  claimLetter,
  dueLetters,
  failedLetter,
  LEASE_MS,
  type Letter as Row,
  sentLetter,
  waitingLetters,
} from '../../store/delivery/letters.ts'
import { clearNotice, notice } from '../../store/office/notices.ts'
import { officerNames } from '../../store/people/officers.ts'
import type { Context } from '../base/context.ts'
import { namesOf } from '../cases/moving/open-case.ts'
import type { LetterBodies, LetterKind } from '../delivery/queue-letter.ts'
import { getDigest } from '../numbers/make-digest.ts'
import { digestLetter } from '../numbers/report/letter.tsx'
import { plainLetter } from '../numbers/report/plain-letter.tsx'
import { seriesOf } from '../numbers/report/series.ts'

/** How long a letter is retried: a report until the next one, a reminder while it is still news. */
const PATIENCE: Record<LetterKind, number> = { report: 6 * 24 * HOUR, plain: 24 * HOUR }
/** Letters read at once, and how many are on their way at once. */
const BATCH = 50
const AT_ONCE = 4

type Writer<K extends LetterKind> = (ctx: Context, to: string, body: LetterBodies[K]) => Promise<Letter>

const WRITERS: { [K in LetterKind]: Writer<K> } = {
  report: reportLetter,
  plain: async (_ctx, to, body) => plainLetter(to, body),
}

/**
 * Sends the queued letters. A mail server that is down is tried again with growing pauses, and the administrators are
 * notified. @returns how many were sent.
 */
export async function sendLetters(ctx: Context): Promise<number> {
  const { mail } = ctx
  if (!mail) {
    if (ctx.content().office.digest.mail.length > 0) {
      await notice(ctx.db, 'mail_not_set', 'office.yaml 里写了收报表的邮箱，但没有设置 SMTP_URL。', ctx.now())
    }
    return 0
  }
  let sent = 0
  for (;;) {
    // Whatever the result, the letter is no longer due, so the next query finds those after it.
    const due = await dueLetters(ctx.db.read, ctx.now(), BATCH)
    const waiting = [...due]
    const next = async () => {
      for (let row = waiting.shift(); row; row = waiting.shift()) {
        if (await sendLetter(ctx, mail, row)) sent++
      }
    }
    await Promise.all(Array.from({ length: AT_ONCE }, next))
    if (due.length < BATCH) break
  }
  if (sent > 0 && (await waitingLetters(ctx.db.read)) === 0) await clearNotice(ctx.db, 'mail_down', ctx.now())
  return sent
}

async function sendLetter(ctx: Context, mail: Mailer, row: Row): Promise<boolean> {
  const now = ctx.now()
  const claimed = await ctx.db.inTransaction(tx => claimLetter(tx, row, new Date(now.getTime() + LEASE_MS)))
  if (!claimed) return false
  try {
    await mail.send(await write(ctx, row))
    await ctx.db.inTransaction(tx => sentLetter(tx, row.id, ctx.now()))
    return true
  } catch (error) {
    const words = wordsOf(ctx, row, error)
    const late = now.getTime() - row.createdAt.getTime() > (PATIENCE[row.kind as LetterKind] ?? DAY)
    const wait = Math.max(MINUTE, backoffMs(row.attempts + 5, Math.random()))
    await ctx.db.inTransaction(tx =>
      failedLetter(tx, row.id, words, late ? null : new Date(now.getTime() + wait)),
    )
    ctx.log.warn({ kind: row.kind, attempts: row.attempts + 1 }, 'a letter was not taken')
    await notice(
      ctx.db,
      'mail_down',
      `${aboutOf(ctx, row)}发不出去（第 ${row.attempts + 1} 次）：${words.slice(0, 200)}。会自动再试。`,
      now,
    )
    return false
  }
}

const toOf = (ctx: Context, row: Row) => ctx.secrets.open(row.toSealed, 'letter.to')

const bodyOf = <K extends LetterKind>(ctx: Context, row: Row) =>
  JSON.parse(ctx.secrets.open(row.bodySealed, 'letter.body')) as LetterBodies[K]

const write = (ctx: Context, row: Row): Promise<Letter> =>
  row.kind === 'report'
    ? WRITERS.report(ctx, toOf(ctx, row), bodyOf<'report'>(ctx, row))
    : WRITERS.plain(ctx, toOf(ctx, row), bodyOf<'plain'>(ctx, row))

/** A letter that cannot be unsealed (the key was changed) fails like any other and does not stop the run. */
function aboutOf(ctx: Context, row: Row): string {
  if (row.kind !== 'report') return '给工作人员的提醒邮件'
  try {
    return `报表邮件（${bodyOf<'report'>(ctx, row).period}）`
  } catch {
    return '报表邮件'
  }
}

/** The error without the mailbox, which servers often repeat. */
function wordsOf(ctx: Context, row: Row, error: unknown): string {
  const words = error instanceof Error ? error.message : String(error)
  try {
    return words.replaceAll(toOf(ctx, row), '（收件人）').slice(0, 500)
  } catch {
    return '收件人或内容解不开（密钥换过？）'
  }
}

async function reportLetter(ctx: Context, to: string, row: LetterBodies['report']): Promise<Letter> {
  const period = parsePeriod(row.period, ctx.now())
  const { digest, version, reason } = await getDigest(ctx, row.period, { kind: 'system' }, row.scope)
  const { office } = ctx.content()
  const names = namesOf(ctx.content())
  const officers = await officerNames(ctx.db.read)
  const about = row.scope === 'office' ? office.name : (names.department(row.scope) ?? row.scope)
  return digestLetter(to, {
    digest,
    series: await seriesOf(ctx, period, row.scope === 'office' ? undefined : row.scope),
    names: { ...names, office: about, officer: id => officers.get(id) },
    about,
    reason,
    version: version ?? 1,
    url: digestUrl(ctx, row.period, row.scope),
  })
}

/** A report's page on the desk. */
export const digestUrl = (ctx: Context, period: string, scope: string): string =>
  `${ctx.config.baseUrl}/desk/digests/${period}${scope === 'office' ? '' : `?department=${scope}`}`
