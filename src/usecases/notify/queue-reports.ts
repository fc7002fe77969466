import { typeOf } from '../../domain/base/period.ts'
import { latestDigest } from '../../store/numbers/digests.ts'
import type { ReportsStored } from '../base/reactions.ts'
import { queueLetter } from '../delivery/queue-letter.ts'

/** Queues a stored report for its recipients in office.yaml, in the transaction that stores it. */
export async function queueReports({ tx, ctx, period }: ReportsStored): Promise<void> {
  if (!ctx.mail) return
  const type = typeOf(period)
  for (const { to, department, periods } of ctx.content().office.digest.mail) {
    if (!(periods as readonly string[]).includes(type)) continue
    const scope = department ?? 'office'
    const version = (await latestDigest(tx, period.id, scope))?.version
    if (!version) continue
    await queueLetter(tx, ctx, {
      kind: 'report',
      to,
      body: { period: period.id, scope, version },
      dedupeKey: `report:${period.id}:${scope}:${version}:${ctx.secrets.key(to, 'letter.to')}`,
    })
  }
}
