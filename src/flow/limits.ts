import { LONGEST_TEXT } from '../domain/base/text/visible-text.ts'

/** Limits of a dialogue. */
export const LIMITS = {
  /** Characters of one text. */
  text: LONGEST_TEXT,
  /** Characters of an answer in the list before registering; a longer text is summed up. */
  listed: 150,
  /** Nested flows. */
  depth: 8,
  /** An interruption begins only with fewer nested flows than this, because it may need sub-flows. */
  interruptBelow: 4,
  /** Steps without waiting for the resident. */
  steps: 100,
  /** Calls for one message. */
  calls: 8,
  /** Answers that 返回 can go back to. */
  back: 30,
  attachments: 20,
  /** JSON characters of one variable that a call returns. */
  callVars: 8000,
  /** JSON characters of a whole session. */
  session: 120_000,
  /** How long a draft is kept. */
  draftMs: 7 * 86_400_000,
  /** How long the text before a menu is kept for the flow that is chosen. */
  carryMs: 10 * 60_000,
  /** Messages within this time belong together. */
  quickMs: 8000,
} as const
