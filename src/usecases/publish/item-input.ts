import { z } from 'zod'
import { isCivilDate, shanghaiDate } from '../../domain/base/civil-date.ts'
import { invalidField } from '../../domain/base/errors.ts'
import { lineField, textField } from '../../domain/base/text/visible-text.ts'
import { OPENNESS } from '../../domain/cases/openness.ts'
import type { Actor } from '../../domain/people/actor.ts'
import { type Column, columnOf, takes } from '../../domain/publish/catalogue.ts'
import { canWriteFor } from '../../domain/publish/item.ts'
import { LEGAL_REASON_IDS, LEGAL_REASONS } from '../../domain/publish/legal-reasons.ts'
import type { Context } from '../base/context.ts'

/** The longest text of an item: some twenty printed pages. */
export const LONGEST_BODY = 50_000

/** What an officer writes. */
export const itemInput = z.strictObject({
  columnId: z.string().min(1, '请选栏目').max(40),
  /** Empty: the whole office. */
  areaId: z.string().max(40).default(''),
  title: lineField(100, { empty: '请写标题', long: '标题最多 100 字' }),
  body: textField(LONGEST_BODY, { empty: '请写正文' }),
  openness: z.enum(OPENNESS, '请选公开属性').default('open'),
  legalReason: z.enum(LEGAL_REASON_IDS, '请选理由').optional(),
  namesReason: textField(300).optional(),
  endsOn: z.string().refine(isCivilDate, '日期写成 2026-11-30').optional(),
  consultation: z.boolean().default(false),
})
export type ItemInput = z.input<typeof itemInput>
export type ReadItem = z.output<typeof itemInput>

/** A village's item belongs to the column's department, a department's own to itself: its reviewers see it. */
export const departmentFor = (by: Actor, column: Column, areaId: string | null): string =>
  areaId === null ? (by.departmentId ?? column.department) : column.department

/**
 * Checks what the schema cannot: column, village, the officer's place, the reason of what is not open, the last day.
 * @returns the column, the village (null: the whole office) and the department that answers for it
 * @throws Refusal `invalid_field`
 */
export function checkItem(
  ctx: Context,
  by: Actor,
  input: ReadItem,
): { column: Column; areaId: string | null; departmentId: string } {
  const { catalogue, office } = ctx.content()
  const column = columnOf(catalogue, input.columnId)
  if (!column) throw invalidField('columnId', '没有这个栏目')
  const areaId = input.areaId === '' ? null : input.areaId
  if (areaId !== null && !office.areas.some(area => area.id === areaId))
    throw invalidField('areaId', '没有这个村（社区）')
  if (!takes(column, areaId))
    throw invalidField('areaId', areaId === null ? '这个栏目按村公开，请选村' : '这个栏目是全镇的，不选村')
  const departmentId = departmentFor(by, column, areaId)
  if (!canWriteFor(by, { areaId, departmentId }))
    throw invalidField('areaId', by.areaId === undefined ? '不是您单位的栏目' : '您只能写自己村的')
  if (input.openness !== 'open') {
    if (!input.legalReason) throw invalidField('legalReason', '不主动公开的，请选理由')
    if (LEGAL_REASONS[input.legalReason].of !== input.openness)
      throw invalidField('legalReason', '理由和公开属性对不上')
  }
  if (input.endsOn !== undefined && input.endsOn < shanghaiDate(ctx.now()))
    throw invalidField('endsOn', '截止日期不能早于今天')
  if (input.consultation && input.endsOn === undefined) throw invalidField('endsOn', '意见征集要写截止日期')
  return { column, areaId, departmentId }
}
