import { type Period, typeOf } from '../domain/period.ts'
import type { Db } from '../store/database.ts'
import { latestDigest } from '../store/digests.ts'
import { queueReportMail, type ReportAddress } from '../store/report-mail.ts'
import type { Context } from './context.ts'

/** Puts a stored report in line for everybody in office.yaml who gets it. In the transaction that stores it. */
export async function queueReports(tx: Db, ctx: Context, period: Period): Promise<void> {
  if (!ctx.mail) return
  const type = typeOf(period)
  const letters: ReportAddress[] = []
  for (const { to, department, periods } of ctx.content().office.digest.mail) {
    const scope = department ?? 'office'
    const version = (await latestDigest(tx, period.week, scope))?.version
    if (version && (periods as readonly string[]).includes(type)) {
      letters.push({ period: period.week, scope, version, to })
    }
  }
  await queueReportMail(tx, letters, ctx.now())
}
