import type { SayStep } from '../definition/flow.ts'
import type { Card } from '../definition/schema.ts'
import { localize } from '../definition/texts.ts'
import { LIMITS } from '../limits.ts'
import { render, renderUrl, say as speak } from '../state/render.ts'
import type { Frame, TurnContext } from '../state/state.ts'
import { numbered } from './numbered.ts'
import { go, type Runner } from './step.ts'

/** Says something. With `choices` it is a menu, which can be answered after the flow has ended (see first-contact). */
export const say: Runner<SayStep> = {
  enter(step, frame, ctx) {
    if (step.carry) carry(step, step.carry, frame, ctx)
    const text = render(ctx, frame, step.say)
    if (step.card) sayCard(ctx, frame, text, step.card)
    else if (!step.choices) speak(ctx, { text })
    else {
      const choices = step.choices.map(c => ({
        label: localize(c.label, ctx.world.contact.locale),
        value: c.value,
      }))
      speak(ctx, { text: numbered(text, choices), choices })
    }
    return go(step.next)
  },
}

/** Keeps half a sentence that was not understood: it is the beginning of what the resident chooses next. */
function carry(step: SayStep, names: readonly string[], frame: Frame, ctx: TurnContext): void {
  const vars = Object.fromEntries(
    names.flatMap(name => (Object.hasOwn(frame.vars, name) ? [[name, frame.vars[name]]] : [])),
  )
  if (Object.keys(vars).length === 0) return
  const until = new Date(ctx.world.now.getTime() + LIMITS.carryMs).toISOString()
  const { flowId, version } = frame
  ctx.state.carried = { vars, until, flowId, version, stepId: step.id }
}

/** A card with its fallback for channels without cards: the text, and the title as a link. */
function sayCard(ctx: TurnContext, frame: Frame, said: string, card: Card): void {
  const url = renderUrl(ctx, frame, card.url)
  const title = render(ctx, frame, card.title)
  const more = card.text === undefined ? '' : render(ctx, frame, card.text)
  const text = [said, more].filter(part => part !== '').join('\n')
  speak(ctx, { text, link: { label: title, url }, card: { title, description: text, url } })
}
