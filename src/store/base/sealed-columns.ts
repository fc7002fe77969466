/**
 * The columns with texts that people wrote, which are sealed (encrypted with SECRET_KEY). Writing and reading
 * (store/base/sealing.ts), the sealing of old rows and the test that reads the schema all use this table. Every column of
 * text belongs into one of the two tables below, or the test fails.
 */
export const SEALED_COLUMNS = {
  Message: ['text', 'payload'],
  Attachment: ['hash', 'playHash', 'name', 'sourceRef', 'error'],
  Outbox: ['error'],
  DeliveryAttempt: ['detail'],
  Case: [
    'title',
    'text',
    'place',
    'location',
    'facts',
    'ratingText',
    'declineReason',
    'declineRedirect',
    'objectionReason',
  ],
  CaseEvent: ['data'],
  Reply: ['text', 'reviewNote', 'redactedText', 'redactedQuestion'],
  ReplyVersion: ['text'],
  TypedDraft: ['text'],
  Reminder: ['detail'],
  SavedView: ['query'],
  SampleItem: ['finding'],
  AuditEntry: ['detail'],
  Digest: ['data', 'reason'],
  GuideAlias: ['text'],
  FirstMessage: ['text'],
} as const satisfies Record<string, readonly string[]>

const NAMES = 'ids, codes and dates'
const STAFF = 'office staff, whose names stand under what they did'
const OFFICE = "the office's own content, which it publishes"
const KEYED = 'a keyed hash or a random id'
const OWN_SEAL = 'sealed where it is written, with a context of its own'
const LEDGER = 'published with the ledger'
const TROUBLE = 'an error of a program, without texts of residents'

/** Columns of text that are not sealed, each with the reason. */
export const OPEN_COLUMNS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  Contact: {
    channel: NAMES,
    externalKey: KEYED,
    externalSealed: OWN_SEAL,
    nameSealed: OWN_SEAL,
    phoneSealed: OWN_SEAL,
    pseudonymsSealed: OWN_SEAL,
    ownerSealed: OWN_SEAL,
    areaId: NAMES,
    locale: NAMES,
  },
  CaseCode: { key: KEYED, purpose: NAMES },
  Session: { flowId: NAMES, version: KEYED, state: OWN_SEAL },
  FlowVersion: { hash: KEYED, flowId: NAMES, definition: OFFICE },
  Message: {
    direction: NAMES,
    dedupeKey: KEYED,
    sourceId: KEYED,
    album: KEYED,
    kind: NAMES,
    turnSealed: OWN_SEAL,
  },
  Attachment: { kind: NAMES, status: NAMES, mime: NAMES },
  ChannelMedia: { account: NAMES, hash: KEYED, mediaId: NAMES },
  Outbox: {
    channel: NAMES,
    dedupeKey: NAMES,
    purpose: NAMES,
    status: NAMES,
    via: NAMES,
    claimedBy: NAMES,
    errorCode: NAMES,
    externalId: NAMES,
  },
  DeliveryAttempt: { via: NAMES, outcome: NAMES, code: NAMES },
  Case: {
    number: NAMES,
    kind: NAMES,
    status: NAMES,
    channel: NAMES,
    nameSealed: OWN_SEAL,
    phoneSealed: OWN_SEAL,
    areaId: NAMES,
    categoryId: NAMES,
    departmentId: NAMES,
    acceptDueOn: NAMES,
    replyDueOn: NAMES,
    originalDueOn: NAMES,
    nextMark: NAMES,
    deadlines: NAMES,
    supervisionDueOn: NAMES,
    outcome: NAMES,
    applicant: NAMES,
    openness: NAMES,
    submissionKey: KEYED,
  },
  CaseSearch: { grams: KEYED },
  CaseEvent: { type: NAMES, byKind: NAMES, byName: STAFF },
  Reply: { status: NAMES, purpose: NAMES, openness: NAMES },
  Officer: {
    login: STAFF,
    name: STAFF,
    role: STAFF,
    departmentId: NAMES,
    passwordHash: 'a slow hash',
    totpSealed: OWN_SEAL,
    quietFrom: NAMES,
    quietTo: NAMES,
  },
  Reminder: { kind: NAMES, dedupeKey: NAMES, pushKey: NAMES, listedOn: NAMES },
  OfficerWay: { way: NAMES, mode: NAMES, addressSealed: OWN_SEAL },
  RecoveryCode: { key: KEYED },
  Letter: {
    dedupeKey: NAMES,
    kind: NAMES,
    toSealed: OWN_SEAL,
    bodySealed: OWN_SEAL,
    status: NAMES,
    error: TROUBLE,
  },
  OfficerSession: { key: KEYED, role: NAMES, address: STAFF, agent: STAFF },
  ApiToken: { key: KEYED, name: STAFF, scopes: NAMES, role: NAMES },
  OneTimeLink: { key: KEYED, purpose: NAMES },
  Digest: { period: NAMES, scope: NAMES },
  LedgerHead: { origin: LEDGER, openedOn: LEDGER, closedOn: LEDGER },
  LedgerWaiting: { day: NAMES, calendar: NAMES },
  LedgerCase: { commitment: LEDGER, kind: NAMES, channel: NAMES, categoryId: NAMES, areaId: NAMES },
  LedgerEntry: { line: LEDGER },
  LedgerCheckpoint: { root: LEDGER, note: LEDGER, day: LEDGER },
  LedgerCosignature: { witness: LEDGER, line: LEDGER },
  LedgerKey: { verifier: LEDGER, secretSealed: OWN_SEAL, rotation: LEDGER },
  LedgerCalendar: { hash: LEDGER, document: LEDGER },
  JobRun: { job: NAMES, slot: NAMES, holder: NAMES, error: TROUBLE },
  KnownName: { kind: NAMES, id: NAMES, name: OFFICE },
  Counter: { name: NAMES },
  ChannelToken: { account: NAMES, tokenSealed: OWN_SEAL, claimedBy: NAMES },
  SignedQuery: { key: KEYED, usedFor: KEYED },
  IdempotencyKey: { key: NAMES, requestHash: KEYED, response: OWN_SEAL },
  AuditEntry: { action: NAMES, target: NAMES, address: STAFF, onceKey: NAMES },
  Notice: { code: NAMES, detail: TROUBLE },
  SceneCode: { scene: NAMES, areaId: NAMES, window: OFFICE, url: OFFICE },
  GuideAlias: {
    guideId: NAMES,
    way: NAMES,
    kind: NAMES,
    wordingKey: KEYED,
    textKey: KEYED,
    source: NAMES,
    status: NAMES,
  },
  FirstMessage: { textKey: KEYED, way: NAMES, step: NAMES, outcome: NAMES, kind: NAMES, guideId: NAMES },
  RouterTraining: { day: NAMES },
  DayCount: { dimension: NAMES, key: NAMES },
  CountVersion: { state: NAMES },
  CannedReply: { departmentId: NAMES, title: OFFICE, text: OFFICE },
  Sample: { seed: NAMES, from: NAMES, to: NAMES, kind: NAMES, departmentId: NAMES, drawnBy: STAFF },
  SampleItem: { verdict: NAMES, foundBy: STAFF },
  SavedView: { name: 'the short label of a list, chosen by an officer for themselves' },
}

export type SealedModel = keyof typeof SEALED_COLUMNS

/** The sealed columns of a model. */
export const sealedColumnsOf = (model: string): readonly string[] =>
  (SEALED_COLUMNS as Record<string, readonly string[]>)[model] ?? []
