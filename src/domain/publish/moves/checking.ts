import { z } from 'zod'
import { textField } from '../../base/text/visible-text.ts'
import type { Actor } from '../../people/actor.ts'
import { type Item, isOver } from '../item.ts'
import { defineItemMove, type ItemDecision, type ItemMoment, type ItemMoveContext } from './move.ts'

/**
 * Review and secrecy check (保密审查). 《政府信息公开条例》 art. 17 asks for the check before anything is published; 《保守国家秘密法
 * 实施条例》 for a procedure with named persons. Three persons: who wrote it, who reviewed it, who checked its secrecy.
 */

const ownWork = (item: Item, by: Actor, { writers }: ItemMoment): string | undefined =>
  by.id === item.draftedById || writers.includes(by.id!) ? '自己起草的，要请另一位同事审。' : undefined

const checkedTwice = (item: Item, by: Actor): string | undefined =>
  by.id === item.reviewedById ? '审核和保密审查不能是同一个人，请另一位同事做保密审查。' : undefined

const PAST = '这条的截止日期已经过了，不能再发布。请退回改日期，或作废。'

export const pass = defineItemMove({
  label: '审核通过',
  about: '内容、口径和公开属性没有问题，交保密审查。',
  done: '审核通过，等保密审查。',
  from: ['in_review'],
  to: ['in_secrecy'],
  who: 'reviewItems',
  input: z.strictObject({}),
  guardsTexts: true,
  unless: ownWork,
  apply: (_item, _input, by) => ({
    next: { status: 'in_secrecy', reviewedById: by.id! },
    events: [{ type: 'passed', data: {} }],
  }),
})

export const returnItem = defineItemMove({
  label: '退回修改',
  about: '退给起草人，写明改什么。',
  done: '已退回。',
  from: ['in_review', 'in_secrecy', 'scheduled'],
  to: ['draft'],
  who: 'reviewItems',
  input: z.strictObject({ reason: textField(500, { empty: '请写明要改什么' }) }),
  apply: (_item, { reason }) => ({
    next: { status: 'draft', reviewedById: null, secrecyById: null, publishAt: null },
    events: [{ type: 'returned', data: { reason } }],
  }),
})

/** The version being worked on goes out. */
export function goesLive(item: Item, { now }: Pick<ItemMoveContext, 'now'>): ItemDecision {
  const again = item.publishedAt !== null
  return {
    next: {
      status: 'published',
      liveVersion: item.workVersion,
      publishedAt: item.publishedAt ?? now,
      updatedLiveAt: now,
      publishAt: null,
      withdrawnAt: null,
      withdrawnReason: null,
    },
    events: [{ type: again ? 'republished' : 'published', data: { version: item.workVersion } }],
  }
}

export const check = defineItemMove({
  label: '保密审查通过',
  about: '没有国家秘密、商业秘密和不该公开的个人信息；主动公开的随即发布，或在定好的时间发布。',
  done: '保密审查已记下。',
  from: ['in_secrecy'],
  to: ['scheduled', 'published', 'filed'],
  who: 'reviewItems',
  input: z.strictObject({
    /** The officer says so in so many words. */
    confirmed: z.literal(true, '请先勾选“已做保密审查”'),
    /** When it goes out; at once without it. */
    publishAt: z.date().optional(),
  }),
  guardsTexts: true,
  unless: (item, by, moment) => ownWork(item, by, moment) ?? checkedTwice(item, by),
  refuse: (item, { publishAt }, { now, today }) => {
    if (item.openness !== 'open') return undefined
    if (isOver(item, today)) return PAST
    if (publishAt && publishAt.getTime() > now.getTime() + 366 * 86_400_000)
      return '定时发布最多定在一年以内。'
    return undefined
  },
  apply: (item, { publishAt }, by, ctx) => {
    const checked = { type: 'secrecy_checked', data: {} } as const
    const next = { secrecyById: by.id! }
    if (item.openness !== 'open')
      return {
        // What the public reads is no longer open: it is taken down with this decision.
        next: { ...next, status: 'filed', liveVersion: null, updatedLiveAt: null },
        events: [checked, { type: 'filed', data: { openness: item.openness, reason: item.legalReason } }],
      }
    if (publishAt && publishAt > ctx.now)
      return { next: { ...next, status: 'scheduled', publishAt }, events: [checked] }
    const live = goesLive(item, ctx)
    return { next: { ...next, ...live.next }, events: [checked, ...live.events] }
  },
})

export const publishNow = defineItemMove({
  label: '现在就发布',
  about: '不等定好的时间。',
  done: '已公开。',
  from: ['scheduled'],
  to: ['published'],
  who: 'reviewItems',
  input: z.strictObject({}),
  guardsTexts: true,
  unless: (item, _by, { today }) => (isOver(item, today) ? PAST : undefined),
  apply: (item, _input, _by, ctx) => goesLive(item, ctx),
})

export const goLive = defineItemMove({
  label: '到点发布',
  about: '到了定好的时间。',
  done: '已公开。',
  from: ['scheduled'],
  to: ['published'],
  who: 'system',
  input: z.strictObject({}),
  guardsTexts: true,
  unless: (item, _by, { now, today }) => {
    if (isOver(item, today)) return PAST
    return item.publishAt === null || item.publishAt > now ? '还没有到定好的时间。' : undefined
  },
  apply: (item, _input, _by, ctx) => goesLive(item, ctx),
})

export const recall = defineItemMove({
  label: '收回',
  about: '到点之前收回，变成草稿。',
  done: '已收回，变成草稿。',
  from: ['in_review', 'in_secrecy', 'scheduled'],
  to: ['draft'],
  who: 'writeItems',
  input: z.strictObject({}),
  apply: () => ({
    next: { status: 'draft', reviewedById: null, secrecyById: null, publishAt: null },
    events: [{ type: 'recalled', data: {} }],
  }),
})
