import { keepFlowVersion } from '../../store/talk/flow-sessions.ts'
import type { Context } from '../base/context.ts'

/** Stores every flow's current version, so that dialogues in progress survive a deploy. */
export async function rememberFlows(ctx: Context): Promise<void> {
  const { flows } = ctx.content()
  await ctx.db.inTransaction(async tx => {
    for (const flow of flows) {
      await keepFlowVersion(tx, flow.version, flow.id, JSON.stringify(flow), ctx.now())
    }
  })
}
