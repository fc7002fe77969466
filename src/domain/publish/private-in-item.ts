import { FULL_NAME } from '../base/text/names.ts'
import { findPrivate } from '../cases/publishable.ts'

/** Numbers and addresses that identify a person: never public. What else is found are names, which need a reason. */
const NAME = '姓名'

export interface PrivateInItem {
  /** Telephone and ID numbers, account numbers, mailboxes: to be taken out. */
  never: { what: string; words: string }[]
  /** Names of persons: allowed with a reason of public interest. */
  names: string[]
}

/** Headings of columns and labels that a person's name stands under or behind. */
const LABEL = '(?:姓名|户主|户主姓名|申请人|申请人姓名|受益人|受助人|救助对象|对象姓名|家庭成员|领取人)'
/** Such a heading in a table: names stand below it, whatever they look like. */
const COLUMN = new RegExp(`(?:^|[|,，\\t\\n])\\s*${LABEL}\\s*(?=[|,，\\t\\n]|$)`, 'u')
/**
 * A name that the text itself calls one. Anything looser takes 万元 and 项目 for names, and an officer who is asked about those every
 * day no longer reads the question.
 */
const NAMED_PERSON = new RegExp(`${LABEL}[：:]\\s*(${FULL_NAME})|(${FULL_NAME})(?=先生|女士|（?身份证)`, 'gu')

/**
 * Finds personal data in the texts of an item and its tables. Numbers of the office are no personal data.
 * @param own the office's own numbers
 */
export function privateIn(texts: readonly string[], own: ReadonlySet<string>): PrivateInItem {
  const never = new Map<string, { what: string; words: string }>()
  const names = new Set<string>()
  for (const text of texts) {
    for (const piece of findPrivate(text, own)) if (piece.what !== NAME) never.set(piece.words, piece)
    for (const [, labelled, named] of text.matchAll(NAMED_PERSON)) {
      const name = labelled ?? named!
      if (!/某/u.test(name)) names.add(name)
    }
    if (COLUMN.test(text)) names.add('名单（有“姓名”一栏）')
  }
  return { never: [...never.values()], names: [...names] }
}

/** The longest list of what was found that is named in one sentence. */
const NAMED = 5

const masked = (words: string) => (words.length > 6 ? `${words.slice(0, 3)}…${words.slice(-2)}` : words)

/** Why these texts may not go out, in Chinese; undefined when they may. */
export function whyPrivate({ never, names }: PrivateInItem, namesReason: string | null): string | undefined {
  if (never.length > 0) {
    const list = never
      .slice(0, NAMED)
      .map(({ what, words }) => `${what}“${masked(words)}”`)
      .join('、')
    const more = never.length > NAMED ? `等 ${never.length} 处` : ''
    return `里面有${list}${more}。身份证号、电话、账号不能公开，请去掉。`
  }
  if (names.length > 0 && !namesReason) {
    const more = names.length > NAMED ? `等 ${names.length} 个` : ''
    return `里面有姓名：${names.slice(0, NAMED).join('、')}${more}。确实要公开的，请写明为什么（为了什么公共利益、依据哪条规定）；不必公开的，请去掉。`
  }
  return undefined
}
