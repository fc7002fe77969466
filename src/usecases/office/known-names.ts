import type { Database } from '../../store/base/database.ts'
import { type KnownName, keepName, knownNames } from '../../store/office/known-names.ts'
import type { Content, FormerNames } from '../base/context.ts'

/**
 * Keeps what departments, areas and categories are called, and gives the content the names of those that office.yaml
 * has no longer: a department that was merged in mid-year goes on being named in old digests, cases and filters.
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
  const gone = known.filter(k => !present.some(same(k)))
  const of = (kind: KnownName['kind']) =>
    gone.filter(g => g.kind === kind).map(({ id, name }) => ({ id, name }))
  const former: FormerNames = { department: of('department'), area: of('area'), category: of('category') }
  return { ...content, former }
}
