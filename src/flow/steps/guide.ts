import type { GuideStep } from '../definition/flow.ts'
import { argument, say } from '../state/render.ts'
import { phrase } from '../words/phrases.ts'
import { checked } from './call.ts'
import { go, type Runner } from './step.ts'

/** Shows a guide or one of its sections. The shell returns the text. */
export const guide: Runner<GuideStep> = {
  enter(step, frame, ctx) {
    const id = argument(ctx, frame, step.guide)
    const section = step.section === undefined ? undefined : argument(ctx, frame, step.section)
    const args = section === undefined ? { id } : { id, section }
    return { do: 'call', action: 'show_guide', args: checked('show_guide', args) }
  },

  answered(step, _frame, result, ctx) {
    const text = result.vars?.['text']
    if (result.outcome !== 'ok' || typeof text !== 'string') return go(step.missing ?? step.next)
    const url = result.vars?.['url']
    const label = phrase(ctx.world.contact.locale, 'wholeGuide')
    say(ctx, {
      text: text.slice(0, 4000),
      ...(typeof url === 'string' && url !== '' && { link: { label, url } }),
    })
    return go(step.next)
  },
}
