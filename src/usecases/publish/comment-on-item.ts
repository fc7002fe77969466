import { z } from 'zod'
import { sayInstant, shanghaiDate } from '../../domain/base/civil-date.ts'
import { Refusal } from '../../domain/base/errors.ts'
import { LONGEST_TEXT, textField } from '../../domain/base/text/visible-text.ts'
import type { Deadline } from '../../domain/cases/case.ts'
import type { Actor } from '../../domain/people/actor.ts'
import { COMMENT_KINDS, type CommentDoor, commentDoor, kindsAt } from '../../domain/publish/comment.ts'
import { enginePhrase } from '../../flow/mod.ts'
import { type Db, isDuplicate } from '../../store/base/database.ts'
import { findCaseByNumber, toCase } from '../../store/cases/cases.ts'
import { addComment } from '../../store/publish/item-comments.ts'
import { findItem, findVersion, type ItemRow, lockItem } from '../../store/publish/items.ts'
import { type Contact, findContact, lockContact } from '../../store/talk/contacts.ts'
import { addOutbound } from '../../store/talk/messages.ts'
import { idsOf, isOwn } from '../../store/talk/pseudonyms.ts'
import { checked } from '../base/checked.ts'
import type { Context } from '../base/context.ts'
import type { Crowded } from '../cases/moving/case-ceiling.ts'
import { openCaseIn, openCaseInput, trackingUrl } from '../cases/moving/open-case.ts'
import { noticeTexts } from '../talk/notice-texts.ts'

const { name, phone } = openCaseInput.shape.resident.unwrap().shape

/** What a resident writes below an item. */
export const commentInput = z.strictObject({
  kind: z.enum(COMMENT_KINDS, '请选“提问”或“提意见”'),
  text: textField(LONGEST_TEXT, { empty: '请写您的问题或意见' }),
  name: name.or(z.literal('').transform(() => undefined)),
  phone: phone.or(z.literal('').transform(() => undefined)),
  /** The resident has read that the item is no longer public, and registers what they wrote all the same. */
  ordinary: z.boolean().default(false),
})
export type CommentInput = z.input<typeof commentInput>

/** The browser that comments: a contact of the web chat, where the answer arrives, too. */
export interface Commenter {
  /** The browser's id. */
  from: string
  /** The same for every attempt to send one form. */
  submission: string
  /** Whether its network has opened too many cases. */
  crowded?: Crowded
}

const RESIDENT: Actor = { kind: 'resident' }

const NO_ITEM = '没有这条公开信息。'
const OVER = '征集意见已经结束，不再收意见。想问的、想说的，可以登记成咨询，一样有编号、有答复。'
const WITHDRAWN =
  '这条信息已经撤下，不能在它下面提意见了。您写的还在，可以登记成普通的咨询或建议，一样有编号、有答复。'

/** What the public knows of an item that it may comment on. */
export interface CommentableItem {
  item: ItemRow
  door: CommentDoor
  /** As the public reads it; null once it is taken down. */
  title: string | null
}

/** @throws Refusal `not_found` for an item that the public has never read */
export async function commentableItem(ctx: Context, number: string): Promise<CommentableItem> {
  const item = await findItem(ctx.db.read, number)
  const door = item && commentDoor(item, shanghaiDate(ctx.now()))
  if (!item || !door) throw new Refusal('not_found', NO_ITEM)
  const text = item.liveVersion === null ? null : await findVersion(ctx.db.read, item.id, item.liveVersion)
  return { item, door, title: text?.title ?? null }
}

/**
 * Comments on an item: an ordinary case, tied to the item, of the village that the item is about. Sent twice it gives the same
 * case.
 * @returns its number
 * @throws Refusal `not_found`, `invalid_field`, and `move_refused` when the item takes no such comment any more
 */
export async function commentOnItem(
  ctx: Context,
  number: string,
  given: CommentInput,
  by: Commenter,
): Promise<string> {
  const input = checked(commentInput, given)
  const work = () => ctx.db.inTransaction(tx => commentIn(tx, ctx, number, input, by))
  const made = await work().catch(error => {
    // Of two requests at once, the second finds what the first has made: the contact, or the case.
    if (isDuplicate(error)) return work()
    throw error
  })
  ctx.caseChanged(made)
  ctx.wakeOutbox()
  return made
}

