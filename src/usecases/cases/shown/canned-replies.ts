import { z } from 'zod'
import { Refusal } from '../../../domain/base/errors.ts'
import { lineField, textField } from '../../../domain/base/text/visible-text.ts'
import { unknownVariables } from '../../../domain/cases/canned.ts'
import type { Actor } from '../../../domain/people/actor.ts'
import { may, scopeOf } from '../../../domain/people/policy.ts'
import {
  addCanned,
  cannedById,
  cannedOf,
  changeCanned,
  removeCanned,
} from '../../../store/cases/canned-replies.ts'
import { addAudit } from '../../../store/people/officers.ts'
import { checked } from '../../base/checked.ts'
import type { Context } from '../../base/context.ts'

const shape = z.strictObject({
  title: lineField(30, { empty: '写个名称' }),
  text: textField(2000, { empty: '写上内容' }).superRefine((text, ctx) => {
    const unknown = unknownVariables(text)
    if (unknown.length > 0)
      ctx.addIssue(`没有这个变量：${unknown.map(name => `{${name}}`).join('、')}。能用的在下面。`)
  }),
  /** '' is the whole office. */
  departmentId: z.string().max(40),
})
type GivenCanned = z.input<typeof shape>

export type CannedReply = Awaited<ReturnType<typeof cannedReplies>>[number]

/**
 * The canned replies this officer may use: the office's and their department's; all of them for officers of the whole
 * office.
 */
export async function cannedReplies(ctx: Context, by: Actor) {
  const scope = scopeOf(by)
  const rows = await cannedOf(ctx.db.read, scope === null ? null : [scope])
  return rows.map(({ id, title, text, departmentId }) => ({
    id,
    title,
    text,
    departmentId,
    mine: keeps(by, departmentId),
  }))
}

/** Reviewers and managers edit those of their department, or all when they belong to none. */
const keeps = (by: Actor, departmentId: string | null): boolean =>
  may(by, 'keepCanned') && (scopeOf(by) === null || scopeOf(by) === departmentId)

/**
 * Adds one, or changes the one with this id.
 * @throws Refusal `invalid_field` naming an unknown variable, `forbidden`, `not_found`
 */
export async function saveCanned(ctx: Context, by: Actor, given: GivenCanned, id?: number): Promise<void> {
  const { title, text, departmentId: chosen } = checked(shape, given)
  const departmentId = chosen || null
  if (departmentId && !ctx.content().office.departments.some(d => d.id === departmentId)) {
    const message = '没有这个承办单位'
    throw new Refusal('invalid_field', `${message}。`, { errors: [{ path: 'departmentId', message }] })
  }
  if (!keeps(by, departmentId)) throw new Refusal('forbidden', '您只能管本单位的常用语。')
  await ctx.db.inTransaction(async tx => {
    const row = { departmentId, title, text, savedById: by.id!, savedAt: ctx.now() }
    if (id === undefined) await addCanned(tx, row)
    else {
      await own(tx, by, id)
      if (!(await changeCanned(tx, id, row))) throw noSuchReply()
    }
    await note(tx, ctx, by, id === undefined ? 'canned.add' : 'canned.change', title)
  })
}

/** @throws Refusal `not_found`, also for another department's */
export async function dropCanned(ctx: Context, by: Actor, id: number): Promise<void> {
  await ctx.db.inTransaction(async tx => {
    const { title } = await own(tx, by, id)
    if (!(await removeCanned(tx, id))) throw noSuchReply()
    await note(tx, ctx, by, 'canned.remove', title)
  })
}

type Tx = Parameters<typeof cannedById>[0]

const noSuchReply = () => new Refusal('not_found', '没有这条常用语。')

async function own(tx: Tx, by: Actor, id: number) {
  const row = await cannedById(tx, id)
  if (!row || !keeps(by, row.departmentId)) throw noSuchReply()
  return row
}

const note = (tx: Tx, ctx: Context, by: Actor, action: string, target: string) =>
  addAudit(tx, { at: ctx.now(), officerId: by.id ?? null, action, target })
