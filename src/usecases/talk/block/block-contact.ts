import { z } from 'zod'
import { DAY } from '../../../domain/base/civil-date.ts'
import { Refusal } from '../../../domain/base/errors.ts'
import { textField } from '../../../domain/base/text/visible-text.ts'
import type { Actor } from '../../../domain/people/actor.ts'
import { may, scopeOf } from '../../../domain/people/policy.ts'
import { blockDaysOf } from '../../../domain/talk/block.ts'
import type { Db } from '../../../store/base/database.ts'
import { addAudit } from '../../../store/people/officers.ts'
import { addBlock, blockById, type ContactBlock, decideBlock } from '../../../store/talk/blocks.ts'
import { contactById, lockContactById } from '../../../store/talk/contacts.ts'
import { checked } from '../../base/checked.ts'
import type { Context } from '../../base/context.ts'
import { runReactions } from '../../base/reactions.ts'
import { watchers, watchersOf } from './watchers.ts'

/** Pausing a resident's chat, ending the pause, and deciding an appeal. Decision 0136 gives the reasons. */

const words = textField(200, { empty: '请写明原因，会原样告诉对方。' })
const blockInput = z.object({
  reason: words,
  days: z.coerce.number({ error: '请选暂停多久。' }).int({ error: '请选暂停多久。' }),
})
const decisionInput = z.object({ reason: words })

/** How a pause is named in the audit log and reminders: not who the resident is. */
export const conversationName = (contactId: number): string => `会话 ${contactId}`

/**
 * Pauses a resident's chat. All managers and auditors are told at once, because the officer who pauses it may be the
 * one complained about.
 * @throws Refusal `forbidden`, `not_found`, `invalid_field`, `move_refused` when it is paused already
 */
export async function blockContact(
  ctx: Context,
  contactId: number,
  given: { reason: string; days: string },
  by: Actor,
): Promise<void> {
  if (!may(by, 'blockContacts') || scopeOf(by) !== null)
    throw new Refusal('forbidden', '您的角色不能暂停群众的对话。')
  const { reason, days } = checked(blockInput, given)
  if (!blockDaysOf(by.role).includes(days))
    throw new Refusal('forbidden', '暂停这么久要领导来定，您可以先暂停 7 天。')
  const now = ctx.now()
  await ctx.db.inTransaction(async tx => {
    // A pseudonym of an anonymous case is nobody's conversation.
    const known = await contactById(tx, contactId)
    if (!known || known.ownerSealed !== null || known.forgottenAt !== null)
      throw new Refusal('not_found', '没有这个会话。')
    const contact = await lockContactById(tx, contactId)
    if (contact.blockedUntil !== null && contact.blockedUntil > now)
      throw new Refusal('move_refused', '这个对话已经暂停了。')
    const until = new Date(now.getTime() + days * DAY)
    const block = await addBlock(tx, { contactId, at: now, until, officerId: by.id!, reason })
    await addAudit(tx, {
      at: now,
      officerId: by.id!,
      action: 'contact_blocked',
      target: conversationName(contactId),
      detail: `${days} 天：${reason}`,
    })
    await tellWatchers(tx, ctx, 'paused', block, `${conversationName(contactId)}，${days} 天：${reason}`)
  })
}

/** Ends a pause. @throws Refusal `forbidden`, `not_found`, `invalid_field`, `move_refused` when it is over */
export const liftBlock = (ctx: Context, id: number, given: { reason: string }, by: Actor): Promise<void> =>
  decide(ctx, id, given, by, 'lifted')

/**
 * Confirms a pause after an appeal: never by whoever decided it, unless there is nobody else.
 * @throws Refusal `forbidden`, `not_found`, `invalid_field`, `move_refused` when there is no appeal to decide
 */
export const upholdBlock = (ctx: Context, id: number, given: { reason: string }, by: Actor): Promise<void> =>
  decide(ctx, id, given, by, 'upheld')

async function decide(
  ctx: Context,
  id: number,
  given: { reason: string },
  by: Actor,
  decision: 'upheld' | 'lifted',
): Promise<void> {
  const right = decision === 'upheld' ? 'decideAppeals' : 'liftBlocks'
  if (!may(by, right) || scopeOf(by) !== null) throw new Refusal('forbidden', '您的角色不能决定这件事。')
  const { reason } = checked(decisionInput, given)
  const now = ctx.now()
  await ctx.db.inTransaction(async tx => {
    const known = await blockById(tx, id)
    if (!known) throw new Refusal('not_found', '没有这次暂停。')
    await lockContactById(tx, known.contactId)
    const block = (await blockById(tx, id))!
    if (block.decision === 'lifted' || block.until <= now)
      throw new Refusal('move_refused', '这次暂停已经结束了。')
    if (decision === 'upheld') {
      if (block.appeal === null || block.decision !== null)
        throw new Refusal('move_refused', '没有要决定的申诉。')
      const deciders = watchersOf(block.officerId, await watchers(tx))
      if (!deciders.includes(by.id!))
        throw new Refusal('forbidden', '申诉要由作决定以外的领导或监督员来看；您可以直接解除。')
    }
    await decideBlock(tx, block, { decision, decidedAt: now, decidedById: by.id!, answer: reason })
    await addAudit(tx, {
      at: now,
      officerId: by.id!,
      action: decision === 'upheld' ? 'block_upheld' : 'contact_unblocked',
      target: conversationName(block.contactId),
      detail: reason,
    })
  })
}

/** Tells those who watch over pauses; of a pause not the officer who decided it. */
export async function tellWatchers(
  tx: Db,
  ctx: Context,
  act: 'paused' | 'appealed',
  block: Pick<ContactBlock, 'id' | 'officerId'>,
  detail: string,
): Promise<void> {
  const all = watchersOf(block.officerId, await watchers(tx))
  const told = act === 'paused' ? all.filter(id => id !== block.officerId) : all
  await runReactions(ctx.reactions.chatPaused, {
    tx,
    ctx,
    act,
    blockId: block.id,
    watchers: [...told],
    detail,
  })
}
