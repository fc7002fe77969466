import { sayDate } from '../../../domain/base/civil-date.ts'
import { CHANNEL_NAMES, type ChannelName } from '../../../domain/base/message.ts'
import type { EventType } from '../../../domain/cases/case.ts'
import { sayWay } from '../../../domain/cases/case-key.ts'
import { OPENNESS_NAMES, type Openness } from '../../../domain/cases/openness.ts'
import { SET_ASIDE_CODES, type SetAsideCode } from '../../../domain/cases/set-aside.ts'

export interface Names {
  department(id: string | null): string | null
  officer(id: number): string | undefined
}

type Data = Readonly<Record<string, unknown>>
const text = (data: Data, name: string) => (typeof data[name] === 'string' ? (data[name] as string) : '')
const quoted = (words: string) => (words ? `：${words}` : '')

const DELIVERY: Record<string, string> = {
  sent: '答复已发出',
  delivered: '答复已送达',
  read: '群众已看答复',
  held: '答复暂时发不出去，等群众下次来时先给',
  undeliverable: '答复送不到',
}

/** Why nothing reaches the resident any more, and what to do. */
export const UNREACHABLE = '群众已取消关注公众号，微信上发不到了。有答复请打电话或用别的办法告知'

/** One line of the timeline for each kind of event: a kind without one does not compile. */
const TEXTS: Record<EventType, (data: Data, names: Names) => string> = {
  received: d =>
    `收到${d['channel'] ? `（${CHANNEL_NAMES[d['channel'] as ChannelName]}）` : ''}${HELD[text(d, 'held')] ?? ''}`,
  released: d => (d['auto'] ? '没有人看，自动从“待核”转入待受理' : '看过，从“待核”转入待受理'),
  accepted: () => '受理',
  assigned: (d, names) => {
    const officer = typeof d['officerId'] === 'number' ? names.officer(d['officerId']) : undefined
    return `分派给${names.department(text(d, 'departmentId')) ?? ''}${officer ? `，${officer}` : ''}`
  },
  objected: d => `退单${quoted(text(d, 'reason'))}`,
  objection_agreed: () => '同意退单，重新分派',
  objection_refused: (d, names) =>
    `不同意退单，仍由${names.department(text(d, 'departmentId')) ?? '原单位'}办${quoted(text(d, 'reason'))}`,
  drafted: d => `保存答复草稿（第 ${Number(d['version'] ?? 1)} 稿）`,
  decline_proposed: d => `拟不予受理${quoted(text(d, 'reason'))}`,
  submitted: () => '提交审核',
  returned: d => `${d['edited'] ? '改过后退回' : '退回修改'}${quoted(text(d, 'reason'))}`,
  answered: d => (d['first'] ? '审核通过，答复群众' : '审核通过，再次答复群众'),
  declined: () => '审核通过，告知不予受理',
  delivery: d => DELIVERY[text(d, 'state')] ?? '送达情况更新',
  extension_requested: d => `申请延期 ${Number(d['days'])} 天${quoted(text(d, 'reason'))}`,
  extended: d => `延期到 ${sayDate(text(d, 'to'))}${quoted(text(d, 'reason'))}`,
  asked_resident: d => `请群众补充${quoted(text(d, 'text'))}`,
  third_party_asked: d =>
    `征求第三方意见${quoted(text(d, 'text'))}（时限从 ${sayDate(text(d, 'from'))}先改到 ${sayDate(text(d, 'to'))}）`,
  third_party_answered: d => `第三方已回复${quoted(text(d, 'text'))}（时限改到 ${sayDate(text(d, 'to'))}）`,
  supplemented: d => `群众补充${quoted(text(d, 'text'))}`,
  deadline_moved: d =>
    `时限从 ${sayDate(text(d, 'from'))}改为 ${sayDate(text(d, 'to'))}${quoted(text(d, 'reason'))}`,
  merged: d => `并入 ${text(d, 'into')}`,
  left_merge: d => `并入的 ${text(d, 'from')} ${LEFT[text(d, 'why')] ?? '不办了'}，这件重新单独办理`,
  took_in: d => `并入了 ${text(d, 'number')}`,
  supervised: d =>
    `督办${d['dueOn'] ? `（${sayDate(text(d, 'dueOn'))}前回复）` : ''}${quoted(text(d, 'instruction'))}`,
  supervision_answered: d => `回复督办${quoted(text(d, 'text'))}`,
  extension_refused: d => `不同意延期${quoted(text(d, 'reason'))}`,
  undone: d => `撤销了${UNDONE[text(d, 'type')] ?? '刚才的操作'}`,
  urged: () => '群众催办',
  rating_invited: () => '请群众评价',
  rated: d => `群众评价 ${Number(d['rating'])} 分${quoted(text(d, 'text'))}`,
  reopened: d => `重新办理${quoted(text(d, 'reason'))}`,
  withdrawn: d => `群众撤回${quoted(text(d, 'reason'))}`,
  set_aside: d =>
    `记为无效件（${SET_ASIDE_CODES[text(d, 'code') as SetAsideCode] ?? '没有写明'}）${quoted(text(d, 'note'))}`,
  closed: d => (d['auto'] ? '办结（自动）' : '办结'),
  published: d =>
    `公开属性定为${OPENNESS_NAMES[d['openness'] as Openness] ?? ''}${quoted(text(d, 'reason'))}`,
  noted: d => {
    const unseen = Array.isArray(d['unseen']) ? d['unseen'].join('、') : ''
    return `内部备注${quoted(text(d, 'text'))}${unseen && `（${unseen}看不到这件，没有提醒）`}`
  },
  reminded: d => `提醒承办人（${markText(text(d, 'mark'))}）`,
  unreachable: () => UNREACHABLE,
  escalated: d => `上报领导（${markText(text(d, 'mark'))}）`,
}

const HELD: Record<string, string> = {
  network: '，同一网络一小时里来得太多，先放在“待核”',
  contact: '，同一位群众一小时里发得太多，先放在“待核”',
}

const LEFT: Record<string, string> = {
  withdrawn: '由群众撤回了',
  declined: '不予受理了',
  set_aside: '记为无效件了',
}

const MARKS: Record<string, string> = {
  half: '时间过半',
  most: '时间用了八成',
  due: '到期',
  overdue: '超期',
  nudge: '请尽快办',
}

/** `overdue:2026-11-23` is one of many days. */
const markText = (mark: string) => MARKS[mark.split(':')[0]!] ?? mark

const UNDONE: Record<string, string> = { assigned: '分派', returned: '退回', noted: '备注' }

/** What an event says in the timeline. */
export const eventText = (event: { type: EventType; data: Data }, names: Names): string =>
  `${TEXTS[event.type](event.data, names)}${wayText(event.data)}`

function wayText(data: Data): string {
  const way = sayWay(data)
  return way && `（${way}）`
}
