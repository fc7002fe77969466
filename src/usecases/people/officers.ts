import { z } from 'zod'
import { invalidField, Refusal } from '../../domain/base/errors.ts'
import { lineField } from '../../domain/base/text/visible-text.ts'
import { ROLES, type Role } from '../../domain/office/roles.ts'
import type { Actor } from '../../domain/people/actor.ts'
import { may } from '../../domain/people/policy.ts'
import { type Db, isDuplicate } from '../../store/base/database.ts'
import { removeWays } from '../../store/people/officer-ways.ts'
import {
  activeOfficers,
  addAudit,
  addOfficer,
  allOfficers,
  countActiveAdmins,
  findOfficer,
  type Officer,
  officerById,
  officerNames,
  setDisabled,
  setPasswordHash,
} from '../../store/people/officers.ts'
import { checked } from '../base/checked.ts'
import type { Context } from '../base/context.ts'
import { accessChanged } from './access-changed.ts'
import { whyNoPassword } from './common-passwords.ts'
import { endAccessIn } from './end-access.ts'
import { checkPassword, hashPassword } from './passwords.ts'

/** The input for an officer. Logins are short and plain: they are typed every morning and shown in URLs. */
const officerInput = z.strictObject({
  login: z
    .string()
    .trim()
    .toLowerCase()
    .regex(/^[a-z][a-z0-9._-]{1,31}$/, '登录名用 2–32 个小写字母、数字、点或横线，字母开头'),
  name: lineField(30, { empty: '请填姓名', long: '姓名最多 30 字' }),
  role: z.enum(ROLES, '请选角色'),
  departmentId: z.string().max(40).optional(),
  /** The village of a correspondent. */
  areaId: z.string().max(40).optional(),
  password: z.string().optional(),
})
type OfficerInput = z.input<typeof officerInput>

/** An officer as lists show one. */
export interface OfficerView {
  id: number
  login: string
  name: string
  role: Role
  departmentId: string | null
  areaId: string | null
  disabledAt: string | null
  hasPassword: boolean
  secondFactor: boolean
  lastSeenAt: string | null
  tokens: number
}

export async function checkedPassword(
  ctx: Context,
  password: string,
  { login, name }: { login: string; name: string },
): Promise<string> {
  const { office } = ctx.content()
  const problem = await whyNoPassword(password, { login, names: [name, office.name, office.shortName] })
  if (problem) throw invalidField('password', problem)
  return password
}

/**
 * Adds an officer. Without `by`: the command line and the set-up link, which have their own proof.
 * @throws Refusal `forbidden`, `invalid_field`, or `conflict` when the login is taken.
 */
export async function createOfficer(ctx: Context, input: OfficerInput, by?: Actor): Promise<OfficerView> {
  if (by && !may(by, 'manageOfficers')) throw new Refusal('forbidden', '只有管理员能添加人员。')
  return ctx.db
    .inTransaction(async tx => {
      const officer = await createOfficerIn(tx, ctx, input, by)
      if (by?.id !== undefined) await accessChanged(tx, ctx, 'added', officer, { id: by.id })
      return officer
    })
    .then(view)
}

export async function createOfficerIn(
  tx: Db,
  ctx: Context,
  input: OfficerInput,
  by?: Actor,
): Promise<Officer> {
  const { login, name, role, departmentId, areaId, password } = checked(officerInput, input)
  if (departmentId !== undefined && !ctx.content().office.departments.some(d => d.id === departmentId)) {
    throw invalidField('departmentId', '没有这个部门')
  }
  if (areaId !== undefined) {
    if (role !== 'correspondent') throw invalidField('areaId', '只有通讯员按村设')
    if (departmentId !== undefined) throw invalidField('areaId', '村和部门只选一个')
    if (!ctx.content().office.areas.some(a => a.id === areaId))
      throw invalidField('areaId', '没有这个村（社区）')
  }
  const now = ctx.now()
  const passwordHash =
    password === undefined ? null : await hashPassword(await checkedPassword(ctx, password, { login, name }))
  try {
    const officer = await addOfficer(tx, {
      login,
      name,
      role,
      departmentId: departmentId ?? null,
      areaId: areaId ?? null,
      passwordHash,
      createdAt: now,
      ...(passwordHash && { accessById: by?.id ?? null, accessAt: now }),
    })
    await addAudit(tx, {
      at: now,
      officerId: by?.id ?? null,
      action: 'officer_added',
      target: login,
      detail: role,
    })
    return officer
  } catch (error) {
    if (isDuplicate(error)) {
      throw new Refusal('conflict', '这个登录名已经有人用了。', {
        errors: [{ path: 'login', message: '这个登录名已经有人用了' }],
      })
    }
    throw error
  }
}

