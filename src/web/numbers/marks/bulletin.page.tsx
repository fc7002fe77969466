import { sayDate, shanghaiDate } from '../../../domain/base/civil-date.ts'
import type { Office } from '../../../domain/office/office.ts'
import { type Bulletin, markState, rankingTable } from '../../../usecases/numbers/marks/bulletin.ts'
import { Page } from '../../shell/parts/page.tsx'
import { TableHead } from '../../shell/parts/tables.tsx'

/** 通报 on A4: cases by their number alone, the office's name and the place for its seal at the end. */
export const BulletinPage = ({
  office,
  now,
  sheet: b,
}: {
  office: Pick<Office, 'name'>
  now: Date
  sheet: Bulletin
}) => {
  const days = `${sayDate(b.from, 0)}至 ${sayDate(b.to, 0)}`
  const ranking = rankingTable(b.ranking)
  const query = new URLSearchParams({ from: b.from, to: b.to }).toString()
  return (
    <Page
      title={`电子监察通报 ${b.from} 至 ${b.to}`}
      className="receipt notice bulletin"
      scripts={['desk.js']}
    >
      <main id="main">
        <p class="when">{office.name}</p>
        <h1>电子监察通报</h1>
        <p class="when">{days}</p>
        <section aria-labelledby="ranking">
          <h2 id="ranking">一、{ranking.name}</h2>
          <table class="list figures">
            <TableHead titles={ranking.columns.map(c => c.title)} />
            <tbody>
              {ranking.rows.map(([name, ...counts]) => (
                <tr key={name}>
                  <th scope="row">{name}</th>
                  {counts.map((n, i) => (
                    <td key={i}>{n}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
          <p>{ranking.note}</p>
        </section>
        <section aria-labelledby="marks">
          <h2 id="marks">二、逐件</h2>
          {b.marks.length === 0 ? (
            <p>没有。</p>
          ) : (
            <table class="list">
              <TableHead titles={['级别', '编号', '承办单位', '原因', '从哪天起', '现在']} />
              <tbody>
                {b.marks.map(m => (
                  <tr key={m.id}>
                    <th scope="row">{m.levelText}</th>
                    <td class="number">{m.number}</td>
                    <td>{m.department}</td>
                    <td>{m.rule}</td>
                    <td>{sayDate(m.since)}</td>
                    <td>{markState(m)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          )}
        </section>
        <section aria-labelledby="visits">
          <h2 id="visits">三、明查暗访发现的问题</h2>
          {b.visits.length === 0 ? (
            <p>没有。</p>
          ) : (
            <table class="list">
              <TableHead titles={['日期', '承办单位', '发现的问题', '办理']} />
              <tbody>
                {b.visits.map((v, i) => (
                  <tr key={i}>
                    <th scope="row">{sayDate(v.visitedOn)}</th>
                    <td>{v.department}</td>
                    <td>
                      {v.title}
                      {v.area && `（${v.area}）`}
                    </td>
                    <td>{v.status}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          )}
        </section>
        {b.more && <p>这里没有列全，全部的在 Excel 里。</p>}
        <footer class="seal">
          <p>{office.name}</p>
          <p>（盖章）</p>
          <p>{sayDate(shanghaiDate(now), 0)}</p>
        </footer>
        <div class="row no-print">
          <button type="button" class="main needs-script" data-print>
            打印
          </button>
          <a class="button" href={`/desk/marks/bulletin.xlsx?${query}`}>
            下载 Excel
          </a>
          <a class="button" href={`/desk/marks?${query}`}>
            回到电子监察
          </a>
        </div>
      </main>
    </Page>
  )
}
