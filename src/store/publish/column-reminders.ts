import type { Db } from '../base/database.ts'

/** A column of one place that was due on a day. `areaId` is empty for the whole office. */
export interface LateColumn {
  columnId: string
  areaId: string
  dueOn: string
}

const keyOf = ({ columnId, areaId, dueOn }: LateColumn) => `${columnId} ${areaId} ${dueOn}`

/** Notes those of which nobody was reminded yet. @returns them */
export async function noteReminded(tx: Db, late: readonly LateColumn[], at: Date): Promise<LateColumn[]> {
  const known = new Set(
    (
      await tx.columnReminder.findMany({
        // The column first: the index begins with it.
        where: {
          columnId: { in: [...new Set(late.map(({ columnId }) => columnId))] },
          areaId: { in: [...new Set(late.map(({ areaId }) => areaId))] },
          dueOn: { in: [...new Set(late.map(({ dueOn }) => dueOn))] },
        },
        select: { columnId: true, areaId: true, dueOn: true },
      })
    ).map(keyOf),
  )
  const fresh = late.filter(one => !known.has(keyOf(one)))
  for (const one of fresh) await tx.columnReminder.create({ data: { ...one, at } })
  return fresh
}
