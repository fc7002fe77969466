import { findCaseNumbers } from '../domain/base/text/case-number.ts'
import type { GuideMatch } from '../domain/guides/guide.ts'
import type { Emergency, Intent, Routing } from '../domain/talk/routing.ts'
import type { Understanding } from '../domain/talk/understanding.ts'
import { judge } from './first/judge.ts'
import { shippedModel } from './first/shipped-model.ts'
import { read, traitsOf } from './first/traits.ts'
import type { WantModel } from './first/want-model.ts'
import { matterLikely, type Trust } from './first/weigh.ts'
import { ABUSE, ASKING_SIGNS, COMPLAINT_SIGNS, SMALL_TALK, THANKS } from './words/intent-words.ts'
import { PhraseFinder } from './words/phrase-finder.ts'

/** In a longer text, thanks or an insult is not the main point. */
const SHORT = 14
/** A longer text says more than a miscopied case number. */
const NUMBER_AND_A_WORD = 24

const COMPLAINTS = new PhraseFinder(COMPLAINT_SIGNS)
const INSULTS = new PhraseFinder(ABUSE)
const GRATITUDE = new PhraseFinder(THANKS)

/**
 * Classifies a free text on first contact. The rules are tried from top to bottom and the first that fits decides: danger
 * first, then a case number, then words that mean only one thing. Everything else is judged by its probabilities.
 */
export function firstContactRouter(
  emergencyIn: (text: string) => Emergency | undefined,
  findGuides: (text: string) => GuideMatch,
  model: WantModel = shippedModel(),
  trust?: Trust,
): Pick<Understanding, 'classify' | 'complains'> {
  return {
    classify(text) {
      const plain = read(text)
      const ruled = byRule(text, plain, emergencyIn)
      if (ruled !== undefined) return ruled
      return HAN.test(plain)
        ? judge(model, plain, findGuides(text).hits, trust)
        : byGuidesAlone(findGuides(text))
    },
    complains(text) {
      const plain = read(text)
      if (!HAN.test(plain) || byRule(text, plain, emergencyIn) !== undefined) return false
      return matterLikely(model.wanted(traitsOf(plain)))
    },
  }
}

const HAN = /\p{Script=Han}/u

/** Pinyin may be a guide's name; the words of other languages are not weighed. Who names a guide asks for it. */
function byGuidesAlone({ decision, hits }: GuideMatch): Routing {
  if (decision === 'none') return sure('other')
  const guides = hits.map(({ id, title }) => ({ id, title }))
  const intent = decision === 'answer' ? 'guide' : 'candidates'
  return { intent, score: hits[0]?.score ?? 0, kind: 'inquiry', guides }
}

/** The rules; undefined when none fits. */
function byRule(
  text: string,
  plain: string,
  emergencyIn: (text: string) => Emergency | undefined,
): Routing | undefined {
  const emergency = emergencyIn(text)
  if (emergency !== undefined) return { intent: 'emergency', score: 1, emergency }

  // A number may stand at the very end of a long message.
  const numbers = findCaseNumbers(text)
  const number = numbers.find(found => found.number !== null)?.number
  if (number) return { intent: 'caseNumber', score: 1, caseNumber: number }

  const bare = plain.replace(/[\s\p{P}\p{S}]+/gu, '')
  if (numbers.length > 0 && bare.length <= NUMBER_AND_A_WORD) return sure('caseNumber')
  if (bare === '' || /^\d+$/.test(bare)) return sure('other')
  if (SMALL_TALK.some(pattern => pattern.test(bare))) return sure('smallTalk')
  if (bare.length > SHORT || COMPLAINTS.occurs(plain)) return undefined
  if (INSULTS.occurs(plain)) return sure('abuse')
  if (GRATITUDE.occurs(plain) && !ASKING_SIGNS.some(sign => sign.test(plain))) return sure('thanks')
  return undefined
}

const sure = (intent: Intent): Routing => ({ intent, score: 1 })