async function commentIn(
  tx: Db,
  ctx: Context,
  number: string,
  { kind, text, name, phone, ordinary }: z.output<typeof commentInput>,
  { from, submission, crowded }: Commenter,
): Promise<string> {
  const now = ctx.now()
  // Locked, so that it is not withdrawn while somebody comments on it.
  const item = await lockItem(tx, number)
  const door = item && commentDoor(item, shanghaiDate(now))
  if (!item || !door) throw new Refusal('not_found', NO_ITEM)
  const tied = door !== 'withdrawn'
  if (!tied && !ordinary) throw new Refusal('move_refused', WITHDRAWN)
  if (!kindsAt(door).includes(kind)) throw new Refusal('move_refused', OVER)
  const { contact } = await lockContact(tx, ctx.secrets, 'web', from, now)
  refusePaused(ctx, contact)
  const { office } = ctx.content()
  const { row, opened } = await openCaseIn(
    tx,
    ctx,
    {
      kind,
      text,
      channel: 'web',
      ...(office.areas.some(area => area.id === item.areaId) && { area: item.areaId! }),
      ...((name || phone) && { resident: { ...(name && { name }), ...(phone && { phone }) } }),
    },
    RESIDENT,
    {
      contactId: contact.id,
      submissionKey: ['comment', item.number, from, submission, kind, text].join(' '),
      ceiling: { contactIds: idsOf(ctx.secrets, contact), network: crowded, unproved: true },
      // Tied to nothing, but an officer should know what it is about.
      ...(!tied && { facts: { about: `已经撤下的公开信息 ${item.number}` } }),
    },
  )
  if (!opened) return row.number
  if (tied)
    await addComment(tx, { itemId: item.id, caseId: row.id, version: item.liveVersion!, createdAt: now })
  // In the chat of this browser its number can be found again.
  await addOutbound(tx, ctx.secrets, {
    contactId: contact.id,
    caseId: row.id,
    purpose: 'notice',
    dedupeKey: `opened:${row.number}`,
    outbound: { text: noticeTexts(ctx).opened(row) },
    now,
  })
  return row.number
}

/** A chat that an officer has paused opens no cases here either. @throws Refusal `move_refused` */
function refusePaused(ctx: Context, { blockedUntil }: Contact): void {
  if (blockedUntil === null || blockedUntil <= ctx.now()) return
  throw new Refusal(
    'move_refused',
    `您的网上留言暂停到 ${sayInstant(blockedUntil)}，原因和怎么申诉见“网上留言”。急事请打电话 ${ctx.content().office.phone}。`,
  )
}

/** What a resident is told of a comment that was registered. */
export interface RegisteredComment {
  number: string
  code: string
  url: string
  reply: Deadline
  /** Whom to ring now, when the text tells of danger. */
  emergency: string | null
}

/**
 * A comment as the browser that sent it sees it.
 * @throws Refusal `not_found`, for anybody else's, too
 */
export async function registeredComment(
  ctx: Context,
  caseNumber: string,
  from: string | undefined,
): Promise<RegisteredComment> {
  const contact = from && (await findContact(ctx.db.read, ctx.secrets, 'web', from))
  const row = contact && (await findCaseByNumber(ctx.db.read, caseNumber))
  if (!row || !isOwn(ctx.secrets, contact, row))
    throw new Refusal('not_found', '没有找到。请用编号和查询码查进度。')
  const c = toCase(row)
  const danger = ctx.content().emergencyIn(c.text)
  return {
    number: row.number,
    code: ctx.secrets.trackingCode(row.number),
    url: trackingUrl(ctx, row.number),
    reply: c.deadlines.reply,
    emergency: danger
      ? (danger.say ?? enginePhrase(undefined, 'emergency', { name: danger.name, phone: danger.phone }))
      : null,
  }
}
