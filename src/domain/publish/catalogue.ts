import { z } from 'zod'
import { addDays, addMonths, type CivilDate, isCivilDate } from '../base/civil-date.ts'

/**
 * The catalogue of what the office publishes (政府信息公开目录): flows/catalogue.yaml. 《政府信息公开条例》 art. 12 asks for a guide
 * and a catalogue, art. 19–22 for what is published without being asked.
 */

const id = z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/, '只能用小写字母、数字和连字符')

/** How often a column is to be updated. `change`: whenever something changes, which no clock can watch. */
const every = z.union([
  z.literal('change'),
  z.strictObject({ days: z.int().positive().max(3660) }),
  z.strictObject({ months: z.int().positive().max(120) }),
])
export type Every = z.infer<typeof every>

const columnSchema = z.strictObject({
  id,
  name: z.string().min(1).max(20),
  /** What stands in it, for residents. */
  about: z.string().max(200).optional(),
  /** The law or rule that asks for it. */
  basis: z.string().min(1).max(200),
  /** Whose it is: the whole office's, each village's, or both. */
  of: z.enum(['office', 'villages', 'both']).default('office'),
  /** The department that answers for it. */
  department: id,
  every,
  /** What happens to an item after its last day: it stays as past, or it is taken down (公示 with names of persons). */
  after: z.enum(['stays', 'taken-down']).default('stays'),
  /** Whose numbers it gives for the annual report. */
  counts: z.literal('normative').optional(),
})
export type Column = z.infer<typeof columnSchema>

export const catalogueSchema = z.strictObject({
  /** 政府信息公开指南, Markdown. */
  guide: z.string().max(20_000).default(''),
  /** From when on the clocks of columns run that have nothing yet. */
  since: z.string().refine(isCivilDate, '日期写成 2026-01-01').optional(),
  columns: z.array(columnSchema).max(60).default([]),
})
export type Catalogue = z.infer<typeof catalogueSchema>

/** Of an office without flows/catalogue.yaml. */
export const EMPTY_CATALOGUE: Catalogue = { guide: '', columns: [] }

export const columnOf = ({ columns }: Catalogue, id: string): Column | undefined =>
  columns.find(column => column.id === id)

/** Whether a column has items of the whole office (null) or of a village. */
export const takes = (column: Pick<Column, 'of'>, areaId: string | null): boolean =>
  areaId === null ? column.of !== 'villages' : column.of !== 'office'

export const sayEvery = (rule: Every): string => {
  if (rule === 'change') return '有变动就更新'
  if ('days' in rule) return rule.days === 1 ? '每天更新' : `每 ${rule.days} 天更新`
  const { months } = rule
  if (months === 1) return '每月更新'
  if (months === 3) return '每季度更新'
  if (months === 6) return '每半年更新'
  if (months === 12) return '每年更新'
  return `每 ${months} 个月更新`
}

/**
 * The last day on which a column is updated in time.
 * @param last the day of its latest item; null while it has none
 * @returns null where no clock runs
 */
export function dueOf(
  column: Pick<Column, 'every'>,
  last: CivilDate | null,
  since: CivilDate | undefined,
): CivilDate | null {
  const from = last ?? since
  if (column.every === 'change' || from === undefined) return null
  return 'days' in column.every ? addDays(from, column.every.days) : addMonths(from, column.every.months)
}

/** A column of one village or of the office (areaId null), and when it was last updated. */
export interface ColumnState {
  column: Column
  areaId: string | null
  last: CivilDate | null
  dueOn: CivilDate | null
  late: boolean
}

/**
 * Every column of the office and of each village with its state.
 * @param lastOf the day of the latest item of a column and place
 */
export function columnStates(
  { columns, since }: Catalogue,
  areas: readonly { id: string }[],
  lastOf: (columnId: string, areaId: string | null) => CivilDate | null,
  today: CivilDate,
): ColumnState[] {
  const places = [null, ...areas.map(area => area.id)]
  return columns.flatMap(column =>
    places
      .filter(areaId => takes(column, areaId))
      .map(areaId => {
        const last = lastOf(column.id, areaId)
        const dueOn = dueOf(column, last, since)
        return { column, areaId, last, dueOn, late: dueOn !== null && dueOn < today }
      }),
  )
}
