/**
 * Why a number is no matter at all (NUMBERS, rule 1): nothing is deleted, so advertising and try-outs stand under a
 * code of this closed list, with the officer who said so. Such a number stays in the denominator and never counts as
 * answered; it has a column of its own, so that nobody's word lifts a rate.
 */
export const SET_ASIDE_CODES = {
  spam: '广告、骚扰',
  test: '试用、测试',
} as const
export type SetAsideCode = keyof typeof SET_ASIDE_CODES
export const SET_ASIDE_IDS = Object.keys(SET_ASIDE_CODES) as [SetAsideCode, ...SetAsideCode[]]
