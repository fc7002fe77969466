import { z } from 'zod'
import { Refusal } from '../../domain/base/errors.ts'
import { CHANNELS, type ChannelName } from '../../domain/base/message.ts'
import { hasVisibleText, LONGEST_TEXT, lineField, tidyText } from '../../domain/base/text/visible-text.ts'
import { KINDS } from '../../domain/office/kinds.ts'
import type { Actor } from '../../domain/people/actor.ts'
import { may, type Right, scopeOf } from '../../domain/people/policy.ts'
import { contactById, lockContactById } from '../../store/talk/contacts.ts'
import { conversations, messagesOutsideCases, SAID, type Said } from '../../store/talk/conversations.ts'
import { addMessageToCase, inboundMessage } from '../../store/talk/message-to-case.ts'
import { addOutbound } from '../../store/talk/messages.ts'
import { checked } from '../base/checked.ts'
import type { Context } from '../base/context.ts'
import { dropUncleanedFiles } from '../base/media/for-anonymous.ts'
import { makeHideFor } from '../cases/anonymous.ts'
import { openCaseIn, submissionKeyOf } from '../cases/moving/open-case.ts'
import { showAttachment } from '../cases/shown/show-attachment.ts'
import { shownText } from '../office/shown-text.ts'
import { blockOf } from './block/list-blocks.ts'
import { noticeTexts } from './notice-texts.ts'

/**
 * Residents' messages that belong to no case. Messages of a case are read there, by officers who may see it; those of
 * an anonymous case are not even mentioned here, where they would identify the writer.
 */

const PAGE = 30
const MESSAGES = 60

/** Conversations belong to the whole office, so officers of one department do not see them. */
function demand(by: Actor, right: Right, what: string): void {
  if (!may(by, right) || scopeOf(by) !== null) throw new Refusal('forbidden', `您的角色不能${what}。`)
}

/** @throws Refusal `forbidden` */
export const demandConversations = (by: Actor): void => demand(by, 'seeConversations', '看会话')

export type { Said }

export interface ConversationFilter {
  channel?: ChannelName
  /** Only those who sent something of this kind. */
  said?: Said
  /** Only those with a message the bot did not understand. */
  unclear?: boolean
  /** The `next` of the page before. */
  cursor?: string
}

const cursorOf = (at: Date, id: number) => `${at.getTime()}-${id}`
function readCursor(cursor: string | undefined): { at: Date; id: number } | undefined {
  const [, at, id] = /^(\d{1,14})-(\d{1,9})$/.exec(cursor ?? '') ?? []
  return at && id ? { at: new Date(Number(at)), id: Number(id) } : undefined
}

/** @throws Refusal `forbidden` */
export async function listConversations(ctx: Context, by: Actor, filter: ConversationFilter = {}) {
  demandConversations(by)
  const { channel, said, unclear = false, cursor } = filter
  const after = readCursor(cursor)
  const rows = await conversations(ctx.db.read, {
    unclear,
    take: PAGE + 1,
    ...(channel && { channel }),
    ...(said && { said }),
    ...(after && { after }),
  })
  const page = rows.slice(0, PAGE)
  const last = page.at(-1)
  const mask = shownText(ctx)
  return {
    items: page.map(({ at, contact, message }) => ({
      id: contact.id,
      channel: contact.channel as ChannelName,
      at: at.toISOString(),
      unclear: contact.unclearAt !== null,
      forgotten: contact.forgottenAt !== null,
      text: message
        ? mask(makeHideFor(ctx.secrets, [message], ctx.content().office)(message.text)).slice(0, 80)
        : '',
      kind: message?.kind ?? null,
    })),
    next: rows.length > PAGE && last ? cursorOf(last.at, last.contact.id) : null,
  }
}

