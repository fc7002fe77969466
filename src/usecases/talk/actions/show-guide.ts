import { guideAnswer, guideSection } from '../../../domain/guides/guide-text.ts'
import type { Action } from './action.ts'

export const showGuide: Action<'show_guide'> = ({ ctx }, { id, section }) => {
  const guide = ctx.content().guides.get(id)
  if (!guide) return { result: { outcome: 'not_found' } }
  const vars = {
    text: section ? guideSection(guide, section) : guideAnswer(guide),
    title: guide.title,
    url: `${ctx.config.baseUrl}/guides/${guide.id}`,
  }
  return { result: { outcome: 'ok', vars } }
}
