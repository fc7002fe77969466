import type { AskStep } from '../definition/flow.ts'
import type { Asking } from './answer.ts'
import { area } from './area.ts'
import { category } from './category.ts'
import { choice } from './choice.ts'
import { date } from './date.ts'
import { location } from './location.ts'
import { number } from './number.ts'
import { phone } from './phone.ts'
import { photos } from './photos.ts'
import { since } from './since.ts'
import { text } from './text.ts'

/** Every type of question a flow can ask. */
const ASKING: { [T in AskStep['ask']]: Asking<T> } = {
  text,
  choice,
  area,
  category,
  phone,
  date,
  number,
  location,
  since,
  photos,
}

/** The implementation of a step's type of question. The table guarantees that they match. */
export const askingOf = (step: AskStep): Asking<AskStep['ask']> => ASKING[step.ask] as Asking<AskStep['ask']>
