import { type GuideSection, guideAnswer, guideSection } from '../domain/guides/guide-text.ts'
import { ACTIONS, type ActionName, type Call, type CallResult } from '../flow/mod.ts'
import type { Content } from '../usecases/base/context.ts'

/** An invented case, for variables of `flows play`. */
const EXAMPLE: Record<string, unknown> = {
  number: '2026-00017-1',
  kindName: '投诉',
  title: '样例：路灯坏了',
  statusText: '办理中',
  receivedOn: '11 月 23 日',
  replyDueOn: '12 月 2 日',
  explanation: '（为什么是这一天，登记时会算出来。）',
  replyText: '样例答复：已经修好。',
  trackingUrl: 'https://example.invalid/c/2026-00017-1',
  reason: '（样例）',
  list: [{ value: '2026-00017-1', label: '样例：路灯坏了' }],
}

/** Answers an action as if it had succeeded; guides are real. */
export function simulateCall({ action, args }: Call, content: Content): CallResult {
  if (action === 'show_guide') {
    const guide = content.guides.get(String(args['id']))
    if (!guide) return { outcome: 'not_found' }
    const section = args['section'] as GuideSection | undefined
    return {
      outcome: 'ok',
      vars: { text: section ? guideSection(guide, section) : guideAnswer(guide), title: guide.title },
    }
  }
  if (action === 'search_guides') {
    const { decision, hits } = content.findGuides(String(args['text']))
    if (decision === 'none') return { outcome: 'none' }
    const [first] = hits
    return decision === 'answer'
      ? { outcome: 'answer', vars: { id: first!.id, title: first!.title } }
      : { outcome: 'clarify', vars: { list: hits.map(h => ({ value: h.id, label: h.title })) } }
  }
  // Nothing is registered here, so there are no similar cases and no replies.
  if (action === 'find_similar' || action === 'search_replies') return { outcome: 'none' }
  const [outcome, names] = Object.entries<readonly string[]>(ACTIONS[action as ActionName].outcomes)[0]!
  const vars = Object.fromEntries(
    names.map(name => name.replace('?', '')).map(name => [name, EXAMPLE[name] ?? '（样例）']),
  )
  return { outcome, vars }
}
