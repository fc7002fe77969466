import { Refusal } from '../../../domain/base/errors.ts'
import type { ChannelName } from '../../../domain/base/message.ts'
import type { Actor } from '../../../domain/people/actor.ts'
import { may, scopeOf } from '../../../domain/people/policy.ts'
import { blockDaysOf } from '../../../domain/talk/block.ts'
import { officersById } from '../../../store/people/officers.ts'
import { blocksBefore, lastBlock } from '../../../store/talk/blocks.ts'
import type { Context } from '../../base/context.ts'
import { shownText } from '../../office/shown-text.ts'
import { watchers, watchersOf } from './watchers.ts'

const PAGE = 30

/** Larger than any id. */
const NEWEST = 2 ** 31 - 1

/** Paused chats, the latest first, with reasons, appeals and decisions. @throws Refusal `forbidden` */
export async function listBlocks(ctx: Context, by: Actor, beforeId = NEWEST) {
  if (!may(by, 'seeConversations') || scopeOf(by) !== null)
    throw new Refusal('forbidden', '您的角色不能看暂停的对话。')
  const now = ctx.now()
  const rows = await blocksBefore(ctx.db.read, beforeId, PAGE + 1)
  const page = rows.slice(0, PAGE)
  const people = await officersById(
    ctx.db.read,
    page.flatMap(row => [row.officerId, ...(row.decidedById === null ? [] : [row.decidedById])]),
  )
  const name = (id: number | null) => (id === null ? null : (people.get(id)?.name ?? null))
  const mask = shownText(ctx)
  const watching = await watchers(ctx.db.read)
  return {
    items: page.map(row => {
      const active = row.decision !== 'lifted' && row.until > now
      const appealed = row.appeal !== null && row.decision === null
      return {
        id: row.id,
        contactId: row.contactId,
        channel: row.contact.channel as ChannelName,
        at: row.at.toISOString(),
        until: row.until.toISOString(),
        by: name(row.officerId),
        reason: row.reason,
        appeal: row.appeal === null ? null : mask(row.appeal),
        decision: row.decision as 'upheld' | 'lifted' | null,
        decidedBy: name(row.decidedById),
        answer: row.answer,
        active,
        mayLift: active && may(by, 'liftBlocks'),
        mayUphold:
          active &&
          appealed &&
          may(by, 'decideAppeals') &&
          watchersOf(row.officerId, watching).includes(by.id!),
      }
    }),
    next: rows.length > PAGE ? page.at(-1)!.id : null,
  }
}

/** Whether a chat is paused, until when, and for how many days this officer may pause it. */
export async function blockOf(
  ctx: Context,
  by: Actor,
  contact: { id: number; blockedUntil: Date | null; forgottenAt: Date | null; ownerSealed: string | null },
) {
  const paused = contact.blockedUntil !== null && contact.blockedUntil > ctx.now()
  const last = paused ? await lastBlock(ctx.db.read, contact.id) : null
  const offered =
    may(by, 'blockContacts') && !paused && contact.forgottenAt === null && contact.ownerSealed === null
  return {
    paused: last && { until: last.until.toISOString(), reason: last.reason },
    days: offered ? blockDaysOf(by.role) : [],
  }
}
