import { definitionFromJson } from '../flow/mod.ts'
import type { FlowSet } from '../flow/turn.ts'
import type { Context } from './context.ts'

/**
 * The office's flows, with the one version a session stands on added when a deploy has since replaced it.
 * `stored` reads a kept definition by its hash.
 */
export async function pinnedFlows(
  ctx: Context,
  version: string | undefined,
  stored: (hash: string) => Promise<{ definition: string } | null>,
): Promise<FlowSet> {
  const { flows } = ctx.content()
  if (version === undefined || flows.byVersion(version)) return flows
  const kept = await stored(version)
  if (!kept) return flows // the engine releases a session whose flow is gone
  const old = definitionFromJson(kept.definition)
  return { current: flows.current, byVersion: hash => (hash === version ? old : flows.byVersion(hash)) }
}
