import type { SayStep } from '../definition/flow.ts'
import type { Card } from '../definition/schema.ts'
import { localize } from '../definition/texts.ts'
import { render, renderUrl, say as speak } from '../engine/render.ts'
import type { Context, Frame } from '../engine/state.ts'
import { numbered } from './numbered.ts'
import { go, type Runner } from './step.ts'

/** Says something. With `choices` it is a menu, which stays good after the flow has ended (see first-contact). */
export const say: Runner<SayStep> = {
  enter(step, frame, ctx) {
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

/** Nothing is lost where there are no cards: the same words, and the title with its address as a link. */
function sayCard(ctx: Context, frame: Frame, said: string, card: Card): void {
  const url = renderUrl(ctx, frame, card.url)
  const title = render(ctx, frame, card.title)
  const more = card.text === undefined ? '' : render(ctx, frame, card.text)
  const text = [said, more].filter(part => part !== '').join('\n')
  speak(ctx, { text, link: { label: title, url }, card: { title, description: text, url } })
}