export async function listOfficers(ctx: Context): Promise<OfficerView[]> {
  return (await allOfficers(ctx.db.read)).map(row => ({
    ...view(row),
    lastSeenAt: row.sessions[0]?.lastSeenAt.toISOString() ?? null,
    tokens: row._count.tokens,
  }))
}

/** The names of all officers by id, including former ones, whom records still name. */
export const officersByName = (ctx: Context) => officerNames(ctx.db.read)

/** Officers who can sign in, whom a note can mention. */
export const colleagues = (ctx: Context) => activeOfficers(ctx.db.read)

/** Officers a case can be assigned to. */
export const assignableOfficers = async (ctx: Context) =>
  (await activeOfficers(ctx.db.read)).filter(o => o.role === 'clerk' || o.role === 'dispatcher')

/**
 * Disables an officer at once: sessions, live pages, tokens and links end. Their records stay.
 * @throws Refusal `not_found`; `move_refused` for the last admin.
 */
export async function disableOfficer(ctx: Context, login: string, by?: Actor): Promise<void> {
  if (by && !may(by, 'manageOfficers')) throw new Refusal('forbidden', '只有管理员能停用人员。')
  const now = ctx.now()
  const ended = await ctx.db.inTransaction(async tx => {
    const officer = await known(tx, login)
    if (officer.disabledAt) return undefined
    if (officer.role === 'admin' && (await countActiveAdmins(tx)) === 1) {
      throw new Refusal('move_refused', '这是最后一位管理员，停用后就没人能管理了。请先再加一位管理员。')
    }
    await setDisabled(tx, officer.id, now)
    await endAccessIn(tx, ctx, officer.id)
    // Removes their chats and mailbox, also in case they come back.
    await removeWays(tx, { officerId: officer.id })
    await addAudit(tx, { at: now, officerId: by?.id ?? null, action: 'officer_disabled', target: login })
    return officer.id
  })
  if (ended !== undefined) ctx.accessEnded(ended)
}

/** Enables an officer again with the old password; sessions and tokens stay ended. */
export async function enableOfficer(ctx: Context, login: string, by: Actor): Promise<void> {
  if (!may(by, 'manageOfficers')) throw new Refusal('forbidden', '只有管理员能启用人员。')
  await ctx.db.inTransaction(async tx => {
    const officer = await known(tx, login)
    await setDisabled(tx, officer.id, null)
    await addAudit(tx, { at: ctx.now(), officerId: by.id ?? null, action: 'officer_enabled', target: login })
  })
}

/** Sets a password within a transaction; the caller calls `ctx.accessEnded` after the commit. */
export async function setPasswordIn(
  tx: Db,
  ctx: Context,
  officer: Pick<Officer, 'id' | 'login' | 'name' | 'passwordHash'>,
  password: string,
  by?: Actor,
  how: {
    /** The browser that stays signed in. */
    keepSession?: string
    /**
     * The administrator who made the link that was used; null: the command line. Absent: the officer, who knew the
     * old password.
     */
    givenBy?: number | null
  } = {},
): Promise<void> {
  const now = ctx.now()
  const passwordHash = await hashPassword(await checkedPassword(ctx, password, officer))
  const given =
    how.givenBy === undefined
      ? undefined
      : { accessById: how.givenBy, accessAt: now, accessReset: officer.passwordHash !== null }
  await setPasswordHash(tx, officer.id, passwordHash, given)
  await endAccessIn(tx, ctx, officer.id, how.keepSession)
  await addAudit(tx, {
    at: now,
    officerId: by?.id ?? officer.id,
    action: 'password_changed',
    target: officer.login,
  })
}

/**
 * An officer changes their own password; other browsers are signed out, and tokens and links end.
 * @throws Refusal `invalid_field` for a wrong old password or a weak new one.
 */
export async function changeOwnPassword(
  ctx: Context,
  by: Actor & { id: number },
  { current, password }: { current: string; password: string },
  session: string,
): Promise<void> {
  const officer = await officerById(ctx.db.read, by.id)
  if (!officer || !(await checkPassword(officer.passwordHash, current))) {
    throw invalidField('current', '现在的密码不对')
  }
  await checkedPassword(ctx, password, officer)
  await ctx.db.inTransaction(tx => setPasswordIn(tx, ctx, officer, password, by, { keepSession: session }))
  ctx.accessEnded(officer.id)
}

async function known(tx: Db, login: string): Promise<Officer> {
  const officer = await findOfficer(tx, login)
  if (!officer) throw new Refusal('not_found', '没有这位工作人员。')
  return officer
}

const view = (row: Officer): OfficerView => ({
  id: row.id,
  login: row.login,
  name: row.name,
  role: row.role as Role,
  departmentId: row.departmentId,
  areaId: row.areaId,
  disabledAt: row.disabledAt?.toISOString() ?? null,
  hasPassword: row.passwordHash !== null,
  secondFactor: row.totpSince !== null,
  lastSeenAt: null,
  tokens: 0,
})
