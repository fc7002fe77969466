import { CLAIM, ELSEWHERE, PAST } from '../words/danger-signs.ts'
import {
  ABOUT,
  DID_AFTER,
  DIED,
  MYSELF,
  OWN_WISH,
  SETTLED,
  SOFT_WISH,
  UNWISHED_BEFORE,
} from '../words/despair-signs.ts'
import type { Setting } from './setting.ts'

/** Whether somebody wishes to die, or is about to. In doubt the wish is the writer's own. */
export function isDespair(s: Setting): boolean {
  if (UNWISHED_BEFORE.test(s.before) || DID_AFTER.test(s.after)) return false
  if (ABOUT.test(s.clause) && !OWN_WISH.test(s.hit)) return false
  if (MYSELF.test(s.clause) && !PAST.test(s.before)) return true
  if (SOFT_WISH.test(s.hit)) return !s.isLetter && !CLAIM.test(s.text)
  if (ABOUT.test(s.clause) || SETTLED.test(s.later)) return false
  if (PAST.test(s.clause) || ELSEWHERE.test(s.around)) return false
  if (OWN_WISH.test(s.hit) && !DIED.test(s.later)) return true
  return !(s.isLetter || DIED.test(s.around) || PAST.test(s.earlier + s.before) || CLAIM.test(s.text))
}
