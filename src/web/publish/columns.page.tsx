import { may } from '../../domain/people/policy.ts'
import { type ColumnState, sayEvery } from '../../domain/publish/catalogue.ts'
import { type Desk, DeskLayout } from '../shell/parts/desk-layout.tsx'
import { Scroll } from '../shell/parts/scroll.tsx'
import { TableHead } from '../shell/parts/tables.tsx'
import { sayDay } from '../shell/parts/time-left.tsx'
import { itemsUrl } from './items.page.tsx'

/** When each column was last updated, the late ones first. */
export function ColumnsPage({
  desk,
  now,
  states,
  areaName,
}: {
  desk: Desk
  now: Date
  states: readonly ColumnState[]
  areaName: (id: string) => string
}) {
  const late = states.filter(state => state.late).length
  const sees = may(desk.officer, 'seeItems')
  return (
    <DeskLayout desk={desk} title="栏目更新情况" place="items">
      <article class="sheet wide">
        <p class="crumbs">{sees && <a href="/desk/items">公开信息</a>}</p>
        <h1>栏目更新情况</h1>
        <p class={late > 0 ? 'flash soon' : undefined}>
          {states.length === 0
            ? '公开目录里没有您负责的栏目。'
            : late > 0
              ? `${states.length} 个栏目里，${late} 个超期没有更新。`
              : `${states.length} 个栏目都没有超期。`}
        </p>
        {states.length > 0 && (
          <Scroll label="栏目更新情况">
            <table class="list">
              <TableHead titles={['栏目', '谁的', '最近更新', '应在这天前更新', '情况', '多久更新']} />
              <tbody>
                {states.map(({ column, areaId, last, dueOn, late: isLate }) => (
                  <tr key={`${column.id} ${areaId}`}>
                    <th scope="row">
                      {sees ? (
                        <a href={itemsUrl({ column: column.id, ...(areaId && { area: areaId }) })}>
                          {column.name}
                        </a>
                      ) : (
                        column.name
                      )}
                    </th>
                    <td>{areaId === null ? '全单位' : areaName(areaId)}</td>
                    <td>{last === null ? '还没有内容' : sayDay(last, now)}</td>
                    <td>{dueOn === null ? '不计时' : sayDay(dueOn, now)}</td>
                    <td>{isLate ? <span class="tag urgent">超期</span> : dueOn === null ? '' : '没超期'}</td>
                    <td>{sayEvery(column.every)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </Scroll>
        )}
      </article>
    </DeskLayout>
  )
}
