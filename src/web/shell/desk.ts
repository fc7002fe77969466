import type { Request } from 'express'
import { Refusal } from '../../domain/base/errors.ts'
import { MOVES, OFFICER_MOVES } from '../../domain/cases/moves.ts'
import { may, type Right } from '../../domain/people/policy.ts'
import { ITEM_MOVE_NAMES, ITEM_MOVES } from '../../domain/publish/moves.ts'
import type { Context } from '../../usecases/base/context.ts'
import { unseenReminders } from '../../usecases/notify/desk-reminders.ts'
import { itemsWaiting } from '../../usecases/publish/desk/list-items.ts'
import type { Desk } from './parts/desk-layout.tsx'
import { csrfToken, maybeOfficer, officerOf } from './session.ts'

const unseen = new WeakMap<Request, number>()
const waiting = new WeakMap<Request, number>()

/** Counts the signed-in officer's unseen reminders, for the number beside the bell. */
export async function countReminders(ctx: Context, req: Request): Promise<void> {
  const officer = maybeOfficer(req)
  if (officer) unseen.set(req, await unseenReminders(ctx, officer))
}

/** Counts the items that wait for the signed-in officer, for the number in the navigation. */
export async function countItems(ctx: Context, req: Request): Promise<void> {
  const officer = maybeOfficer(req)
  if (officer) waiting.set(req, await itemsWaiting(ctx, officer))
}

/** What the layout of a desk page needs. @throws Refusal `unauthenticated` */
export function deskOf(ctx: Context, req: Request): Desk {
  const officer = officerOf(req)
  return {
    officer,
    office: ctx.content().office.shortName,
    csrf: csrfToken(ctx, officer),
    reminders: unseen.get(req) ?? 0,
    items: waiting.get(req) ?? 0,
  }
}

/** @throws Refusal `forbidden` in words, when the signed-in officer lacks a right. */
export function demand(req: Request, right: Right, what: string): void {
  if (!may(officerOf(req), right)) throw new Refusal('forbidden', `您的角色不能${what}。`)
}

/** Notices by a keyword in the URL: never free text from outside. */
const DONE: Readonly<Record<string, string>> = {
  ...Object.fromEntries(OFFICER_MOVES.map(move => [move, MOVES[move].done])),
  ...Object.fromEntries(ITEM_MOVE_NAMES.map(move => [`item-${move}`, ITEM_MOVES[move].done])),
  'item-begun': '草稿已存，写好了就送审。',
  'item-saved': '已存。',
  treated: '已记下怎么处理。',
  finding: '已记下。',
  'mark-lifted': '已撤销，不算数了，记录还在。',
  visit: '已记下，写的情况以后不能改。',
  'visit-answer': '已答复，等监察员看。',
  'visit-sendBack': '已退回，承办单位要重新答复。',
  'visit-settle': '已了结。',
  'visit-publish': '已公开。',
  'visit-hide': '已不再公开。',
  canned: '常用语已存。',
  uncanned: '常用语已删。',
  view: '已存为常用。',
  unview: '已去掉。',
  held: '已保全，到期也不清除。',
  released: '已解除保全，到期照常清除。',
  revoked: '查询码已作废。',
  added: '已添加。',
  disabled: '已停用，所有登录和令牌都已失效。',
  enabled: '已启用。',
  password: '密码已改，其他地方的登录已退出，接口令牌也停了。',
  session: '已退出那一处登录。',
  token: '令牌已停用。',
  'token-confirmed': '令牌已确认，可以用了。',
  reloaded: '已重新读取。',
  cleared: '已标为处理好。',
  'factor-off': '两步登录已关掉。',
  'factor-reset': '已重置，他的登录都已退出。',
  read: '都标为已读了。',
  ways: '已保存。',
  mail: '确认邮件正在发，请打开里面的链接。',
  unlinked: '已去掉，不再发到那里。',
  learned: '已记下，从现在起就这么办。',
  useless: '已标为没有用，不再列出。',
  accepted: '已采纳。',
  refused: '已标为不采纳。',
  'reply-confirmed': '已确认，现在有效。',
  'reply-retired': '已停用，群众看不到、查不到了。',
  'reply-covered': '已记下。',
}

export const doneOf = (req: Request): string | undefined =>
  typeof req.query['done'] === 'string' && Object.hasOwn(DONE, req.query['done'])
    ? DONE[req.query['done']]
    : undefined
