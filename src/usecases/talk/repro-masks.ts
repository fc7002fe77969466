import type { Secrets } from '../../domain/base/secrets.ts'
import { findCaseNumbers, formatCaseNumber } from '../../domain/base/text/case-number.ts'
import { fakePersonalData, findPersonalData } from '../../domain/base/text/personal-data.ts'
import { HIDDEN_CODE, maybeCodes } from '../../domain/cases/case-key.ts'
import { ENGINE_TEXTS, STORY_POINT } from '../../flow/mod.ts'
import type { Content } from '../base/context.ts'

export interface Masks {
  text(text: string): string
  /** Strings inside any JSON value, points on the map, and ids of attachments. */
  value<T>(value: T): T
}

/**
 * Replaces who, where and which case by made-up values of the same form, the same one each time, so that the dialogue
 * still runs the same.
 * @param content the office's own content is public: its phone number stays.
 * @param identities the resident's answers about name and phone, hidden wherever they occur.
 * @param attachments real ids in the order they came: stories count from 1.
 */
export function reproMasks(
  secrets: Secrets,
  content: Content,
  identities: readonly string[],
  attachments: readonly number[],
): Masks {
  const own = publicPieces(content)
  const numbers = new Map<string, string>()
  const sampleOf = (number: string) => {
    const known = numbers.get(number)
    if (known) return known
    const sample = formatCaseNumber(Number(number.slice(0, 4)), 90_001 + numbers.size)
    numbers.set(number, sample)
    return sample
  }
  const who = [...new Set(identities.map(i => i.trim()).filter(i => [...i].length >= 2))]
    .sort((a, b) => b.length - a.length)
    .map(said => [said, hidden(said)] as const)

  const text = (plain: string): string => {
    let out = plain
    for (const [said, instead] of who) out = out.replaceAll(said, instead)
    out = withoutCodes(secrets, out)
    for (const found of findCaseNumbers(out).reverse()) {
      if (found.number === null) continue
      const sample = sampleOf(found.number)
      const digits = found.text.includes('-') ? sample : sample.replaceAll('-', '')
      out = out.slice(0, found.index) + digits + out.slice(found.index + found.text.length)
    }
    return fakePersonalData(out, own)
  }

  const value = (v: unknown, key = ''): unknown => {
    if (typeof v === 'string') return key === 'code' ? NO_CODE : text(v)
    if (Array.isArray(v)) {
      if ((key === 'attachments' || key === 'photos') && v.every(id => typeof id === 'number')) {
        return v.map(id => attachments.indexOf(id) + 1)
      }
      return v.map(item => value(item))
    }
    if (v === null || typeof v !== 'object') return v
    if ('latitude' in v && 'longitude' in v) return { ...STORY_POINT }
    return Object.fromEntries(Object.entries(v).map(([name, item]) => [name, value(item, name)]))
  }
  return { text, value: <T>(v: T) => value(v) as T }
}

const NO_CODE = HIDDEN_CODE

/** Removes everything that may be a code: the own codes of the numbers in the text, and strings that are no words. */
const withoutCodes = (secrets: Secrets, text: string): string =>
  maybeCodes(text)
    .filter(
      code =>
        /\d/.test(code) ||
        code === code.toUpperCase() ||
        findCaseNumbers(text).some(n => n.number !== null && secrets.opensCase(n.number, code)),
    )
    .reduce((out, code) => out.replaceAll(code, NO_CODE), text)

/** A made-up answer of the same kind: a name stays as long as it was, a phone stays a phone. */
function hidden(said: string): string {
  const faked = fakePersonalData(said)
  if (faked !== said || /\d{5}/.test(said)) return faked
  return [...said]
    .map(c => (/\p{Script=Han}/u.test(c) ? '某' : /\p{L}/u.test(c) ? 'x' : /\d/.test(c) ? '0' : c))
    .join('')
}

/** Numbers and the like in the office's own texts. */
const publicPieces = ({ office, guides, flows }: Content): ReadonlySet<string> =>
  new Set(
    [ENGINE_TEXTS, office, [...guides.values()], flows]
      .flatMap(part => findPersonalData(JSON.stringify(part)))
      .map(piece => piece.text),
  )
