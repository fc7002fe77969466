import { randomBytes } from 'node:crypto'
import { Refusal } from '../../domain/base/errors.ts'
import type { Actor } from '../../domain/people/actor.ts'
import { may } from '../../domain/people/policy.ts'
import {
  addAudit,
  countActiveAdmins,
  findOfficer,
  type Officer,
  officerById,
} from '../../store/people/officers.ts'
import { linkByKey, replaceLink, useLink } from '../../store/people/one-time-links.ts'
import type { Context } from '../base/context.ts'
import { accessChanged } from './access-changed.ts'
import { checkedPassword, createOfficerIn, setPasswordIn } from './officers.ts'

/** Links that work once, for a day: the first admin's, and one to set a (new) password. */
type LinkPurpose = 'first_admin' | 'password'
const VALID_MS = 24 * 3_600_000

const keyOf = (ctx: Context, token: string) => ctx.secrets.key(token, 'one-time-link')

async function makeLink(
  ctx: Context,
  purpose: LinkPurpose,
  officer: Officer | null,
  by?: Actor & { id: number },
) {
  const officerId = officer?.id ?? null
  const token = randomBytes(32).toString('base64url')
  const now = ctx.now()
  await ctx.db.inTransaction(async tx => {
    await replaceLink(tx, {
      key: keyOf(ctx, token),
      purpose,
      officerId,
      expiresAt: new Date(now.getTime() + VALID_MS),
      createdById: by?.id ?? null,
      createdAt: now,
    })
    await addAudit(tx, {
      at: now,
      officerId: by?.id ?? null,
      action: 'link_created',
      detail: purpose,
      ...(officer && { target: officer.login }),
    })
    // No notification for a first password, because adding the officer has caused one.
    if (officer?.passwordHash) await accessChanged(tx, ctx, 'link', officer, by)
  })
  return `${ctx.config.baseUrl}/desk/set-up#token=${token}`
}

/** The link that creates the first admin, for the console; null while there is an admin who can sign in. */
export async function firstAdminLink(ctx: Context): Promise<string | null> {
  if ((await countActiveAdmins(ctx.db.read)) > 0) return null
  return makeLink(ctx, 'first_admin', null)
}

/** A link with which one officer sets a password. Without `by`: the command line. @throws Refusal `forbidden`, `not_found` */
export async function passwordLink(
  ctx: Context,
  login: string,
  by?: Actor & { id: number },
): Promise<string> {
  if (by && !may(by, 'manageOfficers')) throw new Refusal('forbidden', '只有管理员能发重置链接。')
  const officer = await findOfficer(ctx.db.read, login)
  if (!officer || officer.disabledAt) throw new Refusal('not_found', '没有这位工作人员，或已停用。')
  return makeLink(ctx, 'password', officer, by)
}

const DEAD =
  '这个链接用过了，或过了 24 小时。请让管理员再发一个；第一次使用请重新启动程序，看启动时打印的新链接。'

/** What a link is for, without using it up. @throws Refusal `not_found` when it does not work (any more). */
export async function readLink(ctx: Context, token: string) {
  const link = await linkByKey(ctx.db.read, keyOf(ctx, token))
  if (!link || link.usedAt || link.expiresAt <= ctx.now()) throw new Refusal('not_found', DEAD)
  const officer = link.officerId === null ? null : await officerById(ctx.db.read, link.officerId)
  if (link.purpose === 'password' && (!officer || officer.disabledAt)) throw new Refusal('not_found', DEAD)
  if (link.purpose === 'first_admin' && (await countActiveAdmins(ctx.db.read)) > 0) {
    throw new Refusal('not_found', DEAD)
  }
  return {
    purpose: link.purpose as LinkPurpose,
    officer: officer ? { id: officer.id, login: officer.login, name: officer.name } : null,
    createdById: link.createdById,
  }
}

interface RedeemInput {
  password: string
  /** For the first admin only. */
  login?: string
  name?: string
}

/**
 * Uses a link: creates the first admin, or sets the officer's password. Of two concurrent uses one wins; a refused
 * input leaves the link usable.
 * @throws Refusal `not_found` for a dead link, `invalid_field` for the rest.
 */
export async function redeemLink(ctx: Context, token: string, input: RedeemInput): Promise<Officer> {
  const { purpose, officer, createdById } = await readLink(ctx, token)
  // Before the transaction: the list of common passwords takes a moment to load.
  if (officer) await checkedPassword(ctx, input.password, officer)
  const who = await ctx.db.inTransaction(async tx => {
    if (!(await useLink(tx, keyOf(ctx, token), purpose, ctx.now()))) throw new Refusal('not_found', DEAD)
    if (purpose === 'password') {
      const row = (await officerById(tx, officer!.id))!
      await setPasswordIn(tx, ctx, row, input.password, undefined, { givenBy: createdById })
      if (row.passwordHash) {
        await accessChanged(tx, ctx, 'linkUsed', row, createdById === null ? undefined : { id: createdById })
      }
      return (await officerById(tx, row.id))!
    }
    if ((await countActiveAdmins(tx)) > 0) throw new Refusal('not_found', DEAD)
    return createOfficerIn(tx, ctx, {
      login: input.login ?? '',
      name: input.name ?? '',
      role: 'admin',
      password: input.password,
    })
  })
  ctx.accessEnded(who.id)
  return who
}
