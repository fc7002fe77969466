import { sayDate, shanghaiDate, yearOf } from '../../domain/base/civil-date.ts'
import { takes } from '../../domain/publish/catalogue.ts'
import { columnFor } from '../../domain/publish/column-for.ts'
import { type PublicItem, publicItems } from '../../store/publish/item-lists.ts'
import { type Action, cut, visible } from './actions/action.ts'

/** How many items are named in the chat; the page has the rest. */
const NAMED = 5
const LONGEST_TITLE = 40

/**
 * What is published: of the column and village that the words name, else the latest of all. The resident's own village counts
 * where they name none.
 */
export const findItems: Action<'find_items'> = async ({ tx, ctx, contact }, { text = '', areaId }) => {
  const { catalogue, office } = ctx.content()
  const base = ctx.config.baseUrl
  const today = shanghaiDate(ctx.now())
  const day = (item: PublicItem) => sayDate(shanghaiDate(item.updatedLiveAt), yearOf(today))
  const list = (items: readonly PublicItem[]) =>
    items
      .map(item => `· ${cut(item.title, LONGEST_TITLE)}（${day(item)}）\n  ${base}/open/item/${item.number}`)
      .join('\n')
  const column = columnFor(catalogue, text)
  const area = office.areas.find(one => one.id === (visible(areaId) ?? contact.areaId))
  if (!column) {
    // Whoever named no village is shown all.
    const named = visible(areaId) ? area : undefined
    const items = await publicItems(tx, { areaId: named?.id }, NAMED)
    const url = `${base}/open${named ? `/${named.id}` : ''}`
    if (items.length === 0) return { result: { outcome: 'none', vars: { url } } }
    return { result: { outcome: 'latest', vars: { list: list(items), url } } }
  }
  if (!takes(column, null) && !area) return { result: { outcome: 'which', vars: { column: column.name } } }
  const ofVillage = area && takes(column, area.id) ? area : undefined
  const items = await publicItems(tx, { columnId: column.id, areaId: ofVillage?.id }, NAMED)
  const vars = {
    column: ofVillage ? `${ofVillage.name}的“${column.name}”` : `“${column.name}”`,
    url: `${base}/open/column/${column.id}${ofVillage ? `?area=${ofVillage.id}` : ''}`,
  }
  if (items.length === 0) return { result: { outcome: 'empty', vars } }
  return { result: { outcome: 'found', vars: { ...vars, list: list(items), updated: day(items[0]!) } } }
}
