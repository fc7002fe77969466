import { type Flow, type FlowSet, flowSet, type Session, versionsOf } from '../../flow/mod.ts'
import type { Db } from '../../store/base/database.ts'
import { flowVersions } from '../../store/talk/flow-sessions.ts'
import type { Context } from '../base/context.ts'

/**
 * The office's flows, plus the older versions that a session is pinned to. The engine releases a session whose flow
 * no longer exists.
 */
export async function pinnedFlows(tx: Db, ctx: Context, session: Session | null): Promise<FlowSet> {
  const { flows } = ctx.content()
  const present = flowSet(flows)
  const missing = session ? versionsOf(session).filter(version => !present.byVersion(version)) : []
  if (missing.length === 0) return present
  const kept = await flowVersions(tx, missing)
  const old = new Map(kept.map(row => [row.hash, JSON.parse(row.definition) as Flow]))
  return flowSet(flows, version => old.get(version))
}
