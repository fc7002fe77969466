import type { AskStep } from '../definition/flow.ts'
import type { TurnContext } from '../state/state.ts'
import { areaIn } from './area.ts'
import { ownPhoneIn } from './own-phone.ts'

interface Guess {
  value: string
  shown?: string
}

/**
 * The answer to a question that a text of the resident already holds (`guess`). It is careful: a question more is better than a
 * wrong answer.
 */
export function guessIn(step: AskStep, text: string, ctx: TurnContext): Guess | undefined {
  const found = (value: string | undefined) => (value === undefined ? undefined : { value })
  switch (step.ask) {
    case 'area': {
      const area = areaIn(text, ctx)
      return area && { value: area.value, shown: area.label }
    }
    case 'location':
      return found(ctx.world.placeIn(text))
    case 'since':
      return found(ctx.world.sinceIn(text))
    case 'phone':
      return found(ownPhoneIn(text))
    default:
      return undefined
  }
}

/** The variable in which the answer is looked for. */
export const guessedFrom = (step: AskStep): string | undefined => ('guess' in step ? step.guess : undefined)
