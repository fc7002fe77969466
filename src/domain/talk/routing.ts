import type { Kind } from '../office/kinds.ts'

/** What a first message wants. Each has a probability; together they are 1. */
export const AIMS = [
  /** Wants to know something that a guide of the office answers. */
  'guide',
  /** Wants to know something else. */
  'inquiry',
  /** Something concrete is wrong. */
  'complaint',
  /** Is in need and asks for help. */
  'help',
  /** Proposes something. */
  'suggestion',
  /** Accuses a person in office. */
  'report',
  /** About a case of one's own. */
  'ownCase',
  'smallTalk',
  'unclear',
] as const
export type Aim = (typeof AIMS)[number]

/** Where a first message goes. */
export type Intent =
  | 'emergency'
  | 'caseNumber'
  | 'ownCase'
  /** One guide is the answer. */
  | 'guide'
  /** Up to three guides to choose from; one alone is asked as a yes or no. */
  | 'candidates'
  | 'inquiry'
  /** A case, of `kind`. */
  | 'case'
  /** Misconduct of an official, which may be reported anonymously. */
  | 'report'
  /** The resident is asked which it is: a case or a question. */
  | 'which'
  | 'smallTalk'
  | 'thanks'
  | 'abuse'
  | 'other'

/** Whom to ring now. */
export interface Emergency {
  name: string
  phone: string
  /** What to say instead of the usual sentence. */
  say?: string
}

/** The kinds of case that a first message may become without being asked. */
export type SaidKind = Extract<Kind, 'complaint' | 'help' | 'suggestion' | 'inquiry'>

/** The judgement of a first message. */
export interface Routing {
  intent: Intent
  /** The probability that this is what the message wants; 1 where a rule decides. */
  score: number
  /** The probability of each aim, where they were weighed. */
  aims?: Readonly<Record<Aim, number>>
  /** The kind of case that the message becomes if it is registered. */
  kind?: SaidKind
  /** For `guide` one, for `candidates` up to three, the most probable first. */
  guides?: readonly { id: string; title: string }[]
  /** For `emergency`. */
  emergency?: Emergency
  caseNumber?: string
}
