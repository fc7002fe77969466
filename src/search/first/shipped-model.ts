import { parseWeights, type WantModel } from './want-model.ts'
import { WANT_WEIGHTS } from './want-weights.ts'

let shipped: WantModel | undefined

/** The model that comes with Huiyin; parsed when it is first asked for. */
export function shippedModel(): WantModel {
  shipped ??= parseWeights(WANT_WEIGHTS)
  return shipped
}
