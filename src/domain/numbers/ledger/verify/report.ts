import type { LedgerCounts } from '../counts.ts'

/** What a check of the ledger found, in the words of this program and in those of a citizen. */

/** Something is not as docs/ledger.md says. One is enough: then the ledger does not agree. */
export type DifferenceCode =
  /** A checkpoint or an entry of the keys is not signed by the office. */
  | 'signature'
  /** A file of another log. */
  | 'origin'
  /** A checkpoint that nobody can read. */
  | 'checkpoint'
  /** A tile or bundle that is cut off, or is not of this tree. */
  | 'tile'
  /** An entry that version 1 does not know. */
  | 'entry'
  /** Entries in an order that no closing makes: something was put in or taken out. */
  | 'order'
  /** The entries do not make the tree that was signed. */
  | 'root'
  /** Fewer entries than were there before. */
  | 'shrunk'
  /** Other entries than were there before. */
  | 'fork'
  /** A checkpoint of old. */
  | 'replayed'
  /** The week was counted from a checkpoint that is not of this log. */
  | 'digest_checkpoint'
  | 'not_closed'
  | 'before_ledger'
  | 'numbers'
  | 'groups'
  | 'due_date'
  | 'calendar'
  /** A file that must be there is not. */
  | 'missing'
  | 'proof'
  | 'key'

/** Worth knowing, and no difference. */
export type NoticeCode =
  /** An entry recorded after its day was closed. */
  | 'late'
  | 'set_aside'
  | 'merged'
  | 'extended'
  /** Could not be checked. */
  | 'unverifiable'

export type FindingCode = DifferenceCode | NoticeCode

export interface Finding {
  code: FindingCode
  /** A sentence for a citizen: what, and where. Entries are named by their index, from 0. */
  text: string
}

/** A witness that saw this checkpoint. */
export interface Witness {
  name: string
  /** ISO 8601. */
  at: string
}

/** What whoever checks remembers until the next time. */
export interface Seen {
  origin: string
  /** The verifier key that the office signs with. */
  key: string
  size: number
  /** Base64. */
  root: string
}

export interface LedgerReport {
  agreed: boolean
  origin: string
  /** The key by which the newest checkpoint was checked; empty when there was none. */
  key: string
  size: number
  /** Base64. */
  root: string
  fingerprint: string
  /** The last day before the ledger. */
  opened: string | null
  /** The last day that is closed. */
  closed: string | null
  witnesses: Witness[]
  week: null | {
    id: string
    /** As computed here. */
    counts: LedgerCounts
    published: LedgerCounts | null
    /** Of the checkpoint the week was counted from. */
    size: number
    fingerprint: string
  }
  notices: Finding[]
  differences: Finding[]
  /** What to remember; as before when this log is not to be trusted, null when there is nothing. */
  seen: Seen | null
}
