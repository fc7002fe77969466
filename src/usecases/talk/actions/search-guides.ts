import type { Action } from './action.ts'

/** How many guides a resident can choose from. */
const MOST_OFFERED = 3

export const searchGuides: Action<'search_guides'> = (
  { ctx, findGuides = ctx.content().findGuides },
  { text },
) => {
  const { decision, hits } = findGuides(text)
  const [first] = hits
  if (decision === 'none' || !first) return { result: { outcome: 'none' } }
  if (decision === 'answer')
    return { result: { outcome: 'answer', vars: { id: first.id, title: first.title } } }
  const list = hits.slice(0, MOST_OFFERED).map(h => ({ value: h.id, label: h.title }))
  return { result: { outcome: 'clarify', vars: { list } } }
}
