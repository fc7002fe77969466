import { maskNumbers } from '../../domain/base/text/mask.ts'
import { officeNumbers } from '../../domain/guides/office-numbers.ts'
import type { Content, Context } from '../base/context.ts'

const known = new WeakMap<Content, ReadonlySet<string>>()

/** The office's own telephone numbers, worked out once for each version of its content. */
export function ownNumbers(content: Content): ReadonlySet<string> {
  const before = known.get(content)
  if (before) return before
  const numbers = officeNumbers(content.office, content.guides.values())
  known.set(content, numbers)
  return numbers
}

/**
 * How the desk, the API and every list show what somebody wrote: numbers by which a person is found are masked. Only the
 * audited look (reveal-resident) shows them.
 */
export function shownText(ctx: Context): (text: string) => string {
  const own = ownNumbers(ctx.content())
  return text => maskNumbers(text, own)
}
