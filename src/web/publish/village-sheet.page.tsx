import { sayDate } from '../../domain/base/civil-date.ts'
import { sayEvery } from '../../domain/publish/catalogue.ts'
import type { PublicItem } from '../../store/publish/item-lists.ts'
import type { ShownColumn } from '../../usecases/publish/public-items.ts'
import { Logo, Page } from '../shell/parts/page.tsx'
import { type OpenFrame, sayDay } from './item-list.tsx'

/** One A4 page for the notice board (公开栏) of a village: what was published of late, and where to read it. */
export const VillageSheetPage = ({
  office,
  today,
  village,
  url,
  qr,
  columns,
}: OpenFrame & {
  village: { id: string; name: string }
  /** The village's page. */
  url: string
  /** SVG made by `qrcode` from this address. */
  qr: string
  columns: readonly { state: ShownColumn; items: readonly PublicItem[] }[]
}) => (
  <Page title={`${village.name}公开栏`} className="receipt notice" scripts={['desk.js']}>
    <main id="main">
      <p class="brand">
        <Logo />
        <span>{office.name}</span>
      </p>
      <h1>{village.name}公开栏</h1>
      <p class="when">打印于 {sayDate(today, 0)}</p>
      <table class="list">
        <thead>
          <tr>
            <th scope="col">栏目</th>
            <th scope="col">最近公开</th>
            <th scope="col">日期</th>
          </tr>
        </thead>
        <tbody>
          {columns.map(({ state, items }) =>
            items.length === 0 ? (
              <tr key={state.column.id}>
                <th scope="row">{state.column.name}</th>
                <td colSpan={2}>还没有内容（{sayEvery(state.column.every)}）</td>
              </tr>
            ) : (
              items.map((item, i) => (
                <tr key={item.id}>
                  {i === 0 && (
                    <th scope="rowgroup" rowSpan={items.length}>
                      {state.column.name}
                      {state.late && '（超过更新时间）'}
                    </th>
                  )}
                  <td>{item.title}</td>
                  <td>{sayDay(item.updatedLiveAt, today)}</td>
                </tr>
              ))
            ),
          )}
        </tbody>
      </table>
      <div class="qr">
        <div class="code" dangerouslySetInnerHTML={{ __html: qr }} />
        <div>
          <p>扫码看全文、提意见，网址：</p>
          <p class="number">{url}</p>
          <p>
            对公开的内容有疑问，打电话 {office.phone}，或扫码后在那条信息下面写。每条意见都有编号、有答复。
          </p>
        </div>
      </div>
      <div class="row no-print">
        <button type="button" class="main needs-script" data-print>
          打印
        </button>
        <a class="button" href={`/open/${village.id}`}>
          回到网页
        </a>
      </div>
    </main>
  </Page>
)
