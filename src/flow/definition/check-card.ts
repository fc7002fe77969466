import { at } from './check-places.ts'
import type { Step } from './flow.ts'
import type { ReportProblem } from './problem.ts'
import { VARIABLE } from './texts.ts'

/** Replaces a variable while an address is checked; it can never be a host or a scheme. */
const BLANK = '/'

/** Checks that a card's address is a path of this site or a complete URL, and that a resident's words cannot change its host. */
export function checkCard(step: Step, report: ReportProblem): void {
  if (step.type !== 'say' || !step.card) return
  if (step.choices) {
    const more = { suggestion: '把卡片和菜单写成两步', at: 'key' as const }
    report(at(step, 'card'), '卡片上放不了 choices', more)
  }
  if (!leadsSomewhere(step.card.url)) {
    report(at(step, 'card', 'url'), `卡片打不开这个网址：${step.card.url}`, {
      suggestion: '写本站的路径，如 /guides，或 https:// 开头的网址；变量只能放在网站名后面',
    })
  }
}

function leadsSomewhere(template: string): boolean {
  if (/[\s\\]/.test(template.replace(VARIABLE, ''))) return false
  if (template.startsWith('/')) return !template.startsWith('//')
  const [, host] = /^https?:\/\/([^/?#]+)/.exec(template) ?? []
  return host !== undefined && !host.includes('{{') && URL.canParse(template.replace(VARIABLE, BLANK))
}
