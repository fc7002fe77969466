/**
 * 行政规范性文件 in figures, as table 二 of the annual report wants them: issued, repealed, in force. Counted from what happened
 * to each document, never from its present state, so that a year's figures stay what they were.
 */

/** What happened to a document that changes whether the public reads it as in force. */
export interface ForceChange {
  at: number
  /** True: it became public (again). False: it was taken down. */
  inForce: boolean
}

/** The changes of one document, oldest first. */
export type ForceChanges = readonly ForceChange[]

export interface NormativeFigures {
  /** In force when the period began. */
  before: number
  /** Public for the first time in the period. */
  issued: number
  /** Taken down in the period and not in force at its end. */
  repealed: number
  /** In force at the end of the period. */
  inForce: number
}

const inForceAt = (changes: ForceChanges, at: number): boolean =>
  changes.findLast(change => change.at < at)?.inForce ?? false

/**
 * Which of the figures count a document.
 * @param begin first instant of the period
 * @param until its end, which does not belong to it
 */
export function standingOf(
  changes: ForceChanges,
  begin: number,
  until: number,
): Record<keyof NormativeFigures, boolean> {
  const first = changes.find(change => change.inForce)
  const last = changes.findLast(change => change.at < until)
  return {
    before: inForceAt(changes, begin),
    issued: first !== undefined && first.at >= begin && first.at < until,
    repealed: last?.inForce === false && last.at >= begin && first !== undefined && first.at < last.at,
    inForce: last?.inForce ?? false,
  }
}

/** Adds up what counts these documents in a period. */
export function normativeFigures(
  documents: Iterable<ForceChanges>,
  begin: number,
  until: number,
): NormativeFigures {
  const figures: NormativeFigures = { before: 0, issued: 0, repealed: 0, inForce: 0 }
  for (const changes of documents) {
    const standing = standingOf(changes, begin, until)
    for (const name of Object.keys(figures) as (keyof NormativeFigures)[]) if (standing[name]) figures[name]++
  }
  return figures
}

/**
 * The rule of the table: in force at the end = in force before + issued − repealed. It fails when a document that was taken
 * down in an earlier year is public again: it was neither in force before nor issued this year.
 */
export const normativeBalances = ({ before, issued, repealed, inForce }: NormativeFigures): boolean =>
  before + issued - repealed === inForce
