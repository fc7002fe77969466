import type { Db } from '../../../store/base/database.ts'
import { reminderRecipients } from '../../../store/people/officers.ts'

/** The managers and auditors of the whole office, who watch over pauses of chats. */
export const watchers = async (db: Db): Promise<number[]> =>
  (await reminderRecipients(db))
    .filter(o => (o.role === 'manager' && o.departmentId === null) || o.role === 'auditor')
    .map(o => o.id)

/** Who watches over one officer's pauses: all the others; that officer when there is nobody else. */
export function watchersOf(officerId: number, all: readonly number[]): readonly number[] {
  const others = all.filter(id => id !== officerId)
  return others.length > 0 ? others : all
}
