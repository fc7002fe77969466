import { Refusal } from '../../domain/base/errors.ts'
import { sameSecret } from '../../domain/base/secrets.ts'
import { type CaseKey, plainPhone, proofFor } from '../../domain/cases/case-key.ts'
import { type ResidentAct, whyResidentCannot } from '../../domain/cases/resident-acts.ts'
import type { Actor } from '../../domain/people/actor.ts'
import { type CaseRow, lockCase, toCase } from '../../store/cases/cases.ts'
import { phoneOf } from '../../store/talk/contacts.ts'
import type { Context } from '../base/context.ts'
import { moveCaseIn, parseMove } from '../cases/moving/move-case.ts'
import { caseOfKey, waysToIdentify } from '../cases/own/own-case.ts'
import { type ActInput, type ActToConfirm, askInChat } from './ask-in-chat.ts'

/**
 * A resident's own act on the page of their case. An act that decides about the case needs more than a code that
 * others may have seen: the phone number on the case, or a confirmation in the chat that the case came from.
 * @param phone the phone number entered for the case, if any
 * @returns `asked` when a confirmation was requested in the chat and nothing is done yet
 * @throws Refusal `not_found` (with reason `phone` for a wrong number), `move_refused`, `invalid_field`
 */
export async function actOnOwnCase<M extends ResidentAct>(
  ctx: Context,
  key: CaseKey,
  name: M,
  input: unknown,
  phone = '',
): Promise<{ asked: boolean; key: CaseKey }> {
  const row = await caseOfKey(ctx, key)
  // Says first when the act is not possible at all, before anything about the form.
  const why = whyResidentCannot(toCase(row), name)
  if (why) throw new Refusal('move_refused', why)
  const parsed = parseMove(name, input)
  const known = await waysToIdentify(ctx, row)
  const shown = phone.trim() === '' ? key : { ...key, phone: isPhoneOf(ctx, row, phone) }
  if (shown !== key && !shown.phone)
    throw new Refusal('not_found', '电话和登记的不一样，请再核对一下。', { reason: 'phone' })
  const proof = proofFor(name, shown, known)
  if (proof === 'counter') throw new Refusal('move_refused', COUNTER)
  if (proof === 'enough') {
    const by = { kind: 'resident', ...wayOf(shown, name, known) } as const
    await ctx.db.inTransaction(async tx => {
      await moveCaseIn(tx, ctx, (await lockCase(tx, row.number))!, name, parsed, by)
    })
    ctx.caseChanged(row.number)
    ctx.wakeOutbox()
    return { asked: false, key: shown }
  }
  if (!proof.includes('chat')) {
    throw new Refusal('invalid_field', '请填登记时留的电话。', {
      errors: [{ path: 'phone', message: '请填登记时留的电话' }],
    })
  }
  await askInChat(ctx, row.number, name as ActToConfirm, parsed as ActInput)
  return { asked: true, key }
}

/** The refusal when the resident has only a code that an officer has seen. */
const COUNTER =
  '这件没有留电话，也没有对话，查询码又是工作人员发的，分不清是不是您本人。请打电话或到窗口提出，由工作人员记下来办。'

/**
 * The route of the act: a chat's own browser identifies the resident; with a code, the further proof that was needed.
 */
function wayOf(
  key: CaseKey,
  act: ResidentAct,
  known: { chat: boolean; phone: boolean },
): Pick<Actor, 'via' | 'confirmed'> {
  if (key.by === 'chat') return { via: 'code', confirmed: 'chat' }
  const needed = proofFor(act, { ...key, phone: false }, known) !== 'enough'
  return { via: 'code', ...(needed && key.phone && { confirmed: 'phone' as const }) }
}

/** Compares in constant time. */
function isPhoneOf(ctx: Context, row: CaseRow, given: string): boolean {
  const phone = phoneOf(ctx.secrets, row)
  const hashed = (text: string) => ctx.secrets.key(plainPhone(text), 'phone.compare')
  return phone !== undefined && plainPhone(phone) !== '' && sameSecret(hashed(phone), hashed(given))
}
