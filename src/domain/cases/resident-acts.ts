import type { Case, Status } from './case.ts'

/**
 * What a resident may do with their own case, by status: one table for the moves, the case page, the chat's dialogues
 * and the lists of cases they offer. A status added to the life of a case does not compile without its row here.
 */

export const RESIDENT_ACTS = ['supplement', 'urge', 'rate', 'reopen', 'withdraw'] as const
export type ResidentAct = (typeof RESIDENT_ACTS)[number]

/** What residents and officers call each act. */
export const ACT_NAMES: Record<ResidentAct, string> = {
  supplement: '补充情况',
  urge: '催办',
  rate: '评价',
  reopen: '重新办理',
  withdraw: '撤回',
}

/** The fields of a case that the table reads. */
type ActState = Pick<Case, 'status' | 'firstReplyAt' | 'rating'>

/** Allowed; or refused with a sentence that says what to do instead; or one of the two by the case's other fields. */
type Rule = true | string | ((c: ActState) => true | string)

const ANSWERED_URGE = '已经答复了，不用再催。没解决的，请要求重新办理。'
const ANSWERED_WITHDRAW = '已经答复了，不用撤回。'

const rateOnce = (c: ActState) => (c.rating === null ? true : '这件已经评价过了。')

/** The office is working on it, for the first time or again. */
const UNDER_WAY: Record<ResidentAct, Rule> = {
  supplement: true,
  urge: true,
  rate: c => (c.firstReplyAt ? '正在重新办理，有了新的答复再评价。' : '还没有答复，有了答复再评价。'),
  reopen: '这件正在办理，不用重新办理。着急可以催办，有新情况可以补充。',
  withdraw: true,
}

const REPLIED: Record<ResidentAct, Rule> = {
  supplement: true,
  urge: ANSWERED_URGE,
  rate: rateOnce,
  reopen: true,
  withdraw: ANSWERED_WITHDRAW,
}

/**
 * Each resident of a merged case acts on their own number. Before the reply it counts as being worked on, after it as
 * answered.
 */
const merged = (before: true | string, after: Rule): Rule => {
  return c => (c.firstReplyAt === null ? before : typeof after === 'function' ? after(c) : after)
}

const ACTS: Record<Status, Record<ResidentAct, Rule>> = {
  received: UNDER_WAY,
  accepted: UNDER_WAY,
  assigned: UNDER_WAY,
  awaiting_resident: UNDER_WAY,
  in_review: UNDER_WAY,
  answered: REPLIED,
  closed: REPLIED,
  declined: {
    ...REPLIED,
    urge: '已经告诉您不受理的原因和该去哪里办。不同意的，请要求重新办理。',
    withdraw: '这件没有受理，不用撤回。',
  },
  merged: {
    supplement: true,
    urge: merged(true, ANSWERED_URGE),
    rate: merged('这件还没有答复，有了答复再评价。', rateOnce),
    reopen: merged('这件和同样的诉求一起办，还没有答复。着急可以催办，有新情况可以补充。', true),
    withdraw: merged(true, ANSWERED_WITHDRAW),
  },
  set_aside: {
    supplement: true,
    urge: '这件记作广告、骚扰或者测试，没有办理。不是这样的，请要求重新办理。',
    rate: '这件没有办理，没有答复可以评价。不是广告、骚扰或者测试的，请要求重新办理。',
    reopen: true,
    withdraw: '这件没有办理，不用撤回。',
  },
  withdrawn: {
    supplement: '您已经撤回，这件不再办理。还要反映，请重新说一次，会有新的编号。',
    urge: '您已经撤回，这件不再办理。还要反映，请重新说一次，会有新的编号。',
    rate: '您已经撤回，这件没有答复可以评价。',
    reopen: '您已经撤回，这件不再办理。还要反映，请重新说一次，会有新的编号。',
    withdraw: '您已经撤回了。',
  },
}

/** Why a resident cannot do this now, in a sentence for them; undefined when they can. */
export function whyResidentCannot(c: ActState, act: ResidentAct): string | undefined {
  const rule = ACTS[c.status][act]
  const answer = typeof rule === 'function' ? rule(c) : rule
  return answer === true ? undefined : answer
}

/** The statuses in which an act can be possible, for a database query; each case found is still checked by itself. */
export const statusesFor = (act: ResidentAct): Status[] =>
  (Object.keys(ACTS) as Status[]).filter(status => typeof ACTS[status][act] !== 'string')
