import { SEALED_COLUMNS } from '../sealed-columns.ts'

/**
 * What a change of SECRET_KEY does to each column that depends on the key. A test holds this table equal to
 * SEALED_COLUMNS and OPEN_COLUMNS, so that no column can be forgotten.
 */
export type Change =
  /** Sealed by its column (store/base/sealing): sealed again. */
  | { how: 'sealed' }
  /** Sealed with a context of its own: sealed again. */
  | { how: 'own'; context: string }
  /** A keyed hash, or a text that ends in one: hashed again. */
  | { how: 'hash' }
  /** Keyed search tokens with spaces between: each is made into that of the next key. */
  | { how: 'tokens' }
  /** The name of a stored file, sealed by its column. */
  | { how: 'sealed file' }

const own = (context: string): Change => ({ how: 'own', context })
const hash: Change = { how: 'hash' }
const sealed: Change = { how: 'sealed' }
const file: Change = { how: 'sealed file' }

/** Columns of OPEN_COLUMNS that depend on the key, and the files. */
const OTHERS: Readonly<Record<string, Readonly<Record<string, Change>>>> = {
  Contact: {
    externalKey: hash,
    externalSealed: own('contact.external'),
    nameSealed: own('name'),
    phoneSealed: own('phone'),
    pseudonymsSealed: own('contact.pseudonyms'),
    ownerSealed: own('contact.owner'),
  },
  CaseCode: { key: hash },
  Session: { state: own('session.state') },
  Message: { dedupeKey: hash, sourceId: hash, album: hash, turnSealed: own('message.turn') },
  Attachment: { hash: file, playHash: file },
  Case: { nameSealed: own('name'), phoneSealed: own('phone'), submissionKey: hash },
  CaseSearch: { grams: { how: 'tokens' } },
  Officer: { totpSealed: own('officer.totp') },
  OfficerWay: { addressSealed: own('officer.mail') },
  RecoveryCode: { key: hash },
  // The key of a report's letter ends in a hash of its address.
  Letter: { dedupeKey: hash, toSealed: own('letter.to'), bodySealed: own('letter.body') },
  ApiToken: { key: hash },
  LedgerKey: { secretSealed: own('ledger.key') },
  LedgerNextKey: { secretSealed: own('ledger.key') },
  WitnessKey: { secretSealed: own('ledger.key') },
  ChannelToken: { tokenSealed: own('channel.token') },
  IdempotencyKey: { response: own('idempotency') },
  AuditEntry: { onceKey: hash },
  GuideAlias: { wordingKey: hash, textKey: hash },
  FirstMessage: { textKey: hash },
  ReplySearch: { grams: { how: 'tokens' } },
  ReplyVote: { voter: hash },
  ItemSearch: { grams: { how: 'tokens' } },
  ItemFile: { hash: file },
  VisitPhoto: { hash: file },
}

/** Every table with such columns. */
export const REKEYED_COLUMNS: Readonly<Record<string, Readonly<Record<string, Change>>>> = Object.fromEntries(
  [...new Set([...Object.keys(SEALED_COLUMNS), ...Object.keys(OTHERS)])].map(model => [
    model,
    {
      ...Object.fromEntries(
        ((SEALED_COLUMNS as Record<string, readonly string[]>)[model] ?? []).map(column => [column, sealed]),
      ),
      ...OTHERS[model],
    },
  ]),
)

/** Tables that are emptied: what they hold is short-lived, and the person or the service asks again. */
export const EMPTIED: Readonly<Record<string, string>> = {
  OfficerSession: 'everybody signs in again, which a change of the key is a good moment for',
  OneTimeLink: 'links that wait for their one use: they are asked for again',
  SignedQuery:
    'signatures of the last minutes; no message is taken twice without them, either (Message.dedupeKey)',
  LimitCount: 'counts of tries within minutes or hours',
  ChannelMedia: 'uploads that WeChat keeps for three days: they are uploaded again',
}

/** Columns whose values are hashes or sealed and do not change, with the reason. */
export const NOT_REKEYED: Readonly<Record<string, string>> = {
  'Session.version': "a plain hash of the office's own flow",
  'FlowVersion.hash': "a plain hash of the office's own flow",
  'IdempotencyKey.requestHash': 'a plain hash',
  'AuditEntry.hash': 'made with AuditHead.secret',
  'AuditEntry.commitment': 'made with AuditHead.secret',
  'AuditEntry.salt': 'random',
  'AuditHead.hash': 'made with AuditHead.secret',
  'AuditHead.seal': 'made with AuditHead.secret',
  'KeyRing.earlierSealed': 'sealed with the next key when the change begins',
  'KeyRing.oldKeySealed': 'removed when the change ends',
}

/** The primary key of each table whose key is not `id`. */
export const KEYS_OF: Readonly<Record<string, readonly string[]>> = {
  CaseSearch: ['caseId'],
  Session: ['contactId'],
  ReplyVersion: ['replyId', 'version'],
  TypedDraft: ['officerId', 'caseId'],
  SampleItem: ['sampleId', 'ordinal'],
  OfficerWay: ['officerId', 'way'],
  ChannelToken: ['account'],
  IdempotencyKey: ['officerId', 'key'],
  RecoveryCode: ['key'],
  ReplySearch: ['replyId'],
  ReplyVote: ['replyId', 'voter'],
  ItemSearch: ['itemId'],
  ItemVersion: ['itemId', 'version'],
}

/** A table whose primary key is itself a keyed hash: its rows change together, those with one value of this column at a time. */
export const TOGETHER: Readonly<Record<string, string>> = {
  RecoveryCode: 'officerId',
  ReplyVote: 'replyId',
}
