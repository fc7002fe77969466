import type { Database } from '../../store/base/database.ts'
import { type KnownName, keepName, knownNames } from '../../store/office/known-names.ts'
import type { Content, FormerNames } from '../base/context.ts'

/**
 * Stores the names of departments, areas and categories, and adds those that office.yaml no longer has to the
 * content, so that old digests, cases and filters still name a department that was dissolved.
 */
export async function withFormerNames(db: Database, content: Content, now: Date): Promise<Content> {
  const { office } = content
  const present: KnownName[] = [
    ...office.departments.map(({ id, name }) => ({ kind: 'department', id, name }) as const),
    ...office.areas.map(({ id, name }) => ({ kind: 'area', id, name }) as const),
    ...office.categories.map(({ id, name }) => ({ kind: 'category', id, name }) as const),
  ]
  const known = await knownNames(db.read)
  const same = (a: KnownName) => (b: KnownName) => a.kind === b.kind && a.id === b.id
  const news = present.filter(p => known.find(same(p))?.name !== p.name)
  if (news.length > 0) {
    await db.inTransaction(async tx => {
      for (const name of news) await keepName(tx, name, now)
    })
  }
  const removed = known.filter(k => !present.some(same(k)))
  const of = (kind: KnownName['kind']) =>
    removed.filter(g => g.kind === kind).map(({ id, name }) => ({ id, name }))
  const former: FormerNames = { department: of('department'), area: of('area'), category: of('category') }
  return { ...content, former }
}
