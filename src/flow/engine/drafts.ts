import { localize } from '../definition/texts.ts'
import { say } from '../state/render.ts'
import { baseIndex, type Frame, flowOf, note, type TurnContext } from '../state/state.ts'
import { runnerOf } from '../steps/mod.ts'
import { phrase } from '../words/phrases.ts'
import { ENGINE_FLOWS } from './first-contact.ts'
import { frameFor } from './frames.ts'

/**
 * Turns the flow under way into a draft, together with the flows that it interrupted, if it keeps drafts and the resident
 * has written something. A session has one draft: a new one replaces the old one. @returns whether a draft was made
 */
export function keepDraft(ctx: TurnContext): boolean {
  const { frames } = ctx.state
  let end = frames.length
  while (end > 0) {
    const base = baseIndex(frames.slice(0, end))
    const name = draftName(ctx, frames.slice(base, end))
    if (name !== undefined) {
      ctx.state.draft = { frames: frames.slice(0, end), name, offered: true }
      note(ctx, 'draft-kept')
      return true
    }
    end = base
  }
  return false
}

function draftName(ctx: TurnContext, frames: readonly Frame[]): string | undefined {
  const base = frames[0]
  if (!base || frames.some(frame => frame.committed)) return undefined
  try {
    const flow = flowOf(ctx, base)
    const own = frames.some(frame => Object.keys(frame.vars).some(v => !frame.given.includes(v)))
    return flow.draft && (own || 'text' in base.vars)
      ? localize(flow.name, ctx.world.contact.locale)
      : undefined
  } catch {
    // Without its definition the flow could not be continued.
    return undefined
  }
}

/** Says that there is a draft, and how to continue it. */
export function sayKept(ctx: TurnContext): void {
  const name = ctx.state.draft?.name ?? ''
  say(ctx, { text: phrase(ctx.world.contact.locale, 'keptDraft', { name }) })
}

/** After an error in a step: apologises, keeps the text as a draft and shows the menu. */
export function release(ctx: TurnContext, error: unknown): void {
  note(ctx, 'error', error instanceof Error ? error.message : 'unknown')
  const locale = ctx.world.contact.locale
  ctx.state.pending = null
  say(ctx, { text: phrase(locale, 'failed') })
  say(ctx, { text: phrase(locale, 'failedPhone', { phone: ctx.world.office.phone }) })
  const kept = keepDraft(ctx)
  ctx.state.frames = []
  if (kept) sayKept(ctx)
  showMenu(ctx)
}

/** Shows the menu without beginning its flow. */
export function showMenu(ctx: TurnContext): void {
  const menu = ctx.flows.current(ENGINE_FLOWS.menu)
  const step = Object.values(menu?.steps ?? {}).find(s => s.type === 'say' && s.choices !== undefined)
  if (menu && step) runnerOf(step).enter(step, frameFor(ctx, menu), ctx)
  else say(ctx, { text: phrase(ctx.world.contact.locale, 'noMenu') })
}
