import { sayDate, shanghaiDate, yearOf } from '../../domain/base/civil-date.ts'
import type { Office } from '../../domain/office/office.ts'
import type { Catalogue } from '../../domain/publish/catalogue.ts'
import type { PublicItem } from '../../store/publish/item-lists.ts'

/** What pages of published information need to name things. */
export interface OpenFrame {
  office: Office
  catalogue: Catalogue
  /** Civil date. */
  today: string
  names: { area(id: string | null): string | null; department(id: string | null): string | null }
}

/** A date; its year is said when it is another one. */
export const sayDay = (at: Date, today: string): string => sayDate(shanghaiDate(at), yearOf(today))

/** Items as a list of links, the latest first. */
export const ItemList = ({
  items,
  frame: { catalogue, names, today },
  hideColumn = false,
  hideArea = false,
}: {
  items: readonly PublicItem[]
  frame: OpenFrame
  hideColumn?: boolean
  hideArea?: boolean
}) => (
  <ul class="items">
    {items.map(item => (
      <li key={item.id}>
        <a href={`/open/item/${item.number}`}>{item.title}</a>
        <span class="by">
          {[
            !hideArea && names.area(item.areaId),
            !hideColumn && (catalogue.columns.find(({ id }) => id === item.columnId)?.name ?? item.columnId),
            sayDay(item.updatedLiveAt, today),
            item.updatedLiveAt > item.publishedAt && '有更新',
            item.consultation &&
              (item.endsOn !== null && item.endsOn >= today ? '正在征集意见' : '征集已结束'),
          ]
            .filter(Boolean)
            .join('，')}
        </span>
      </li>
    ))}
  </ul>
)

/** The search box of published information. */
export const OpenSearch = ({ q = '' }: { q?: string }) => (
  <form action="/open/search" method="get" class="ask">
    <label for="open-q">找公开信息</label>
    <div class="row">
      <input id="open-q" type="search" name="q" maxLength={100} value={q} placeholder="例如：低保公示" />
      <button type="submit" class="main">
        查找
      </button>
    </div>
  </form>
)
