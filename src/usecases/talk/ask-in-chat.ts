import { Refusal } from '../../domain/base/errors.ts'
import { ACT_NAMES, type ResidentAct } from '../../domain/cases/resident-acts.ts'
import { begin, flowSet, isUnderWay } from '../../flow/mod.ts'
import { lockCase } from '../../store/cases/cases.ts'
import { wasQueued } from '../../store/delivery/outbox.ts'
import { lockContactById } from '../../store/talk/contacts.ts'
import { loadSession, saveSession } from '../../store/talk/flow-sessions.ts'
import { addOutbound, lastMessageId } from '../../store/talk/messages.ts'
import { idsOf, ownerOf } from '../../store/talk/pseudonyms.ts'
import type { Context } from '../base/context.ts'
import { worldOf } from './world.ts'

/** Acts that must be confirmed, because they decide about a case. */
export type ActToConfirm = Extract<ResidentAct, 'rate' | 'reopen' | 'withdraw'>

/** The inputs of these acts, combined. */
export interface ActInput {
  rating?: number | undefined
  text?: string | undefined
  reason?: string | undefined
}

const FLOW = 'confirm_act'
/** Somebody with a code can make the bot ask, but only once in this time. */
const ASKED_AGAIN_MS = 10 * 60_000
/** Dialogues that the office began itself, which another question of the office may replace. */
const OUR_OWN: readonly string[] = ['rate', FLOW]

/** The word that starts the act in a chat that is in another dialogue. */
const BY_WORD: Record<ActToConfirm, string> = { rate: '评价', reopen: '没解决', withdraw: '撤回' }

const EN: Record<ActToConfirm, string> = {
  rate: 'to rate the answer',
  reopen: 'to have it done again',
  withdraw: 'to withdraw it',
}

/**
 * Asks for confirmation in the chat that the case came from, when somebody with a code wants to do this on the case
 * page. Nothing is done before the resident confirms there.
 * @throws Refusal `move_refused` when the chat was asked recently.
 */
export async function askInChat(
  ctx: Context,
  number: string,
  act: ActToConfirm,
  { rating, text: words, reason }: ActInput,
): Promise<void> {
  const now = ctx.now()
  const text = words ?? reason
  await ctx.db.inTransaction(async tx => {
    const row = (await lockCase(tx, number))!
    // An anonymous resident is asked in their own chat; the message is stored under the pseudonym of the case.
    const on = await lockContactById(tx, row.contactId!)
    const contact = await ownerOf(tx, ctx.secrets, on)
    const dedupeKey = `confirm:${number}:${act}:${Math.floor(now.getTime() / ASKED_AGAIN_MS)}`
    if (await wasQueued(tx, dedupeKey))
      throw new Refusal('move_refused', '刚才已经在对话里问过了，请到对话里回复。')
    const stored = await loadSession(tx, ctx.secrets, contact.id)
    const flows = flowSet(ctx.content().flows)
    const busy = stored && isUnderWay(stored.session) && !OUR_OWN.includes(stored.session.flowId ?? '')
    const what = `${ACT_NAMES[act]}${rating ? ` ${rating} 分` : ''}`
    const send = (outbound: Parameters<typeof addOutbound>[2]['outbound']) =>
      addOutbound(tx, ctx.secrets, {
        contactId: on.id,
        caseId: row.id,
        purpose: 'notice',
        dedupeKey,
        outbound,
        now,
      })
    if (busy || !flows.current(FLOW)) {
      await send({
        text: `有人用查询码打开 ${number}，要求${what}。是您本人，请说完这里的事以后回复“${BY_WORD[act]}”；不是您，不用理会，也不会办。`,
      })
      return
    }
    const turn = begin(
      flows,
      FLOW,
      {
        sessionId: `confirm-${number}-${row.version}`,
        session: stored?.session ?? null,
        vars: {
          number,
          act,
          what: contact.locale === 'en' ? EN[act] : what,
          ...(rating && { rating: String(rating) }),
          ...(text && { text }),
        },
      },
      await worldOf(tx, ctx, contact),
    )
    if (turn.call || !turn.session || turn.messages.length === 0)
      throw new Error(`${FLOW} does not begin with its question`)
    const last = await lastMessageId(tx, idsOf(ctx.secrets, contact))
    await saveSession(tx, ctx.secrets, contact.id, { session: turn.session, firstMessageId: last + 1 }, now)
    const choices = turn.messages.at(-1)?.choices
    await send({ text: turn.messages.map(m => m.text).join('\n'), ...(choices && { choices }) })
  })
  ctx.wakeOutbox()
}
