import type { SayStep } from '../definition/flow.ts'
import { localize } from '../definition/texts.ts'
import { render, say as speak } from '../engine/render.ts'
import { numbered } from './numbered.ts'
import { go, type Runner } from './step.ts'

/** Says something. With `choices` it is a menu, which stays good after the flow has ended (see first-contact). */
export const say: Runner<SayStep> = {
  enter(step, frame, ctx) {
    const text = render(ctx, frame, step.say)
    if (!step.choices) speak(ctx, { text })
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
