import { CRASHES, WOUNDS } from './wordings/accidents.ts'
import { DESPAIRS } from './wordings/despair.ts'
import { FIRES } from './wordings/fire.ts'
import { GASES_AND_POWER } from './wordings/gas.ts'
import { ILLNESSES } from './wordings/illness.ts'
import { MISSINGS } from './wordings/missing.ts'
import { TRAPS, WATERS } from './wordings/trapped.ts'
import { VIOLENCES } from './wordings/violence.ts'
import type { Wording } from './wordings/wording.ts'

export const WORDINGS: readonly Wording[] = [
  ...FIRES,
  ...TRAPS,
  ...WATERS,
  ...GASES_AND_POWER,
  ...CRASHES,
  ...ILLNESSES,
  ...WOUNDS,
  ...DESPAIRS,
  ...MISSINGS,
  ...VIOLENCES,
]
