import { backoffMs } from '../domain/backoff.ts'
import { HOUR, MINUTE } from '../domain/civil-date.ts'
import { parsePeriod } from '../domain/period.ts'
import { clearNotice, notice } from '../store/notices.ts'
import {
  claimReportMail,
  dueReportMail,
  failedReportMail,
  sentReportMail,
  waitingReportMail,
} from '../store/report-mail.ts'
import type { Context } from './context.ts'
import { getDigest } from './make-digest.ts'
import { namesOf } from './open-case.ts'
import { digestLetter } from './report/letter.tsx'
import { seriesOf } from './report/series.ts'

/** After so long a letter is given up: the next report has come by then. */
const PATIENCE = 6 * 24 * HOUR
const LEASE = 10 * MINUTE

/**
 * Sends what is in line. A mail server that is down is asked again, later and later, and the administrators are
 * told. @returns how many were sent.
 */
export async function sendReports(ctx: Context): Promise<number> {
  const { mail } = ctx
  const { office } = ctx.content()
  if (!mail) {
    if (office.digest.mail.length > 0) {
      await notice(ctx.db, 'mail_not_set', 'office.yaml 里写了收报表的邮箱，但没有设置 SMTP_URL。', ctx.now())
    }
    return 0
  }
  let sent = 0
  for (const row of await dueReportMail(ctx.db.read, ctx.now(), 50)) {
    const now = ctx.now()
    const mine = await ctx.db.inTransaction(tx => claimReportMail(tx, row, new Date(now.getTime() + LEASE)))
    if (!mine) continue
    try {
      await mail.send(await letterOf(ctx, row))
      await ctx.db.inTransaction(tx => sentReportMail(tx, row.id, ctx.now()))
      sent++
    } catch (error) {
      const words = error instanceof Error ? error.message : String(error)
      const late = now.getTime() - row.createdAt.getTime() > PATIENCE
      const wait = Math.max(MINUTE, backoffMs(row.attempts + 5, Math.random()))
      await ctx.db.inTransaction(tx =>
        failedReportMail(tx, row.id, words.slice(0, 500), late ? null : new Date(now.getTime() + wait)),
      )
      ctx.log.warn({ period: row.period, attempts: row.attempts + 1 }, 'a report letter was not taken')
      await notice(
        ctx.db,
        'mail_down',
        `报表邮件发不出去（${row.period}，第 ${row.attempts + 1} 次）：${words.slice(0, 200)}。会自动再试。`,
        now,
      )
    }
  }
  if (sent > 0 && (await waitingReportMail(ctx.db.read)) === 0)
    await clearNotice(ctx.db, 'mail_down', ctx.now())
  return sent
}

async function letterOf(ctx: Context, row: { period: string; scope: string; to: string }) {
  const period = parsePeriod(row.period, ctx.now())
  const { digest, version, reason } = await getDigest(ctx, row.period, { kind: 'system' }, row.scope)
  const { office } = ctx.content()
  const names = namesOf(ctx.content())
  const officers = new Map(
    (await ctx.db.read.officer.findMany({ select: { id: true, name: true } })).map(o => [o.id, o.name]),
  )
  const about = row.scope === 'office' ? office.name : (names.department(row.scope) ?? row.scope)
  return digestLetter(row.to, {
    digest,
    series: await seriesOf(ctx, period, row.scope === 'office' ? undefined : row.scope),
    names: { ...names, office: about, officer: id => officers.get(id) },
    about,
    reason,
    version: version ?? 1,
    url: `${ctx.config.baseUrl}/desk/digests/${row.period}${row.scope === 'office' ? '' : `?department=${row.scope}`}`,
  })
}
