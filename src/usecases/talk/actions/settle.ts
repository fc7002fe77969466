import { type FlowSet, settle, type Turn, type World } from '../../../flow/mod.ts'
import type { TurnRecord } from '../../base/turn-record.ts'
import type { Hide } from '../../cases/anonymous.ts'
import type { ActionContext } from './action.ts'
import { perform } from './mod.ts'

/** A turn that waits for the resident again, with the effects of its calls. */
interface Settled {
  turn: Turn
  calls: TurnRecord['calls']
  /** Numbers of cases that changed. */
  changed: string[]
  /** Messages to the resident besides those of the dialogue, each once. */
  notes: string[]
  hide: Hide | undefined
}

/** Performs a turn's calls until it waits for the resident again. */
export async function settleTurn(
  acting: ActionContext,
  flows: FlowSet,
  first: Turn,
  world: World,
): Promise<Settled> {
  const calls: TurnRecord['calls'] = []
  const changed = new Set<string>()
  const notes = new Set<string>()
  let hide: Hide | undefined
  const turn = await settle(flows, first, world, async call => {
    const done = await perform({ ...acting, hide }, call)
    calls.push({ action: call.action, args: call.args, ...done.result })
    if (done.changed) changed.add(done.changed)
    for (const note of done.notes ?? []) notes.add(note)
    hide = done.hide ?? hide
    return done.result
  })
  return { turn, calls, changed: [...changed], notes: [...notes], hide }
}
