import { CRASH, ILL_OR_HURT } from './examples/ambulance.ts'
import { DESPAIR } from './examples/despair.ts'
import { FALSE_FRIENDS } from './examples/false-friends.ts'
import { CURRENT, EXPLOSION, FIRE, GAS } from './examples/fire-and-gas.ts'
import { HARDSHIP } from './examples/hardship.ts'
import { MISSING, VIOLENCE } from './examples/missing-and-violence.ts'
import { ORDINARY, URGENT } from './examples/ordinary.ts'
import { TRAPPED, WATER } from './examples/trapped-and-water.ts'

/** First messages of people in danger, by the word of the office's table that they stand for. */
export const DANGERS: ReadonlyMap<string, readonly string[]> = new Map([
  ['着火', FIRE],
  ['爆炸', EXPLOSION],
  ['煤气泄漏', GAS],
  ['触电', CURRENT],
  ['被困', TRAPPED],
  ['溺水', WATER],
  ['出车祸', CRASH],
  ['昏倒', ILL_OR_HURT],
  ['不想活', DESPAIR],
  ['走失', MISSING],
  ['打人', VIOLENCE],
])

export const NO_DANGER: readonly string[] = [...FALSE_FRIENDS, ...HARDSHIP, ...URGENT, ...ORDINARY]
