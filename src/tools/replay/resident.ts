import { findCaseNumbers } from '../../domain/base/text/case-number.ts'

/**
 * A simulated resident with one complaint, who answers the bot's questions. Questions are recognized by their wording, as
 * a person would. Pure.
 */

/** The bot's questions with this resident's answers. Of several questions in a reply the last is answered. */
const ANSWERS: readonly [question: RegExp, answer: string | 'the complaint'][] = [
  [/请说说是什么事|您把事情说一下|请再说具体一点|请说说您的事/g, 'the complaint'],
  [/是哪个村|请回复前面的数字，1 到|您是指哪一个/g, '1'],
  [/是否一并关注/g, '单独登记'],
  [/具体在什么地方|在哪里？/g, '跳过'],
  [/有照片吗|发完回复“完成”/g, '完成'],
  [/留个电话|号码不对/g, '跳过'],
  [/没错就回复“确认”/g, '确认'],
  [/这件事您是想/g, '反映问题'],
  [/要不要同时登记|要登记吗|要不要登记/g, '登记'],
]

/** The texts that report a registered case. The bot registers an emergency at once, without a confirmation. */
const REGISTERED = /登记好了|已经替您登记/

/** The word that starts a complaint when the bot asks something else (it showed a guide or its menu). */
const INTO_COMPLAINT = '投诉'

/**
 * The resident's next message.
 * @param said everything the bot said in its last answer
 * @returns undefined when the complaint is registered: the answer names its number.
 */
export function nextWords(said: string, complaint: string): string | undefined {
  if (receiptIn(said)) return undefined
  // The summary repeats the complaint's own words, which may look like any question.
  if (/没错就回复“确认”/.test(said)) return '确认'
  let last = -1
  let words = INTO_COMPLAINT
  for (const [question, answer] of ANSWERS) {
    for (const match of said.matchAll(question)) {
      if (match.index <= last) continue
      last = match.index
      words = answer === 'the complaint' ? complaint : answer
    }
  }
  return words
}

/** The case number in an answer of the bot, and the URL of its page. */
export function receiptIn(said: string): { number: string; page: string | undefined } | undefined {
  const number = findCaseNumbers(said).find(found => found.number !== null)?.number
  if (!number || !REGISTERED.test(said)) return undefined
  return { number, page: /https?:\/\/\S+\/c\/\S+/.exec(said)?.[0] }
}
