import { randomInt } from 'node:crypto'
import { MINUTE } from '../../domain/base/civil-date.ts'
import type { ChatChannel, Inbound } from '../../domain/base/message.ts'
import { plainCode, readableCode } from '../../domain/base/text/readable-code.ts'
import type { Way } from '../../domain/notify/push-plan.ts'
import { LINK_CODE_MS, linkCodeIn } from '../../domain/people/link-code.ts'
import type { Db } from '../../store/base/database.ts'
import { removeWays, setWay } from '../../store/people/officer-ways.ts'
import { addAudit, officerById } from '../../store/people/officers.ts'
import { linkByKey, replaceLink, useLink } from '../../store/people/one-time-links.ts'
import type { Contact } from '../../store/talk/contacts.ts'
import { textsSince } from '../../store/talk/messages.ts'
import type { Context } from '../base/context.ts'
import type { SignedIn } from '../people/sign-in.ts'

/** Chats that can be linked. On the web anybody can become a new contact at will. */
const LINKABLE: readonly ChatChannel[] = ['wechat', 'telegram']

/** Wrong codes from one chat before it has to wait. Kept in the record of messages, so all processes count together. */
const TRIES = 5
const TRIES_WITHIN = 15 * MINUTE
/** How many of its messages are read: they are sealed, so the database cannot count by their text. */
const MOST_LATELY = 300

/** What is stored instead of a message with a code. */
const MASKED = '绑定（码已隐去）'

const PURPOSE = 'chat'
const keyOf = (ctx: Context, code: string) => ctx.secrets.key(plainCode(code), 'chat-link')

/** A code for the officer's own account page; a newer one invalidates the older ones. */
export async function makeLinkCode(ctx: Context, by: SignedIn): Promise<{ code: string; until: Date }> {
  const now = ctx.now()
  const code = readableCode(() => randomInt(31))
  const until = new Date(now.getTime() + LINK_CODE_MS)
  await ctx.db.inTransaction(async tx => {
    await replaceLink(tx, {
      key: keyOf(ctx, code),
      purpose: PURPOSE,
      officerId: by.id,
      expiresAt: until,
      createdAt: now,
    })
    await addAudit(tx, { at: now, officerId: by.id, action: 'chat_code' })
  })
  return { code, until }
}

/** Whether a message is one that links a chat, and what is stored instead of its text. */
export const maskedLink = (inbound: Pick<Inbound, 'channel' | 'text'>): string | undefined =>
  LINKABLE.includes(inbound.channel) && linkCodeIn(inbound.text) !== undefined ? MASKED : undefined

/**
 * Links this chat to the officer whose code it sent, within the message's transaction.
 * @returns the answer, or undefined when the message is not about linking.
 */
export async function linkChatIn(
  tx: Db,
  ctx: Context,
  contact: Contact,
  inbound: Pick<Inbound, 'channel' | 'text'>,
): Promise<string | undefined> {
  const code = linkCodeIn(inbound.text)
  if (code === undefined || !LINKABLE.includes(inbound.channel)) return undefined
  const now = ctx.now()
  const recentTexts = await textsSince(tx, contact.id, new Date(now.getTime() - TRIES_WITHIN), MOST_LATELY)
  // They include this one.
  if (recentTexts.filter(text => text === MASKED).length > TRIES) return '试的次数太多了，请过 15 分钟再发。'
  const key = keyOf(ctx, code)
  const link = await linkByKey(tx, key)
  const officer = link?.officerId ? await officerById(tx, link.officerId) : null
  if (!link || !officer || officer.disabledAt || !(await useLink(tx, key, PURPOSE, now))) {
    return '这个绑定码不对，或者过期了。请在办件台“我的账户”里取一个新的。'
  }
  const way = inbound.channel as Way
  await setWay(tx, officer.id, way, { mode: 'now', contactId: contact.id, confirmedAt: now }, now)
  await addAudit(tx, {
    at: now,
    officerId: officer.id,
    action: 'chat_linked',
    target: officer.login,
    detail: way,
  })
  return `已绑定到办件台账号 ${officer.login}，提醒会发到这里。不是您本人，请在办件台“我的账户”里解除绑定。`
}

/** Unlinks a chat whose contact has left, so that officers are no longer notified there. */
export async function unlinkContactIn(tx: Db, ctx: Context, contactId: number): Promise<void> {
  for (const row of await removeWays(tx, { contactId })) {
    await addAudit(tx, { at: ctx.now(), officerId: row.officerId, action: 'chat_unlinked', detail: row.way })
  }
}