/** One conversation, oldest first, without what belongs to cases. @throws Refusal `forbidden`, `not_found` */
export async function viewConversation(ctx: Context, by: Actor, id: number, before?: number) {
  demandConversations(by)
  const contact = await contactById(ctx.db.read, id)
  if (!contact) throw new Refusal('not_found', '没有这个会话。')
  const rows = await messagesOutsideCases(ctx.db.read, id, MESSAGES + 1, before)
  const shown = rows.slice(-MESSAGES)
  const unnamed = makeHideFor(ctx.secrets, shown, ctx.content().office)
  const mask = shownText(ctx)
  const hide = (text: string) => mask(unnamed(text))
  return {
    id,
    channel: contact.channel as ChannelName,
    forgotten: contact.forgottenAt !== null,
    more: rows.length > MESSAGES ? shown[0]!.id : null,
    mayOpen: may(by, 'openFromConversation'),
    block: await blockOf(ctx, by, contact),
    messages: shown.map(m => ({
      id: m.id,
      direction: m.direction as 'in' | 'out',
      text: hide(m.text),
      kind: m.kind,
      at: m.at.toISOString(),
      ...shownPayload(m.payload, hide),
      delivery: m.outbox?.status ?? null,
      attachments: m.attachments.map(a =>
        showAttachment({ ...a, name: null }, at => `/desk/attachments/${at}`),
      ),
    })),
  }
}

/** What came with a message, and the raw text of one that could not be parsed. */
function shownPayload(json: string | null, hide: (text: string) => string) {
  const { unread, ...payload } = JSON.parse(json ?? '{}') as Record<string, unknown>
  return {
    payload: json === null ? null : (payload as Record<string, unknown>),
    unread: typeof unread === 'string' ? hide(unread) : null,
  }
}

export type ConversationView = Awaited<ReturnType<typeof viewConversation>>

const input = z.strictObject({
  kind: z.enum(KINDS, '请选类型'),
  title: lineField(80).optional(),
  area: z.string().max(40).optional(),
})

/**
 * Opens a case from one message, so that its answer is sent to the writer, and sends them the number. Called twice
 * for a message it gives the same case.
 * @throws Refusal `forbidden`, `not_found`, `invalid_field`
 */
export async function caseFromMessage(
  ctx: Context,
  by: Actor,
  at: { contactId: number; messageId: number },
  given: unknown,
): Promise<string> {
  demand(by, 'openFromConversation', '把会话转成诉求件')
  const { kind, title, area } = checked(input, given)
  const number = await ctx.db.inTransaction(async tx => {
    await lockContactById(tx, at.contactId).catch(() => {})
    const message = await inboundMessage(tx, at)
    const submissionKey = `message:${at.messageId}`
    if (message?.case?.submissionKey === submissionKeyOf(ctx.secrets, submissionKey))
      return message.case.number
    const said = message && (hasVisibleText(message.text) || message.hasFiles)
    if (!message || !said || message.caseId !== null)
      throw new Refusal('not_found', '这条消息不能转成诉求件。')
    const { row } = await openCaseIn(
      tx,
      ctx,
      {
        kind,
        ...(title && { title }),
        ...(area && { area }),
        text: tidyText(message.text).slice(0, LONGEST_TEXT) || '（没有文字，见附件）',
        channel: message.channel as ChannelName,
      },
      by,
      { contactId: at.contactId, submissionKey },
    )
    await addMessageToCase(tx, at.messageId, row.id)
    await dropUncleanedFiles(tx, row, message.locale)
    await addOutbound(tx, ctx.secrets, {
      contactId: at.contactId,
      caseId: row.id,
      purpose: 'notice',
      dedupeKey: `opened:${row.number}`,
      outbound: { text: noticeTexts(ctx).opened(row) },
      now: ctx.now(),
    })
    return row.number
  })
  ctx.caseChanged(number)
  ctx.wakeOutbox()
  return number
}

/** A channel's name from a URL. */
export const channelIn = (name: string): ChannelName | undefined => CHANNELS.find(c => c === name)

/** A kind of message from a URL. */
export const saidIn = (name: string): Said | undefined =>
  Object.hasOwn(SAID, name) ? (name as Said) : undefined
