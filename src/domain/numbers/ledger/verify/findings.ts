import type { DifferenceCode, Finding, FindingCode, NoticeCode } from './report.ts'

/** More of one kind are only counted: a list without end tells nobody anything. */
const MOST_LISTED = 20
const LONGEST = 500

/**
 * A text that holds words of whoever is checked, for a page or a terminal: nothing in it that is not seen, and not
 * without end.
 */
export const readable = (text: string): string =>
  text.slice(0, LONGEST).replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Co}]/gu, '?')

/** Collects what a check finds. */
export interface Findings {
  difference(code: DifferenceCode, text: string): void
  notice(code: NoticeCode, text: string): void
  has(...codes: readonly DifferenceCode[]): boolean
  lists(): { differences: Finding[]; notices: Finding[] }
}

export function collectFindings(): Findings {
  const differences = cappedList<DifferenceCode>()
  const notices = cappedList<NoticeCode>()
  return {
    difference: differences.add,
    notice: notices.add,
    has: (...codes) => codes.some(code => differences.count(code) > 0),
    lists: () => ({ differences: differences.list(), notices: notices.list() }),
  }
}

function cappedList<Code extends FindingCode>() {
  const found = new Map<Code, { texts: string[]; count: number }>()
  return {
    add(code: Code, text: string): void {
      const known = found.get(code) ?? { texts: [], count: 0 }
      if (known.texts.length < MOST_LISTED) known.texts.push(readable(text))
      known.count++
      found.set(code, known)
    },
    count: (code: Code): number => found.get(code)?.count ?? 0,
    list: (): Finding[] =>
      [...found].flatMap(([code, { texts, count }]) => [
        ...texts.map(text => ({ code, text })),
        ...(count > texts.length ? [{ code, text: `还有 ${count - texts.length} 处同样的问题。` }] : []),
      ]),
  }
}
