import { DAY } from '../../domain/base/civil-date.ts'
import { typeOf } from '../../domain/base/period.ts'
import { isQuiet } from '../../domain/notify/push-plan.ts'
import { digestSchema } from '../../domain/numbers/digest-schema.ts'
import { digestScreen } from '../../domain/numbers/digest-text.ts'
import { actorOf } from '../../domain/people/actor.ts'
import { may, scopeOf } from '../../domain/people/policy.ts'
import { isDuplicate } from '../../store/base/database.ts'
import { runOnceIn } from '../../store/base/job-runs.ts'
import { digestsSince } from '../../store/numbers/digests.ts'
import { notice } from '../../store/office/notices.ts'
import { waysOf } from '../../store/people/officer-ways.ts'
import { managersAndOfficers, type Officer, officerNames } from '../../store/people/officers.ts'
import type { Context } from '../base/context.ts'
import { namesOf } from '../cases/moving/open-case.ts'
import { quietOf } from '../people/quiet-hours.ts'
import { digestUrl } from './send-letters.ts'
import { isUsable, queueForOfficer } from './tell-officer.ts'

/** A report that could not be sent for this long (a holiday, an outage) is no longer sent. */
const NEWS_MS = 10 * DAY

type Stored = Awaited<ReturnType<typeof digestsSince>>[number]

/**
 * Sends stored reports (weeks, months, quarters, and corrections) to managers and to the recipients of office.yaml in
 * their linked chats: each version once per person, whatever is restarted. Officers of a department get that
 * department's report. Called after the reports are made, at 08:30; officers with quiet hours then get it the next
 * morning.
 * @returns how many messages were queued.
 */
export async function sendDigests(ctx: Context): Promise<number> {
  const now = ctx.now()
  const { recipients } = ctx.content().office.digest
  const officers = (await managersAndOfficers(ctx.db.read, recipients)).filter(o =>
    may(actorOf(o), 'seeDigest'),
  )
  const unknown = recipients.filter(login => !officers.some(o => o.login === login))
  if (unknown.length > 0) {
    await notice(
      ctx.db,
      'digest_recipient_unknown',
      `office.yaml 里收周报的登录名没有对应的在用人员：${unknown.join('、')}。`,
      now,
    )
  }
  const reports = await digestsSince(ctx.db.read, new Date(now.getTime() - NEWS_MS))
  let sent = 0
  let failed: unknown
  for (const officer of officers) {
    if (isQuiet(quietOf(officer), now, ctx.content().calendar)) continue
    const scope = scopeOf(actorOf(officer)) ?? 'office'
    for (const report of newsOf(reports.filter(r => r.scope === scope))) {
      try {
        if (await sendDigest(ctx, officer, report)) sent++
      } catch (error) {
        if (isDuplicate(error)) continue // another process was first
        // An error for one officer does not stop the others; the run is tried again for this one.
        ctx.log.error({ err: error, officer: officer.id, period: report.period }, 'a report was not sent')
        failed = error
      }
    }
  }
  if (sent > 0) ctx.wakeOutbox()
  if (failed !== undefined) throw failed
  return sent
}

/** After an outage many reports are made at once: only the latest of each type is sent, and every correction. */
const newsOf = (reports: readonly Stored[]): Stored[] => {
  const type = (r: Stored) => typeOf({ id: r.period })
  return reports.filter(r => r.version > 1 || !reports.some(o => type(o) === type(r) && o.period > r.period))
}

async function sendDigest(ctx: Context, officer: Officer, report: Stored): Promise<boolean> {
  const { period, scope, version, reason } = report
  const key = `${period}:${scope}:${version}:${officer.id}`
  const text = await screenOf(ctx, report)
  return ctx.db.inTransaction(async tx => {
    const chats = (await waysOf(tx, officer.id)).filter(
      // Mailboxes get the whole report (office.yaml); officers who have just linked a chat do not get old reports.
      w => w.way !== 'mail' && w.mode !== 'off' && w.createdAt <= report.createdAt && isUsable(ctx, w),
    )
    if (chats.length === 0) return false
    if (!(await runOnceIn(tx, 'digest-message', key, ctx.processId, ctx.now()))) return false
    await queueForOfficer(tx, ctx, chats, {
      key: `digest:${key}`,
      subject: reason ?? period,
      text,
      url: digestUrl(ctx, period, scope),
    })
    return true
  })
}

async function screenOf(ctx: Context, report: Stored): Promise<string> {
  const { office } = ctx.content()
  const names = namesOf(ctx.content())
  const officers = await officerNames(ctx.db.read)
  const about =
    report.scope === 'office' ? office.shortName : (names.department(report.scope) ?? report.scope)
  return digestScreen(
    digestSchema.parse(JSON.parse(report.data)),
    { ...names, office: about, officer: id => officers.get(id) },
    report,
  )
}
