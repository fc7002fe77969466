import { maskNumbers } from '../../domain/base/text/mask.ts'
import { officeNumbers } from '../../domain/guides/office-numbers.ts'
import type { Content, Context } from '../base/context.ts'

const known = new WeakMap<Content, ReadonlySet<string>>()

/** The office's own telephone numbers, computed once for each version of its content. */
export function ownNumbers(content: Content): ReadonlySet<string> {
  const before = known.get(content)
  if (before) return before
  const numbers = officeNumbers(content.office, content.guides.values())
  known.set(content, numbers)
  return numbers
}

/**
 * Masks a text for the desk, the API and every list: numbers that identify a person are hidden. Only the audited view
 * (reveal-resident) shows them.
 */
export function shownText(ctx: Context): (text: string) => string {
  const own = ownNumbers(ctx.content())
  return text => maskNumbers(text, own)
}
