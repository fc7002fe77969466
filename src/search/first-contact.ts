import { findCaseNumbers } from '../domain/base/text/case-number.ts'
import type { GuideMatch } from '../domain/guides/guide.ts'
import type { Office } from '../domain/office/office.ts'
import type { Intent, Routing } from '../domain/talk/routing.ts'
import {
  ABUSE,
  ASKING_SIGNS,
  COMPLAINT_SIGNS,
  INQUIRY_SIGNS,
  SMALL_TALK,
  THANKS,
  WRONGDOING,
} from './words/intent-words.ts'
import { MAX_QUERY_CHARACTERS, normalise } from './words/text.ts'

/** Longer than this, thanks or an insult is part of a matter, not the message. */
const SHORT = 14
/** A miscopied case number and hardly anything else. */
const NUMBER_AND_A_WORD = 24

/**
 * Says what a free text is about, on first contact: rules read from top to bottom, the first that fits
 * decides. Danger comes first; a case number next; only then what could be mistaken for something else.
 */
export function firstContactRouter(
  office: Pick<Office, 'emergency' | 'categories'>,
  findGuides: (text: string) => GuideMatch,
): (text: string) => Routing {
  const nouns = office.categories.flatMap(category => category.words)
  return text => {
    // Danger and a number may stand at the very end of a long message; the rest is clear from its beginning.
    const whole = normalise(text)
    const emergency = emergencyIn(whole, office.emergency)
    if (emergency !== undefined) return { intent: 'emergency', score: 1, emergency }

    const numbers = findCaseNumbers(text)
    const number = numbers.find(found => found.number !== null)?.number
    if (number) return { intent: 'caseNumber', score: 1, caseNumber: number }

    const plain = whole.slice(0, MAX_QUERY_CHARACTERS)
    const bare = plain.replace(/[\s\p{P}\p{S}]+/gu, '')
    if (numbers.length > 0 && bare.length <= NUMBER_AND_A_WORD) return sure('caseNumber', 0.7)

    if (bare === '' || /^\d+$/.test(bare)) return sure('other', 0.9)
    if (SMALL_TALK.some(pattern => pattern.test(bare))) return sure('smallTalk', 0.95)

    const complaints = COMPLAINT_SIGNS.filter(sign => plain.includes(sign)).length
    const asks = ASKING_SIGNS.filter(sign => sign.test(plain)).length
    if (bare.length <= SHORT && complaints === 0) {
      if (ABUSE.some(word => plain.includes(word))) return sure('abuse', 0.9)
      if (asks === 0 && THANKS.some(word => plain.includes(word))) return sure('thanks', 0.9)
    }

    if (/^(我们?|个人|想|提个|有个|一个|一点)*建议/.test(bare)) return sure('complaint', 0.8)
    if (asks === 0 && WRONGDOING.some(sign => sign.test(plain))) return sure('report', 0.8)

    const guide = findGuides(text).decision
    if (guide === 'answer' && (complaints === 0 || asks > complaints)) return sure('guide', 0.9)
    if (complaints > 0 && (complaints > asks || guide === 'none'))
      return sure('complaint', Math.min(0.95, 0.6 + 0.1 * complaints))
    if (guide !== 'none') return sure('guide', 0.6)
    if (bare.length <= 2 * SHORT && ABUSE.some(word => plain.includes(word))) return sure('abuse', 0.8)
    if (INQUIRY_SIGNS.some(sign => sign.test(plain))) return sure('inquiry', 0.7)
    if (asks > 0 && nouns.some(noun => plain.includes(noun))) return sure('inquiry', 0.5)
    if (bare.length > SHORT && nouns.some(noun => plain.includes(noun))) return sure('complaint', 0.5)
    return sure('other', 0.5)
  }
}

/** Who speaks of ending their life gets the number, whatever else the sentence says. */
const NEVER_DOUBTED: ReadonlySet<string> = new Set(['12356'])

/** Whom to ring now. A question about the past or about a rule is no emergency. */
function emergencyIn(plain: string, table: Office['emergency']): Routing['emergency'] {
  for (const { words, name, phone, say } of table) {
    const word = words.find(w => plain.includes(w))
    if (word === undefined) continue
    if (NEVER_DOUBTED.has(phone) || !isHypothetical(plain, word))
      return { name, phone, ...(say !== undefined && { say }) }
  }
  return undefined
}

/** 「家里着火了房子烧了，怎么申请救助」 wants help with money; the fire is out. */
function isHypothetical(plain: string, word: string): boolean {
  const at = plain.indexOf(word)
  const before = plain.slice(Math.max(0, at - 8), at)
  const after = plain.slice(at + word.length, at + word.length + 6)
  const past =
    /(去年|前年|上个?月|上周|前几天|之前|以前|曾经|如果|万一|防|避免|怕|担心|容易|可能|经常|总是|老是)/.test(
      before,
    )
  const feared = /^的?(危险|隐患|风险|事故)/.test(after)
  return (
    past ||
    feared ||
    /(认定|赔偿|报销|鉴定|补助|救助|工伤|理赔).{0,12}(怎么|如何|申请|吗|多少|材料)/.test(plain)
  )
}

function sure(intent: Intent, score: number): Routing {
  return { intent, score }
}
