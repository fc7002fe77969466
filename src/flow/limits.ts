/** How much a dialogue holds and does. */
export const LIMITS = {
  /** Characters of one text that go into a case. */
  text: 5000,
  /** Flows on top of each other. */
  depth: 8,
  /** An interruption begins only below this many: it may need sub-flows of its own. */
  interruptBelow: 4,
  /** Steps walked in one go. */
  steps: 100,
  /** Calls for one input. */
  calls: 8,
  /** Remembered answers to go back to. */
  back: 30,
  attachments: 20,
  /** JSON characters of what one call may bring. */
  callVars: 8000,
  /** JSON characters of a whole session. */
  session: 120_000,
  /** How long a draft waits to be offered. */
  draftMs: 7 * 86_400_000,
  /** How long what was said before a menu waits for a choice of it. */
  carryMs: 10 * 60_000,
  /** Two messages closer than this belong together. */
  quickMs: 8000,
} as const
