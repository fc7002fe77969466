/** What the words of a first message want, before any guide is looked at. */
export const WANTS = [
  'complaint',
  'help',
  'suggestion',
  /** Accuses a person in office. */
  'report',
  /** Wants to know something: a guide may answer it. */
  'question',
  /** About a case of one's own. */
  'ownCase',
  'smallTalk',
  'unclear',
] as const
export type Want = (typeof WANTS)[number]

/** A probability for each of WANTS, in their order; together they are 1. */
export type Wanted = readonly number[]
