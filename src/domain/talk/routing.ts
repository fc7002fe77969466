/** What a free text of a resident is about, on first contact. */
export const INTENTS = [
  'guide',
  'complaint',
  /** Wrongdoing of somebody in office: may be reported without a name. */
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
  /** 0 to 1: how sure. */
  score: number
  /** For `emergency`. */
  emergency?: Emergency
  caseNumber?: string
}
