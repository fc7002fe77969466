import type { Status } from './case.ts'

/** What a resident reads: what is happening with their case, in one plain sentence. */
export const STATUS_TEXTS: Record<Status, string> = {
  received: '已经收到，等待受理。',
  accepted: '已经受理，正在安排承办单位。',
  assigned: '承办单位正在办理。',
  awaiting_resident: '等您补充情况。',
  in_review: '答复已经写好，正在审核。',
  answered: '已经答复。',
  closed: '已经办结。',
  declined: '不属于本单位受理范围，已告诉您原因和该去哪里办。',
  withdrawn: '您已撤回。',
  set_aside: '这条记作广告、骚扰或者测试，没有办理。',
  merged: '和其他群众反映的同一问题一起办理，有答复会同样告诉您。',
}
