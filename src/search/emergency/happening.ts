import { FIGURES } from '../words/danger-figures.ts'
import {
  ABOUT_TO_BEFORE,
  AFTERMATH,
  ALREADY,
  ATTACKS,
  ATTRIBUTE_AFTER,
  CALL,
  CAUSED_BEFORE,
  CLAIM,
  CRY,
  DATED,
  DENIED_AFTER,
  DENIED_BEFORE,
  DONE_AFTER,
  ELSEWHERE,
  FEARED_AFTER,
  FEARED_BEFORE,
  NAME_AFTER,
  NAME_BEFORE,
  NEED,
  NOBODY_AFTER,
  NOBODY_BEFORE,
  NOW,
  OFFICIAL_BEFORE,
  OVER_AFTER,
  OWNED,
  PAST,
  PERHAPS_BEFORE,
  REPORT,
  SINCE_AFTER,
  SOMEBODY,
  THING_AFTER,
  WISH,
  YESTERDAY,
} from '../words/danger-signs.ts'
import { MYSELF } from '../words/despair-signs.ts'
import { isDespair } from './despair.ts'
import type { Kind } from './kinds.ts'
import type { Setting } from './setting.ts'

/** Whether a word of danger, where it stands, means danger now. */
export function isHappening(kind: Kind, s: Setting): boolean {
  if (isFigure(s) || isOfNobody(s)) return false
  if (kind === 'despair') return isDespair(s)
  return isThere(kind, s) && JUDGES[kind](s)
}

/** The word is about a danger that is there, or was: not denied, not feared, not part of a name. */
function isThere(kind: Kind, s: Setting): boolean {
  if (NAME_BEFORE.test(s.before) || NAME_AFTER.test(s.after) || THING_AFTER.test(s.after)) return false
  if (DENIED_BEFORE.test(s.before) || DENIED_AFTER.test(s.later)) return false
  // Whoever fears an attacker is in danger.
  if (FEARED_BEFORE.test(s.before + s.hit) && !(kind === 'violence' && MYSELF.test(s.clause))) return false
  if (FEARED_AFTER.test(s.after)) return false
  if (PERHAPS_BEFORE.test(s.before + s.hit) && !ALREADY.test(s.clause)) return false
  if (kind === 'accident' && ABOUT_TO_BEFORE.test(s.before) && !DONE_AFTER.test(s.after)) return false
  return isNow(s) || !(ATTRIBUTE_AFTER.test(s.after) || CAUSED_BEFORE.test(s.before))
}

const JUDGES: Record<Exclude<Kind, 'despair'>, (s: Setting) => boolean> = {
  accident(s) {
    if (isCall(s)) return isNowInCall(s)
    if (isOver(s)) return outweighs(s)
    if (s.isLetter) return isNowInLetter(s)
    return NEED.test(s.text) ? CRY.test(s.around) : isNow(s) || !asksForOther(s.text)
  },
  violence(s) {
    if (isCall(s)) return isNowInCall(s)
    if (isOver(s)) return outweighs(s)
    if (s.isLetter) return isNowInLetter(s) && !REPORT.test(s.text)
    if (CLAIM.test(s.text) || REPORT.test(s.text) || WISH.test(s.text) || OFFICIAL_BEFORE.test(s.before))
      return isNow(s)
    return SOMEBODY.test(s.sentence) || DONE_AFTER.test(s.after) || isNow(s)
  },
  missing(s) {
    if (isCall(s)) return isNowInCall(s)
    if (
      PAST.test(told(s) + s.after) ||
      SINCE_AFTER.test(s.after) ||
      OVER_AFTER.test(s.after) ||
      AFTERMATH.test(s.around) ||
      ELSEWHERE.test(s.around)
    )
      return false
    if (s.isLetter) return isNowInLetter(s)
    return isNow(s) || !CLAIM.test(s.text)
  },
}

/** Money, care, works: what a text without any word of danger asks for. */
export const asksForOther = (text: string): boolean => CLAIM.test(text) || NEED.test(text) || WISH.test(text)

const told = (s: Setting): string => s.earlier + s.before + s.hit

const isOver = (s: Setting): boolean =>
  PAST.test(told(s)) ||
  YESTERDAY.test(told(s)) ||
  SINCE_AFTER.test(s.after) ||
  OVER_AFTER.test(s.after) ||
  AFTERMATH.test(s.around) ||
  ELSEWHERE.test(s.around)

/** Said of this moment although the past is spoken of, too: 上周装的热水器，现在漏气. */
const outweighs = (s: Setting): boolean => {
  if (CLAIM.test(s.isLetter ? s.around : s.beside)) return false
  if (CRY.test(s.clause + s.later)) return true
  return !AFTERMATH.test(s.around) && (NOW.test(s.clause) || isLedByNow(s))
}

/** 去年就说过，刚才真的塌了，压着人: the clause before says when. */
const isLedByNow = (s: Setting): boolean =>
  !s.isLetter && NOW.test(s.led) && !PAST.test(s.before + s.hit) && !ELSEWHERE.test(s.around)

const isNow = (s: Setting): boolean => NOW.test(s.beside) || CRY.test(s.around)

/** A long message that asks for rescuers. */
const isCall = (s: Setting): boolean => s.isLetter && CALL.test(s.text) && !DATED.test(s.text)

/** What such a message tells of an earlier day stands in other clauses: 去年我报过警. */
const isNowInCall = (s: Setting): boolean =>
  !(PAST.test(s.led) || YESTERDAY.test(s.led) || OVER_AFTER.test(s.after) || CLAIM.test(s.beside))

/** In a story, 现在 elsewhere means nothing: it must stand with the danger, and nothing may be claimed there. */
const isNowInLetter = (s: Setting): boolean =>
  (NOW.test(s.led) || CRY.test(s.sentence) || (s.isLastSentence && DONE_AFTER.test(s.after))) &&
  !CLAIM.test(s.around)

/** Whether a manner of speaking covers part of the word itself. */
function isFigure({ clause, before, hit }: Setting): boolean {
  const from = before.length
  const to = from + hit.length
  for (const found of clause.matchAll(FIGURES))
    if (found.index < to && found.index + found[0].length > from) return true
  return false
}

const PERSON = /[人我娃孩]/

/** What is in danger is an animal or a thing. */
function isOfNobody({ hit, before, after }: Setting): boolean {
  if (OWNED.test(before + hit) && !ATTACKS.test(hit)) return true
  if (PERSON.test(hit)) return false
  return (
    NOBODY_AFTER.test(after) || NOBODY_BEFORE.some(([of, subject]) => of.test(hit) && subject.test(before))
  )
}
