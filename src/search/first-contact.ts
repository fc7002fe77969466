import { findCaseNumbers } from '../domain/base/text/case-number.ts'
import type { GuideMatch } from '../domain/guides/guide.ts'
import type { Office } from '../domain/office/office.ts'
import type { Emergency, Intent, Routing } from '../domain/talk/routing.ts'
import type { Understanding } from '../domain/talk/understanding.ts'
import {
  ABUSE,
  ASKING_SIGNS,
  COMPLAINT_SIGNS,
  INQUIRY_SIGNS,
  SMALL_TALK,
  THANKS,
  WRONGDOING,
} from './words/intent-words.ts'
import { PhraseFinder } from './words/phrase-finder.ts'
import { MAX_QUERY_CHARACTERS, normalise } from './words/text.ts'

/** In a longer text, thanks or an insult is not the main point. */
const SHORT = 14
/** A longer text says more than a miscopied case number. */
const NUMBER_AND_A_WORD = 24

const COMPLAINTS = new PhraseFinder(COMPLAINT_SIGNS)
const INSULTS = new PhraseFinder(ABUSE)
const GRATITUDE = new PhraseFinder(THANKS)

/** The evidence in a text for which no rule decides without searching the guides. */
interface Signs {
  /** The normalised beginning of the text. */
  plain: string
  /** The same without blanks and punctuation. */
  bare: string
  /** Number of signs of a complaint, and of a question. */
  complaints: number
  asks: number
}

/**
 * Classifies a free text on first contact. The rules are tried from top to bottom and the first that fits decides: danger
 * first, then a case number, then the less certain ones.
 */
export function firstContactRouter(
  office: Pick<Office, 'categories'>,
  emergencyIn: (text: string) => Emergency | undefined,
  findGuides: (text: string) => GuideMatch,
): Pick<Understanding, 'classify' | 'complains'> {
  const nouns = new PhraseFinder(office.categories.flatMap(category => category.words))

  /** Applies the rules that do not need the guides: searching those is most of the work. */
  function withoutGuides(text: string): Routing | Signs {
    const emergency = emergencyIn(text)
    if (emergency !== undefined) return { intent: 'emergency', score: 1, emergency }

    const numbers = findCaseNumbers(text)
    const number = numbers.find(found => found.number !== null)?.number
    if (number) return { intent: 'caseNumber', score: 1, caseNumber: number }

    // A number may stand at the very end of a long message; for the other rules its beginning is enough.
    const plain = normalise(text).slice(0, MAX_QUERY_CHARACTERS)
    const bare = plain.replace(/[\s\p{P}\p{S}]+/gu, '')
    if (numbers.length > 0 && bare.length <= NUMBER_AND_A_WORD) return sure('caseNumber', 0.7)

    if (bare === '' || /^\d+$/.test(bare)) return sure('other', 0.9)
    if (SMALL_TALK.some(pattern => pattern.test(bare))) return sure('smallTalk', 0.95)

    const complaints = COMPLAINTS.numbersIn(plain).size
    const asks = ASKING_SIGNS.filter(sign => sign.test(plain)).length
    if (bare.length <= SHORT && complaints === 0) {
      if (INSULTS.occurs(plain)) return sure('abuse', 0.9)
      if (asks === 0 && GRATITUDE.occurs(plain)) return sure('thanks', 0.9)
    }

    if (/^(我们?|个人|想|提个|有个|一个|一点)*建议/.test(bare)) return sure('complaint', 0.8)
    if (asks === 0 && WRONGDOING.some(sign => sign.test(plain))) return sure('report', 0.8)
    if (complaints > asks) return complaint(complaints)
    return { plain, bare, complaints, asks }
  }

  function classify(text: string): Routing {
    const found = withoutGuides(text)
    if ('intent' in found) return found
    const { plain, bare, complaints, asks } = found
    const guide = findGuides(text).decision
    if (guide === 'answer' && (complaints === 0 || asks > complaints)) return sure('guide', 0.9)
    if (guide !== 'none') return sure('guide', 0.6)
    if (complaints > 0) return complaint(complaints)
    if (bare.length <= 2 * SHORT && INSULTS.occurs(plain)) return sure('abuse', 0.8)
    if (INQUIRY_SIGNS.some(sign => sign.test(plain))) return sure('inquiry', 0.7)
    if (asks > 0 && nouns.occurs(plain)) return sure('inquiry', 0.5)
    if (bare.length > SHORT && nouns.occurs(plain)) return sure('complaint', 0.5)
    return sure('other', 0.5)
  }

  return {
    classify,
    complains(text) {
      const found = withoutGuides(text)
      if ('intent' in found) return found.intent === 'complaint'
      // A text without any sign of a complaint counts as one only if it is long and nothing else fits.
      return (found.complaints > 0 || found.bare.length > SHORT) && classify(text).intent === 'complaint'
    },
  }
}

const complaint = (signs: number): Routing => sure('complaint', Math.min(0.95, 0.6 + 0.1 * signs))

function sure(intent: Intent, score: number): Routing {
  return { intent, score }
}
