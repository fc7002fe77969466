import { Refusal } from '../../domain/base/errors.ts'
import { canBeShown } from '../../domain/base/media/media-type.ts'
import type { Choice, Outbound } from '../../domain/base/message.ts'
import { findContact } from '../../store/talk/contacts.ts'
import {
  attachmentOfContact,
  lastMessages,
  messagesAfter,
  officeMessageBefore,
  type StoredMessage,
} from '../../store/talk/conversations.ts'
import { toOutbound } from '../../store/talk/messages.ts'
import { idsOf } from '../../store/talk/pseudonyms.ts'
import type { Context } from '../base/context.ts'
import { type AttachmentBytes, present as presentFile } from '../cases/shown/read-attachment.ts'

/** One message as the resident's own page shows it. */
export interface ChatMessage {
  id: number
  from: 'resident' | 'office'
  text: string
  /** ISO 8601. */
  at: string
  choices?: Choice[]
  link?: { label: string; url: string }
  media?: { kind: string; url: string; name: string | null; shown: boolean }[]
}

/** How many messages a page carries. */
const PAGE = 60

/** The last messages of a browser's conversation, or those before `before`. Empty for a browser that never wrote. */
export async function conversationOf(
  ctx: Context,
  visitor: string | undefined,
  { before }: { before?: number } = {},
): Promise<{ messages: ChatMessage[]; more: boolean }> {
  const contact = await contactOf(ctx, visitor)
  if (!contact) return { messages: [], more: false }
  const ids = idsOf(ctx.secrets, contact)
  const rows = await lastMessages(ctx.db.read, ids, PAGE + 1, before)
  const shown = rows.slice(-PAGE)
  return { messages: await present(ctx, ids, shown), more: rows.length > PAGE }
}

/** Messages after `after`, which the page fetches every few seconds. */
export async function newMessagesFor(
  ctx: Context,
  visitor: string | undefined,
  after: number,
): Promise<ChatMessage[]> {
  const contact = await contactOf(ctx, visitor)
  if (!contact) return []
  const ids = idsOf(ctx.secrets, contact)
  return present(ctx, ids, await messagesAfter(ctx.db.read, ids, after, PAGE))
}

/** A photo of this browser's own conversation. @throws Refusal `not_found` for anyone else's. */
export async function ownAttachment(
  ctx: Context,
  visitor: string | undefined,
  id: number,
): Promise<AttachmentBytes> {
  const contact = await contactOf(ctx, visitor)
  const row = contact ? await attachmentOfContact(ctx.db.read, idsOf(ctx.secrets, contact), id) : null
  if (!row?.hash || !row.mime) throw new Refusal('not_found', '没有这张照片。')
  return presentFile(ctx, row, `会话-${row.id}`, 'full', row.name)
}

const contactOf = async (ctx: Context, visitor: string | undefined) =>
  visitor === undefined ? null : findContact(ctx.db.read, ctx.secrets, 'web', visitor)

async function present(ctx: Context, ids: readonly number[], rows: StoredMessage[]): Promise<ChatMessage[]> {
  let offered: Choice[] = []
  const first = rows[0]
  if (first?.direction === 'in') {
    const before = await officeMessageBefore(ctx.db.read, ids, first.id)
    offered = payloadOf(before?.payload ?? null).choices ?? []
  }
  const shown: ChatMessage[] = []
  for (const row of rows) {
    const fromResident = row.direction === 'in'
    const { choice } = payloadOf(row.payload)
    const { choices, link, ...said } = fromResident
      ? { ...payloadOf(row.payload), text: row.text }
      : toOutbound(ctx.secrets, row)
    if (!fromResident && choices) offered = choices
    // A pressed button is shown as its label.
    const text =
      fromResident && choice ? (offered.find(o => o.value === choice)?.label ?? row.text) : said.text
    const media = row.attachments
      .filter(a => a.status !== 'failed')
      .map(a => ({
        kind: a.kind,
        url: `/channels/web/attachments/${a.id}`,
        name: a.name,
        // A file that is still being fetched is shown as a photo.
        shown: a.mime === null ? a.kind === 'photo' : canBeShown(a.mime),
      }))
    // Events such as opening the page have no text to show.
    if (fromResident && !text && media.length === 0) continue
    shown.push({
      id: row.id,
      from: fromResident ? 'resident' : 'office',
      text,
      at: row.at.toISOString(),
      ...(!fromResident && choices && { choices }),
      ...(link && { link }),
      ...(media.length > 0 && { media }),
    })
  }
  return shown
}

const payloadOf = (payload: string | null) =>
  (payload ? JSON.parse(payload) : {}) as Partial<Outbound> & { choice?: string }
