import { sayDate } from '../../../base/civil-date.ts'
import type { Entry, EntryFields } from '../entry.ts'

/** `2026 年 11 月 3 日` */
export const sayDay = (day: string): string => sayDate(day, 0)

type Words = (entry: Entry) => string

const replyBy = ({ due }: Entry) => (due === undefined ? '' : `，最晚 ${sayDay(due)}答复`)
const movedTo = ({ due }: Entry) => (due === undefined ? '' : `，答复期限改到 ${sayDay(due)}`)

/** What happened, in the words of the resident whose case it is. */
const WORDS: Record<EntryFields['event'], Words> = {
  received: entry => `收到${replyBy(entry)}${entry.hours ? '（急件，按小时算）' : ''}`,
  reopened: entry => `重新办理${replyBy(entry)}${entry.hours ? '（急件，按小时算）' : ''}`,
  extended: entry => `延期${movedTo(entry)}`,
  due_moved: entry => `调整期限${movedTo(entry)}`,
  clock_stopped: entry =>
    `期限暂停计算${entry.until === undefined ? '' : `，到 ${sayDay(entry.until)}为止`}${movedTo(entry)}`,
  clock_started: entry => `期限恢复计算${movedTo(entry)}`,
  answered: ({ reply, replied }) =>
    `给出第 ${reply} 次答复${replied ? '，从此算作已经答复' : '，这一条本身不算已经答复'}`,
  declined: ({ replied }) => `不受理，${replied ? '说明了原因和该找谁' : '没有说明原因和该找谁，不算答复'}`,
  delivered: ({ reply, replied }) => `第 ${reply} 次答复送到了本人手里${replied ? '，从此算作已经答复' : ''}`,
  withdrawn: () => '本人撤回',
  set_aside: ({ code }) => `标为“不是诉求”（${code}）`,
  merged: () => '和另一件合并办理',
  unmerged: () => '不再合并办理',
  assigned: ({ department }) =>
    `分给承办单位${department === undefined ? '（没有写明是哪个）' : ` ${department}`}`,
  unassigned: () => '没有单位承办，等待重新分派',
  invited: () => '请本人评价',
  rated: ({ stars }) => `本人评了 ${stars} 分`,
  opening: () => '台账开始',
  day: () => '这一天结束',
  key: () => '单位换了签名的公钥',
}

/** An entry as a sentence: `2026 年 11 月 3 日：收到，最晚 2026 年 11 月 12 日答复。` */
export const sayEntry = (entry: Entry): string => {
  const week = entry.coarse ? '（只记到周，写的是那一周的周日）' : ''
  return `${sayDay(entry.day)}${week}：${WORDS[entry.event](entry)}。`
}
