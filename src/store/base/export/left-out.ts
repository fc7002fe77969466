/** What `huiyin export --all` leaves out, each with the reason that is written beside the files. Tests hold it equal to the schema. */

const DERIVED = '由别的内容算出来的，回音随时可以重新算'
const SECRET = '密钥、密码的散列或一次性的凭据：拿到它就能冒充别人'
const FLEETING = '几分钟到几天就没用的中间状态'
const HASH = '只有回音能用的散列，离开它没有意义'
const LINKS = '能把匿名举报和人连起来：匿名举报人只有本人能认领'
const INNER = '对话程序自己的中间状态，里面可能有群众没有留下的答案'

/** Tables that are left out. */
export const TABLES_LEFT_OUT: Readonly<Record<string, string>> = {
  JobRun: FLEETING,
  Counter: DERIVED,
  IdempotencyKey: FLEETING,
  LimitCount: FLEETING,
  KeyRing: SECRET,
  CaseSearch: DERIVED,
  TypedDraft: '工作人员正在写、还没有保存的字',
  Presence: FLEETING,
  CountDue: DERIVED,
  Letter: '等着发的邮件，里面有一次性的链接',
  ChannelMedia: FLEETING,
  ChannelToken: SECRET,
  SignedQuery: FLEETING,
  DayCount: DERIVED,
  CountVersion: DERIVED,
  LedgerTile: '台账的树，用 export --ledger 导出',
  LedgerNextKey: SECRET,
  RouterTraining: DERIVED,
  RecoveryCode: SECRET,
  OfficerSession: SECRET,
  ApiToken: SECRET,
  OneTimeLink: SECRET,
  AuditHead: SECRET,
  Session: INNER,
  ReplySearch: DERIVED,
  ReplyVote: '谁点了有用、没用：合计在答复里',
  ItemSearch: DERIVED,
}

/** Columns of the other tables that are left out. */
export const COLUMNS_LEFT_OUT: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  Contact: {
    externalKey: HASH,
    pseudonymsSealed: LINKS,
    ownerSealed: LINKS,
    // When somebody last wrote anything, anonymously or not.
    lastInboundAt: LINKS,
    windowUntil: LINKS,
    windowLeft: LINKS,
    unclearAt: LINKS,
  },
  Message: { dedupeKey: HASH, sourceId: HASH, album: HASH, turnSealed: INNER },
  Attachment: {
    hash: HASH,
    playHash: HASH,
    sourceRef: SECRET,
    name: '文件名里可能有匿名举报人的名字；类型看 file 的后缀',
    nextAt: FLEETING,
  },
  Case: { submissionKey: HASH },
  CaseCode: { key: HASH },
  Officer: { passwordHash: SECRET, totpSealed: SECRET, totpStep: SECRET },
  Outbox: { claimedBy: FLEETING, claimedUntil: FLEETING },
  AuditEntry: { onceKey: HASH },
  GuideAlias: { wordingKey: HASH, textKey: HASH },
  FirstMessage: { textKey: HASH },
  LedgerKey: { secretSealed: SECRET },
  WitnessKey: { secretSealed: SECRET },
  ItemFile: { hash: HASH },
  VisitPhoto: { hash: HASH },
}
