import { findSimilar } from '../../cases/shown/similar-cases.ts'
import { type Action, type ActionContext, visible } from './action.ts'

export const findSimilarCases: Action<'find_similar'> = async (acting, args) => {
  const found = await similarTo(acting, args)
  if (!found) return { result: { outcome: 'none' } }
  const { count, number: similar, about } = found
  return { result: { outcome: 'some', vars: { count, similar, about } } }
}

export const similarTo = (
  { tx, ctx, contact }: ActionContext,
  { text, areaId }: { text: string; areaId?: string | undefined },
) => findSimilar(tx, ctx, { text, areaId: visible(areaId), contactId: contact.id })
