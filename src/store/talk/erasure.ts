import type { Secrets } from '../../domain/base/secrets.ts'
import type { Db } from '../base/database.ts'
import type { SealedModel } from '../base/sealed-columns.ts'
import { statement, tables } from '../base/statement.ts'
import { lockContactById } from './contacts.ts'
import { removeFollows } from './follows.ts'
import { idsOf, sealPseudonyms } from './pseudonyms.ts'

/**
 * When the sealed columns of each model are erased. A test compares the table with SEALED_COLUMNS: everything people
 * write is either erased here or kept for a stated reason.
 */
export const ERASURE: Readonly<
  Record<SealedModel, 'with the case' | 'with the messages' | { kept: string }>
> = {
  Message: 'with the messages',
  Attachment: 'with the messages',
  Outbox: 'with the messages',
  DeliveryAttempt: 'with the messages',
  Case: 'with the case',
  CaseEvent: 'with the case',
  Reply: 'with the case',
  ReplyVersion: 'with the case',
  TypedDraft: 'with the case',
  Reminder: 'with the case',
  SampleItem: 'with the case',
  SavedView: { kept: "an officer's own list of conditions" },
  AuditEntry: { kept: 'until its own retention period (store/people/audit-chain); it names cases by number' },
  AuditHead: { kept: 'a key' },
  Digest: { kept: 'the published numbers; titles in it are those of their week, without names' },
  FirstMessage: 'with the messages',
  ContactBlock: 'with the messages',
  Item: { kept: 'what the office published, and its drafts' },
  ItemVersion: { kept: 'what the office published, and its drafts' },
  ItemEvent: { kept: 'the record of what the office published' },
  ItemFile: { kept: 'what the office published, and its drafts' },
  ItemComment: { kept: 'how the office treated an opinion; the opinion itself is in the case' },
  ItemArticle: { kept: 'an error of WeChat' },
  Visit: { kept: 'findings about departments, written without residents' },
  VisitPhoto: { kept: 'findings about departments, written without residents' },
  Mark: { kept: 'why a manager took back a mark of a department' },
  GuideAlias: { kept: 'wordings of questions without personal data, which an officer has read' },
}

/** Replaces the title of an erased case, because lists must show something. */
export const ERASED_TITLE = '（内容已按规定清除）'

/** The texts in the events of a case. Everything that rates are counted from (ids, dates, codes, deadlines) stays. */
const WORDS: ReadonlySet<string> = new Set([
  'text',
  'reason',
  'redirect',
  'instruction',
  'note',
  'unseen',
  'objectionReason',
])

/** Keeps the fact that there was a text: a decline counts only with its reason and the right place to go. */
const worded = (value: unknown): unknown =>
  typeof value === 'string' ? (value.trim() === '' ? value : '（已清除）') : Array.isArray(value) ? [] : null

/** The data of an event without the texts that people wrote. */
export function withoutTexts(data: unknown): unknown {
  if (Array.isArray(data)) return data.map(withoutTexts)
  if (typeof data !== 'object' || data === null) return data
  return Object.fromEntries(
    Object.entries(data).map(([name, value]) => [
      name,
      WORDS.has(name) ? worded(value) : withoutTexts(value),
    ]),
  )
}

type Which = { contactId: { in: number[] }; caseId: null } | { caseId: number }

/** Erases messages, their files and the errors of sending them. A file is removed once no row refers to it. */
async function eraseMessages(tx: Db, which: Which): Promise<void> {
  await tx.message.updateMany({
    where: which,
    // The delivery key stays. It is a keyed hash, and it keeps a channel's retry from storing the message again.
    data: { text: '', payload: null, turnSealed: null, sourceId: null, album: null },
  })
  await tx.attachment.updateMany({
    where: 'caseId' in which && which.caseId !== null ? { caseId: which.caseId } : which,
    data: {
      name: null,
      sourceRef: null,
      hash: null,
      playHash: null,
      status: 'failed',
      nextAt: null,
      error: '已清除',
    },
  })
  await tx.outbox.updateMany({ where: which, data: { error: null } })
  for (let lastId = 0; ; ) {
    const some = { where: { ...which, id: { gt: lastId } }, orderBy: { id: 'asc' }, take: 300 } as const
    const ids = (await tx.outbox.findMany({ ...some, select: { id: true } })).map(row => row.id)
    if (ids.length === 0) break
    await tx.deliveryAttempt.updateMany({ where: { outboxId: { in: ids } }, data: { detail: null } })
    lastId = ids.at(-1)!
  }
}

/** Erases everything people wrote in a case. Its number, dates and codes stay, so that every rate can be recounted. */
export async function eraseCase(tx: Db, id: number, now: Date): Promise<void> {
  const of = { caseId: id }
  await tx.case.update({
    where: { id },
    data: {
      title: ERASED_TITLE,
      text: '',
      place: null,
      location: null,
      latitude: null,
      longitude: null,
      facts: null,
      ratingText: null,
      declineReason: null,
      declineRedirect: null,
      objectionReason: null,
      nameSealed: null,
      phoneSealed: null,
      erasedAt: now,
    },
  })
  for (const event of await tx.caseEvent.findMany({ where: of, select: { id: true, data: true } })) {
    if (event.data === null) continue
    const data = JSON.stringify(withoutTexts(JSON.parse(event.data)))
    if (data !== event.data) await tx.caseEvent.update({ where: { id: event.id }, data: { data } })
  }
  await tx.reply.updateMany({ where: of, data: { text: '', reviewNote: null, retiredReason: null } })
  // Published answers are the office's own, without personal data, and stay until the office withdraws them.
  await tx.reply.updateMany({
    where: { ...of, OR: [{ openness: null }, { openness: { not: 'open' } }] },
    data: { redactedText: null, redactedQuestion: null },
  })
  const replies = await tx.reply.findMany({ where: of, select: { id: true, redactedText: true } })
  await tx.replyVersion.deleteMany({ where: { replyId: { in: replies.map(r => r.id) } } })
  const gone = replies.filter(r => r.redactedText === null).map(r => r.id)
  await tx.replySearch.deleteMany({ where: { replyId: { in: gone } } })
  await tx.typedDraft.deleteMany({ where: of })
  await tx.reminder.updateMany({ where: of, data: { detail: null } })
  await tx.sampleItem.updateMany({ where: of, data: { finding: null } })
  await tx.caseSearch.deleteMany({ where: of })
  await eraseMessages(tx, of)
}

