import { noteWording } from '../../guides/guide-aliases.ts'
import { type Action, visible } from './action.ts'

export const learnWording: Action<'learn_wording'> = async ({ tx, ctx }, { id, text }) => {
  const said = visible(text)
  if (said) await noteWording(tx, ctx, id, said, 'picked')
  return { result: { outcome: 'ok' } }
}
