import type { Secrets } from '../../domain/base/secrets.ts'
import type { Db } from '../base/database.ts'
import type { SealedModel } from '../base/sealed-columns.ts'
import { Prisma } from '../generated/sqlite/client.ts'
import { lockContactById } from './contacts.ts'
import { idsOf, sealPseudonyms } from './pseudonyms.ts'

/**
 * What is erased of a person or a case, column by column of what is sealed. A test holds the table against
 * SEALED_COLUMNS: whatever people write is either erased here or kept for a reason.
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
  AuditEntry: { kept: 'who looked at what has to stay on record; it names cases by number' },
  Digest: { kept: 'the published numbers; titles in it are those of their week, without names' },
  GuideAlias: { kept: 'wordings of questions without personal data, which an officer has read' },
}

/** Stands where a title stood: lists must show something. */
export const ERASED_TITLE = '（内容已按规定清除）'

/** Words in the record of a case; what rates are counted from (ids, dates, codes, deadlines) stays. */
const WORDS: ReadonlySet<string> = new Set([
  'text',
  'reason',
  'redirect',
  'instruction',
  'note',
  'unseen',
  'objectionReason',
])

/** That there were words stays: a decline counts only with its reason and the right place. */
const worded = (value: unknown): unknown =>
  typeof value === 'string' ? (value.trim() === '' ? value : '（已清除）') : Array.isArray(value) ? [] : null

/** The data of an event without what people wrote in it. */
export function withoutWords(data: unknown): unknown {
  if (Array.isArray(data)) return data.map(withoutWords)
  if (typeof data !== 'object' || data === null) return data
  return Object.fromEntries(
    Object.entries(data).map(([name, value]) => [
      name,
      WORDS.has(name) ? worded(value) : withoutWords(value),
    ]),
  )
}

type Which = { contactId: { in: number[] }; caseId: null } | { caseId: number }

/** Messages with their files, and what was noted of sending them. The files go when no row refers to them. */
async function eraseMessages(tx: Db, which: Which): Promise<void> {
  await tx.message.updateMany({
    where: which,
    // The delivery's key stays: it is a keyed hash, and by it a retry of the channel brings nobody back.
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

/** Takes everything that people wrote out of a case. Its number, dates and codes stay, so that every rate can be counted again. */
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
    const data = JSON.stringify(withoutWords(JSON.parse(event.data)))
    if (data !== event.data) await tx.caseEvent.update({ where: { id: event.id }, data: { data } })
  }
  await tx.reply.updateMany({ where: of, data: { text: '', reviewNote: null } })
  // What is published is the office's own, without personal data, and stays until the office takes it back.
  await tx.reply.updateMany({
    where: { ...of, OR: [{ openness: null }, { openness: { not: 'open' } }] },
    data: { redactedText: null, redactedQuestion: null },
  })
  const replies = await tx.reply.findMany({ where: of, select: { id: true } })
  await tx.replyVersion.deleteMany({ where: { replyId: { in: replies.map(r => r.id) } } })
  await tx.typedDraft.deleteMany({ where: of })
  await tx.reminder.updateMany({ where: of, data: { detail: null } })
  await tx.sampleItem.updateMany({ where: of, data: { finding: null } })
  await tx.caseSearch.deleteMany({ where: of })
  await eraseMessages(tx, of)
}

/**
 * Erases who a person was, with what they said outside of cases, under all their pseudonyms. Name and phone go from
 * every case of theirs that is not held.
 */
export async function erasePerson(tx: Db, secrets: Secrets, contactId: number, now: Date): Promise<void> {
  const contact = await lockContactById(tx, contactId)
  const ids = idsOf(secrets, contact)
  await tx.case.updateMany({
    where: { contactId: { in: ids }, legalHoldAt: null },
    data: { nameSealed: null, phoneSealed: null },
  })
  await eraseMessages(tx, { contactId: { in: ids }, caseId: null })
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
        unfollowedAt: now,
        forgottenAt: now,
      },
    })
  }
}

const ENDED = { erasedAt: null, legalHoldAt: null } as const

/** Cases of people who were forgotten, once nothing is owed on them; not those that are held. */
export const forgottenCases = (db: Db, statuses: readonly string[], take: number) =>
  // CROSS JOIN: SQLite keeps to this order, and so reads the people who were forgotten, not all cases.
  db.$queryRaw<{ id: number | bigint; number: string }[]>`
    SELECT c."id", c."number" FROM "Contact" k CROSS JOIN "Case" c
    WHERE k."forgottenAt" IS NOT NULL AND c."contactId" = k."id" AND c."erasedAt" IS NULL
      AND c."legalHoldAt" IS NULL AND c."status" NOT IN (${Prisma.join([...statuses])})
    LIMIT ${take}`.then(rows => rows.map(row => ({ id: Number(row.id), number: row.number })))

/** Cases of a kind that ended before an instant and have not been erased; not those that are held. */
export const pastTheirTime = (
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
    // In the order of the index, which ends at `before`.
    orderBy: [{ updatedAt: 'asc' }, { id: 'asc' }],
    take,
    select: { id: true, number: true },
  })

/**
 * Removes some of what was said outside of cases before an instant, with its files and what was noted of sending it.
 * @param afterId where to go on; messages lie in the order in which they were said
 * @returns how many went, and where to go on; null at the end
 */
export async function removeOldTalk(
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
  // Nothing old in a whole page: nor behind it.
  if (old.length === 0) return { removed: 0, next: null }
  // What a case still shows, though the message it came in does not stand there.
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
