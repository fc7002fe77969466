import { type Flow, type FlowSet, flowSet } from '../flow/mod.ts'
import type { Context } from './context.ts'

/**
 * The office's flows, with the one version a session stands on added when a deploy has since replaced it.
 * `stored` reads a kept definition by its hash; a session whose flow is gone is released by the engine.
 */
export async function pinnedFlows(
  ctx: Context,
  version: string | undefined,
  stored: (hash: string) => Promise<{ definition: string } | null>,
): Promise<FlowSet> {
  const { flows } = ctx.content()
  if (version === undefined || flows.some(flow => flow.version === version)) return flowSet(flows)
  const kept = await stored(version)
  const old = kept && (JSON.parse(kept.definition) as Flow)
  return flowSet(flows, hash => (old && hash === version ? old : undefined))
}
