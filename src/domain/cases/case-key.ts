import { CONFIRMED_NAMES, type ConfirmedBy, VIA_NAMES, type Via } from '../people/actor.ts'
import type { ResidentAct } from './resident-acts.ts'

/**
 * What proves that a case is somebody's own, and which acts each proof allows. A code can be passed on, read over a
 * shoulder or printed by an officer; a chat and the phone number on the case cannot as easily.
 */

/**
 * By which route a resident's act came in, and how the resident was identified; empty for events without that data.
 */
export function sayWay(data: Record<string, unknown>): string {
  const way = VIA_NAMES[data['via'] as Via]
  if (!way) return ''
  const checked = typeof data['checked'] === 'string' ? data['checked'] : ''
  const more = CONFIRMED_NAMES[data['confirmed'] as ConfirmedBy] ?? checked
  return more ? `${way}，${more}` : way
}

/** How a case page was opened. */
export interface CaseKey {
  number: string
  /** The resident's own code; one that an officer gave out; or the chat's own browser, which says who it is. */
  by: 'own' | 'issued' | 'chat'
  /** For an issued code: the id of its row, so that revoking it closes the pages it opened. */
  issuedId?: number
  /** The phone number on the case was entered, too. */
  phone: boolean
}

/** Acts that decide about a case or rate an officer's work. Adding and urging only tell the office something. */
const WEIGHTY: readonly ResidentAct[] = ['rate', 'reopen', 'withdraw']

/**
 * No further proof; one of the listed ones; or none that a page can ask for, so only at the counter, where an officer
 * signs for it.
 */
export type Proof = 'enough' | readonly ConfirmedBy[] | 'counter'

/**
 * What an act needs besides the key that opened the page.
 *
 * | the case has          | own code        | issued code    |
 * |-----------------------|-----------------|----------------|
 * | a chat (and a phone)  | chat (or phone) | chat (or phone)|
 * | a phone alone         | phone           | phone          |
 * | neither               | the code        | the counter    |
 *
 * An officer has seen a code that they issued. Where nothing else is known of the resident, such a code opens the
 * page and can add to the case, but decides nothing.
 */
export function proofFor(
  act: ResidentAct,
  key: Pick<CaseKey, 'by' | 'phone'>,
  known: { chat: boolean; phone: boolean },
): Proof {
  if (!WEIGHTY.includes(act) || key.by === 'chat' || (key.phone && known.phone)) return 'enough'
  const ways: ConfirmedBy[] = [
    ...(known.chat ? ['chat' as const] : []),
    ...(known.phone ? ['phone' as const] : []),
  ]
  if (ways.length > 0) return ways
  return key.by === 'own' ? 'enough' : 'counter'
}

/** A phone number without the punctuation that people write around it. */
export const plainPhone = (phone: string): string =>
  phone
    .normalize('NFKC')
    .replace(/\D/g, '')
    .replace(/^(?:00)?86(?=1\d{10}$)/, '')

const CODE = '[2-9A-HJKMNP-Z](?:[ -]?[2-9A-HJKMNP-Z]){9}'

/** Strings of ten characters of the codes' alphabet, as people type them: possible codes. */
export const maybeCodes = (text: string): string[] =>
  [...text.matchAll(new RegExp(`(?<![0-9A-Za-z])${CODE}(?![0-9A-Za-z])`, 'gi'))].map(match => match[0])

/** Replaces a code in everything that is stored or shown to officers. */
export const HIDDEN_CODE = '**********'

/** The address of a case page with its code behind the #, which browsers send to no server. */
const KEYED = /\/c\/([0-9-]{6,24})#k=([0-9A-Za-z*]{10})(?![0-9A-Za-z*])/g

/**
 * Replaces the codes in a text from the office to a resident.
 * @returns the text as it may be kept, and the numbers whose codes stood in it.
 */
export function hideKeys(
  text: string,
  opens: (number: string, code: string) => boolean,
): { text: string; numbers: string[] } {
  const numbers = new Set<string>()
  const hidden = text.replace(KEYED, (whole, number: string, code: string) => {
    if (!opens(number, code)) return whole
    numbers.add(number)
    return `/c/${number}#k=${HIDDEN_CODE}`
  })
  return { text: hidden, numbers: [...numbers] }
}

/** Restores the codes of these case numbers and of no others: a resident may have typed such an address. */
export const showKeys = (
  text: string,
  numbers: readonly string[],
  codeOf: (number: string) => string,
): string =>
  text.replace(KEYED, (whole, number: string, code: string) =>
    code === HIDDEN_CODE && numbers.includes(number) ? `/c/${number}#k=${codeOf(number)}` : whole,
  )
