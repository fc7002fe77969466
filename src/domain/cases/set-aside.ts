/**
 * Why a number is not a real case (NUMBERS, rule 1). Nothing is deleted, so advertising and tests get a code of this
 * closed list, with the officer who decided it. Such a number stays in the denominator and never counts as answered;
 * it has a column of its own, so that no officer can raise a rate this way.
 */
export const SET_ASIDE_CODES = {
  spam: '广告、骚扰',
  test: '试用、测试',
} as const
export type SetAsideCode = keyof typeof SET_ASIDE_CODES
export const SET_ASIDE_IDS = Object.keys(SET_ASIDE_CODES) as [SetAsideCode, ...SetAsideCode[]]
