import { hasVisibleText, LONGEST_TEXT } from '../../../domain/base/text/visible-text.ts'
import { localize, phoneIn } from '../../../flow/mod.ts'
import { caseNumberOf, setContactOf } from '../../../store/cases/cases.ts'
import { lastInboundBefore, type Wording } from '../../../store/talk/messages.ts'
import { isPersonalAnswer, openTurn } from '../../base/turn-record.ts'
import { cut, type Effects } from '../actions/action.ts'
import type { Performed } from '../actions/mod.ts'
import type { Kept } from './kept.ts'

const TEXTS = {
  added: {
    zh: '改的内容已经放进 {number}，原来的话也留着，办理的人都看得到。',
    en: 'Your change is added to {number}. What you wrote first is kept, too.',
  },
  refused: { zh: '{number} 现在不能再改。\n{reason}', en: '{number} cannot be changed now.\n{reason}' },
  phone: { zh: '{number} 的联系电话改好了。', en: 'The phone number of {number} is changed.' },
  name: { zh: '{number} 的姓名改好了。', en: 'The name on {number} is changed.' },
  notRead: {
    zh: '您改的号码或姓名没看懂，{number} 还是原来的。请发一条新消息说明。',
    en: 'Your change could not be read, {number} stays as it was. Please write a new message.',
  },
  anonymous: {
    zh: '{number} 是匿名的，不记电话和姓名，没有改动。',
    en: '{number} is anonymous: no phone number or name is kept.',
  },
  old: {
    zh: '您改了前面的一条消息，已经记下。要办的事请直接发一条新消息。',
    en: 'You edited an earlier message; it is kept. For anything to be done please write a new message.',
  },
} as const

/** The answer to an edit, and its effects on the case. */
type Amended = Pick<Effects, 'changed' | 'hide'> & { text: string }

/**
 * Handles the edit of a message that no dialogue in progress uses any more. If the message belongs to a case, the new
 * text is added to the case and the first text stays. An edited phone number or name replaces the one stored with the
 * case, and is never added as text.
 * @param versions the first text of the message, the last one before this edit, and the new text (`after`)
 * @param addTo adds a text to a case; the case's table of moves may refuse it
 * @returns undefined when the resident edited their latest message, outside of any case: then the new text is handled
 * like a new message
 */
export async function amendMessage(
  { tx, ctx, contact, contactIds, messageId }: Kept,
  { first, last, after }: { first: Wording; last: Wording; after: string },
  addTo: (args: { number: string; text: string }) => Promise<Performed>,
): Promise<Amended | undefined> {
  const say = (name: keyof typeof TEXTS, fill: Record<string, string> = {}): Amended => ({
    text: localize(TEXTS[name], contact.locale ?? undefined).replace(
      /\{(\w+)\}/g,
      (_, key: string) => fill[key] ?? '',
    ),
  })
  if (first.caseId === null) {
    const latest = await lastInboundBefore(tx, contactIds, messageId)
    return latest?.id === last.id ? undefined : say('old')
  }
  const { number, anonymous } = await caseNumberOf(tx, first.caseId)
  const record = openTurn(ctx.secrets, first)
  const personal = isPersonalAnswer(record, first.text)
  if (!personal) {
    // A resident who edits a message to blanks has deleted its text.
    const now = hasVisibleText(after) ? after : '（删去了）'
    const both = `更正前面的话。\n原来：${last.text}\n改为：${now}`
    // The first words stay with the case in any case.
    const text =
      last.text === ''
        ? `（改了前面发的消息）${now}`
        : [...both].length <= LONGEST_TEXT
          ? both
          : `更正前面的话。\n改为：${now}`
    return supplement(text, 'added')
  }
  if (anonymous) return say('anonymous', { number })
  const isPhone = record?.asked?.ask === 'phone' || record?.asked?.as === 'phone'
  const value = isPhone ? phoneIn(after) : nameIn(after)
  if (value === undefined) return say('notRead', { number })
  // The addition comes first: a case that refuses it keeps its name and phone number, too.
  return supplement(isPhone ? '更正了联系电话。' : '更正了姓名。', isPhone ? 'phone' : 'name', () =>
    setContactOf(
      tx,
      first.caseId!,
      isPhone
        ? { phoneSealed: ctx.secrets.seal(value, 'phone') }
        : { nameSealed: ctx.secrets.seal(value, 'name') },
    ),
  )

  async function supplement(
    text: string,
    done: keyof typeof TEXTS,
    then?: () => Promise<unknown>,
  ): Promise<Amended> {
    const { result, changed, hide } = await addTo({ number, text: cut(text, LONGEST_TEXT) })
    const { outcome, vars } = result
    if (outcome !== 'ok')
      return { ...say('refused', { number, reason: String(vars?.['reason'] ?? '') }), hide }
    await then?.()
    return { ...say(done, { number }), changed, hide }
  }
}

/** The text if it can be a name: one short line with at least two letters and without long numbers. */
const nameIn = (text: string): string | undefined => {
  const name = text.trim()
  return /\p{L}.*\p{L}/u.test(name) && !/\d{5}|\n/.test(name) && [...name].length <= 50 ? name : undefined
}
