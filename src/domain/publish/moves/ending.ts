import { z } from 'zod'
import { textField } from '../../base/text/visible-text.ts'
import { isLive, isOver } from '../item.ts'
import { defineItemMove } from './move.ts'

/** Moves by which the public no longer reads an item, or reads what came of it. */

export const withdraw = defineItemMove({
  label: '撤下',
  about: '不再公开，写明原因；原因给群众看。',
  done: '已撤下。',
  from: ['published', 'draft', 'in_review', 'in_secrecy', 'scheduled'],
  to: ['withdrawn'],
  who: 'reviewItems',
  input: z.strictObject({ reason: textField(200, { empty: '请写明为什么撤下' }) }),
  confirm: '撤下以后群众就看不到了。确定吗？',
  unless: item => (isLive(item) ? undefined : '这条还没有公开。'),
  apply: (item, { reason }, _by, { now }) => ({
    next: {
      status: 'withdrawn',
      liveVersion: null,
      updatedLiveAt: null,
      workVersion: item.workVersion,
      publishAt: null,
      withdrawnAt: now,
      withdrawnReason: reason,
    },
    events: [{ type: 'withdrawn', data: { reason, version: item.liveVersion } }],
  }),
})

/** What is said of an item that was taken down after its last day. */
export const EXPIRED_REASON = '公示期满'

export const expire = defineItemMove({
  label: '公示期满',
  about: '过了最后一天，有个人信息的公示自动撤下。',
  done: '已撤下。',
  from: ['published', 'draft', 'in_review', 'in_secrecy', 'scheduled'],
  to: ['withdrawn'],
  who: 'system',
  input: z.strictObject({}),
  unless: (item, _by, { today }) =>
    isLive(item) && isOver(item, today) ? undefined : '还没有到期，或没有公开。',
  apply: (item, _input, _by, { now }) => ({
    next: {
      status: 'withdrawn',
      liveVersion: null,
      updatedLiveAt: null,
      publishAt: null,
      withdrawnAt: now,
      withdrawnReason: EXPIRED_REASON,
    },
    events: [{ type: 'expired', data: { version: item.liveVersion } }],
  }),
})

export const conclude = defineItemMove({
  label: '公布征集结果',
  about: '意见征集结束后，说明收到多少意见、怎么处理、结果是什么。',
  done: '征集结果已公布。',
  from: ['published'],
  to: ['published'],
  who: 'reviewItems',
  input: z.strictObject({ result: textField(5000, { empty: '请写征集结果' }) }),
  guardsTexts: true,
  unless: (item, _by, { today }) => {
    if (!item.consultation) return '这条不是意见征集。'
    if (!isOver(item, today)) return '还在征集，截止以后再公布结果。'
    return item.resultAt === null ? undefined : '结果已经公布过。'
  },
  apply: (_item, { result }, _by, { now }) => ({
    next: { result, resultAt: now },
    events: [{ type: 'concluded', data: {} }],
  }),
})
