/**
 * The words of the office's table tell what danger a row is about, and that decides how its words are read: people fight
 * and complain about fights, somebody who is missing since yesterday is still missing, and a wish to die is never doubted.
 */
export type Kind = 'accident' | 'violence' | 'missing' | 'despair'

const SIGNS: readonly (readonly [Kind, RegExp])[] = [
  ['despair', /自杀|轻生|不想活|寻短见/],
  ['missing', /走失|走丢|失踪/],
  ['violence', /打人|持刀|抢劫|家暴|砍人|杀人/],
]

export const kindOf = (words: readonly string[]): Kind =>
  SIGNS.find(([, sign]) => words.some(word => sign.test(word)))?.[0] ?? 'accident'
