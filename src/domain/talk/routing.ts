/** What a resident's first free text is about. */
const INTENTS = [
  'guide',
  'complaint',
  /** Misconduct of an official, which may be reported anonymously. */
  'report',
  'inquiry',
  'caseNumber',
  'smallTalk',
  'thanks',
  'abuse',
  'emergency',
  'other',
] as const
export type Intent = (typeof INTENTS)[number]

/** Whom to ring now. */
export interface Emergency {
  name: string
  phone: string
  /** What to say instead of the usual sentence. */
  say?: string
}

export interface Routing {
  intent: Intent
  /** The confidence, from 0 to 1. */
  score: number
  /** For `emergency`. */
  emergency?: Emergency
  caseNumber?: string
}
