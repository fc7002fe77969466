import type { ItemEventType } from '../../domain/publish/moves.ts'
import type { Db } from '../base/database.ts'

/** The record of an item: append-only. */
export interface ItemEvent {
  seq: number
  type: ItemEventType
  at: Date
  byId: number | null
  byName: string | null
  data: Record<string, unknown>
}

interface NewItemEvent {
  type: ItemEventType
  data: Record<string, unknown>
}

/** Appends to the record of a locked item. */
export async function appendItemEvents(
  tx: Db,
  itemId: number,
  events: readonly NewItemEvent[],
  by: { kind: string; id?: number | undefined; name?: string | undefined },
  at: Date,
): Promise<void> {
  const last = await tx.itemEvent.findFirst({
    where: { itemId },
    orderBy: { seq: 'desc' },
    select: { seq: true },
  })
  let seq = last?.seq ?? 0
  for (const { type, data } of events) {
    seq += 1
    await tx.itemEvent.create({
      data: {
        itemId,
        seq,
        type,
        at,
        byKind: by.kind,
        byId: by.id ?? null,
        byName: by.name ?? null,
        data: JSON.stringify(data),
      },
    })
  }
}

/** The most events of one item that are read. */
const MOST = 500

export async function itemEventsOf(db: Db, itemId: number): Promise<ItemEvent[]> {
  const rows = await db.itemEvent.findMany({ where: { itemId }, orderBy: { seq: 'desc' }, take: MOST })
  return rows.reverse().map(({ seq, type, at, byId, byName, data }) => ({
    seq,
    type: type as ItemEventType,
    at,
    byId,
    byName,
    data: data === null ? {} : (JSON.parse(data) as Record<string, unknown>),
  }))
}

/** Events with which somebody wrote. */
const WRITING: readonly ItemEventType[] = ['created', 'saved', 'amending']

/** Ids of everybody who wrote at the version that is being worked on. */
export function writersOf(events: readonly ItemEvent[]): number[] {
  const began = events.findLastIndex(({ type }) => type === 'amending' || type === 'created')
  return [
    ...new Set(
      events
        .slice(Math.max(0, began))
        .filter(({ type, byId }) => WRITING.includes(type) && byId !== null)
        .map(({ byId }) => byId!),
    ),
  ]
}
