import { shanghaiDate } from '../../domain/base/civil-date.ts'
import { correspondentFor } from '../../domain/publish/correspondent-for.ts'
import { activeOfficers } from '../../store/people/officers.ts'
import { noteReminded } from '../../store/publish/column-reminders.ts'
import type { Context } from '../base/context.ts'
import { columnsNow } from '../publish/public-items.ts'
import { remindOfficerIn } from './remind-officer.ts'

/** How many columns one reminder names. */
const NAMED = 4

/**
 * Reminds whoever writes for a column that was not updated in time: once for each day it was due, in one reminder for all of an
 * officer's columns.
 */
export async function remindOfColumns(ctx: Context): Promise<void> {
  const now = ctx.now()
  const today = shanghaiDate(now)
  const { office, calendar } = ctx.content()
  if (!calendar.isWorkingDay(today)) return
  const late = (await columnsNow(ctx)).filter(state => state.late)
  if (late.length === 0) return
  await ctx.db.inTransaction(async tx => {
    const given = late.map(({ column, areaId, dueOn }) => ({
      columnId: column.id,
      areaId: areaId ?? '',
      dueOn: dueOn!,
    }))
    const fresh = new Set((await noteReminded(tx, given, now)).map(one => `${one.columnId} ${one.areaId}`))
    const officers = await activeOfficers(tx)
    const names = new Map<number, string[]>()
    for (const { column, areaId } of late) {
      if (!fresh.has(`${column.id} ${areaId ?? ''}`)) continue
      const area = office.areas.find(({ id }) => id === areaId)
      const name = `${area?.name ?? ''}${column.name}`
      for (const id of correspondentFor(officers, { areaId, departmentId: column.department }))
        names.set(id, [...(names.get(id) ?? []), name])
    }
    for (const [officerId, columns] of names) {
      const more = columns.length > NAMED ? `等 ${columns.length} 个` : ''
      await remindOfficerIn(tx, ctx, {
        officerId,
        kind: 'column_late',
        dedupeKey: `columns:${today}`,
        detail: `${columns.slice(0, NAMED).join('、')}${more}`,
      })
    }
  })
}