/**
 * Erases a person's identity and everything they said outside of cases, under all their pseudonyms. Name and phone
 * number are removed from all their cases that are not under legal hold.
 */
export async function erasePerson(tx: Db, secrets: Secrets, contactId: number, now: Date): Promise<void> {
  const contact = await lockContactById(tx, contactId)
  const ids = idsOf(secrets, contact)
  await tx.case.updateMany({
    where: { contactId: { in: ids }, legalHoldAt: null },
    data: { nameSealed: null, phoneSealed: null },
  })
  await eraseMessages(tx, { contactId: { in: ids }, caseId: null })
  await tx.firstMessage.deleteMany({ where: { contactId: { in: ids } } })
  await tx.contactBlock.deleteMany({ where: { contactId: { in: ids } } })
  await removeFollows(tx, ids)
  await tx.message.updateMany({
    where: { contactId: { in: ids }, OR: [{ caseId: null }, { case: { legalHoldAt: null } }] },
    data: { turnSealed: null },
  })
  for (const id of ids) {
    await tx.contact.update({
      where: { id },
      data: {
        externalKey: `forgotten:${secrets.key(String(id), 'contact.forgotten')}`,
        externalSealed: null,
        nameSealed: null,
        phoneSealed: null,
        areaId: null,
        locale: null,
        pseudonymsSealed: sealPseudonyms(secrets, []),
        ownerSealed: null,
        windowUntil: null,
        windowLeft: 0,
        unclearAt: null,
        blockedUntil: null,
        unfollowedAt: now,
        forgottenAt: now,
      },
    })
  }
}

const ENDED = { erasedAt: null, legalHoldAt: null } as const

/** Cases of erased people on which nothing is owed any more; not those under legal hold. */
export const forgottenCases = (db: Db, statuses: readonly string[], take: number) =>
  db.sql.all(FORGOTTEN, { statuses, take })

const FORGOTTEN = statement<{ statuses: readonly string[]; take: number }>()(p =>
  tables
    .selectFrom('Contact as k')
    // Makes SQLite keep this order and read the erased people, not all cases.
    .crossJoin('Case as c')
    .select(['c.id', 'c.number'])
    .where('k.forgottenAt', 'is not', null)
    .whereRef('c.contactId', '=', 'k.id')
    .where('c.erasedAt', 'is', null)
    .where('c.legalHoldAt', 'is', null)
    .where('c.status', 'not in', p.statuses)
    .limit(p.take),
)

/** Cases of a kind that ended before an instant and have not been erased; not those under legal hold. */
export const casesPastRetention = (
  db: Db,
  kind: string,
  { before, statuses, take }: { before: Date; statuses: readonly string[]; take: number },
) =>
  db.case.findMany({
    where: {
      kind,
      ...ENDED,
      status: { notIn: [...statuses] },
      updatedAt: { lt: before },
      OR: [{ owedUntil: { lt: before } }, { owedUntil: null, concludedAt: { lt: before } }],
    },
    // In the order of the index, so that the read stops at `before`.
    orderBy: [{ updatedAt: 'asc' }, { id: 'asc' }],
    take,
    select: { id: true, number: true },
  })

/**
 * Removes a page of messages outside of cases from before an instant, with their files and delivery records.
 * @param afterId the last id of the page before; ids are in the order of time
 * @returns how many were removed, and the id to continue after; null at the end
 */
export async function deleteOldMessages(
  tx: Db,
  { before, afterId, take }: { before: Date; afterId: number; take: number },
): Promise<{ removed: number; next: number | null }> {
  const rows = await tx.message.findMany({
    where: { caseId: null, id: { gt: afterId } },
    orderBy: { id: 'asc' },
    take,
    select: { id: true, at: true },
  })
  const old = rows.filter(row => row.at < before).map(row => row.id)
  // A page without old messages: all later ones are newer.
  if (old.length === 0) return { removed: 0, next: null }
  // Kept: messages that a case still shows, although they do not belong to it.
  const outbox = await tx.outbox.findMany({
    where: { messageId: { in: old } },
    select: { id: true, messageId: true, caseId: true },
  })
  const kept = new Set(outbox.filter(row => row.caseId !== null).map(row => row.messageId))
  const ids = { in: old.filter(id => !kept.has(id)) }
  await tx.attachment.updateMany({
    where: { messageId: ids, caseId: { not: null } },
    data: { messageId: null },
  })
  await tx.attachment.deleteMany({ where: { messageId: ids } })
  const sent = outbox.filter(row => row.caseId === null).map(row => row.id)
  await tx.deliveryAttempt.deleteMany({ where: { outboxId: { in: sent } } })
  await tx.outbox.deleteMany({ where: { messageId: ids } })
  const { count } = await tx.message.deleteMany({ where: { id: ids } })
  return { removed: count, next: rows.length < take ? null : rows.at(-1)!.id }
}
