import { renderToString } from 'preact-render-to-string'
import { sayDate } from '../../../domain/base/civil-date.ts'
import { PERIOD_NAMES, periodOf, sayPeriod, typeOf } from '../../../domain/base/period.ts'
import { sayCell, type Table } from '../../../domain/base/table.ts'
import type { Letter } from '../../../domain/delivery/mail.ts'
import type { Digest } from '../../../domain/numbers/digest-schema.ts'
import { type DigestNames, digestText, sayShare, thingsToDo } from '../../../domain/numbers/digest-text.ts'
import { FINGERPRINT_MEANING, reportFingerprint } from '../../../domain/numbers/report-fingerprint.ts'
import { courseChart, toPng, trendChart } from './charts.ts'
import type { Series } from './series.ts'
import { digestTables, ledgerTable, type ReportNames, seriesTables } from './tables.ts'
import { toXlsx } from './xlsx.ts'

/**
 * A digest as a letter. Mail programs support tables, inline styles and PNG, but no style sheets, SVG or scripts. One
 * column of 600 pixels is readable on a phone; the text part has the same numbers.
 */

const FONT = 'font-family:"PingFang SC","Microsoft YaHei",sans-serif;'
const CELL = 'padding:6px 8px;border-bottom:1px solid #d9dee5;font-size:14px;'

const HtmlTable = ({ table, most = 20 }: { table: Table; most?: number }) => (
  <>
    <h2 style={`${FONT}font-size:17px;margin:24px 0 8px;`}>{table.name}</h2>
    {table.rows.length === 0 ? (
      <p style={`${FONT}font-size:14px;`}>没有。</p>
    ) : (
      <table cellPadding="0" cellSpacing="0" width="100%" style={`${FONT}border-collapse:collapse;`}>
        <tr>
          {table.columns.map((c, i) => (
            <th
              key={c.title}
              align={i === 0 ? 'left' : 'right'}
              style={`${CELL}color:#555;font-weight:normal;`}
            >
              {c.title}
            </th>
          ))}
        </tr>
        {table.rows.slice(0, most).map((row, r) => (
          <tr key={r}>
            {row.map((cell, i) => (
              <td key={i} align={i === 0 ? 'left' : 'right'} style={CELL}>
                {sayCell(cell, table.columns[i]!)}
              </td>
            ))}
          </tr>
        ))}
      </table>
    )}
    {table.rows.length > most && (
      <p style={`${FONT}font-size:13px;color:#555;`}>还有 {table.rows.length - most} 行，见附件。</p>
    )}
  </>
)

/** Only these columns fit a phone. */
const narrow = (table: Table, columns: readonly number[]): Table => ({
  ...table,
  columns: columns.map(i => table.columns[i]!),
  rows: table.rows.map(row => columns.map(i => row[i]!)),
})

interface LetterInput {
  digest: Digest
  series: Series
  names: ReportNames & DigestNames
  /** The department it is about, or the office. */
  about: string
  /** Why this version differs from the one before. */
  reason: string | null
  version: number
  url: string
}

export async function digestLetter(to: string, input: LetterInput): Promise<Letter> {
  const { digest: d, names, about, reason, version, url } = input
  const words = PERIOD_NAMES[typeOf(periodOf(d.period))]
  const title = `${about}${words.report} ${sayPeriod(periodOf(d.period))}`
  const tables = digestTables(d, names)
  const by = (name: string) => tables.find(t => t.name === name)!
  const fingerprint = reportFingerprint(d)
  const things = thingsToDo(d, names)
  const shown = seriesTables(input.series, periodOf(d.period))
  // The alternative text has the numbers, for readers without pictures.
  const trendWords = `近八期按时答复：${d.trailing.map(w => `${w.week} ${sayShare(w.answeredOnTime, w.cohort)}`).join('；')}。`
  const courseWords = `新收、办结和超期：${input.series.course.map(p => `${p.name} 收 ${p.received} 结 ${p.concluded} 超期 ${p.overdue}`).join('；')}。`
  const html = renderToString(
    <html lang="zh-CN">
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width" />
        <title>{title}</title>
      </head>
      <body style="margin:0;padding:0;background:#f3f5f8;">
        <table role="presentation" width="100%" cellPadding="0" cellSpacing="0">
          <tr>
            <td align="center" style="padding:12px;">
              <table
                role="presentation"
                width="600"
                cellPadding="0"
                cellSpacing="0"
                style="max-width:600px;width:100%;background:#ffffff;"
              >
                <tr>
                  <td style={`${FONT}padding:20px;color:#222;font-size:16px;line-height:1.6;`}>
                    <h1 style="font-size:20px;margin:0 0 4px;">{title}</h1>
                    <p style="margin:0 0 16px;color:#555;font-size:14px;">
                      {sayDate(d.period.from)}至{sayDate(d.period.to)}
                    </p>
                    {reason && (
                      <p style="background:#fff4d6;padding:8px;font-size:14px;">
                        这是第 {version} 版。{reason}
                      </p>
                    )}
                    <p style="font-size:28px;font-weight:bold;margin:0;color:#1f5fa8;">
                      {sayShare(d.answeredOnTime, d.cohort)}
                    </p>
                    <p style="margin:0 0 12px;">
                      按时答复。{words.last}：{sayShare(d.lastWeek.answeredOnTime, d.lastWeek.cohort)}
                    </p>
                    <p style="margin:0;">要办的事：</p>
                    <ol style="margin:4px 0 16px;padding-left:24px;">
                      {things.length === 0 ? <li>无</li> : things.map(thing => <li key={thing}>{thing}</li>)}
                    </ol>
                    <p style="margin:0 0 16px;font-size:14px;">
                      {words.last}结转 {d.carriedIn} + 新收 {d.received} = 办结 {d.concluded} + 结转
                      {words.next} {d.carriedOut}
                    </p>
                    <h2 style="font-size:17px;margin:16px 0 4px;">近八期按时答复率（浅色是 95% 区间）</h2>
                    <img src="cid:trend" width="560" alt={trendWords} style="max-width:100%;height:auto;" />
                    <h2 style="font-size:17px;margin:16px 0 4px;">
                      新收（蓝）、办结（棕）和期末超期（红线）
                    </h2>
                    <img src="cid:course" width="560" alt={courseWords} style="max-width:100%;height:auto;" />
                    {shown.map(table => (
                      <HtmlTable
                        key={table.name}
                        table={table.columns.length > 4 ? narrow(table, [0, 1, 2, 5]) : table}
                        most={31}
                      />
                    ))}
                    <HtmlTable table={narrow(by('按承办单位'), [0, 1, 3, 9])} />
                    <HtmlTable table={narrow(by('按类型'), [0, 1, 3, 9])} />
                    <HtmlTable table={narrow(by('按村（社区）'), [0, 1, 3, 9])} />
                    <HtmlTable table={narrow(by('超期'), [0, 2, 4, 5])} most={10} />
                    <HtmlTable table={narrow(by('下期到期'), [0, 2, 4])} most={10} />
                    <p style="margin:20px 0 0;font-size:13px;color:#555;">{d.definition}</p>
                    {fingerprint && (
                      <p style="font-size:14px;">
                        台账指纹：<code style="font-size:15px;">{fingerprint}</code>
                        <br />
                        {FINGERPRINT_MEANING}
                      </p>
                    )}
                    <p style="font-size:14px;">
                      全部数字在附件里，也可以<a href={url}>在办件台上看</a>。
                    </p>
                  </td>
                </tr>
              </table>
            </td>
          </tr>
        </table>
      </body>
    </html>,
  )
  const workbook = await toXlsx([...tables, ...shown, ledgerTable(d)], title)
  return {
    to,
    subject: reason ? `【更正】${title}` : title,
    text: `${reason ? `这是第 ${version} 版。${reason}\n\n` : ''}${digestText(d, names)}\n\n全部数字在附件里，也可以在办件台上看：${url}\n`,
    html: `<!doctype html>${html}`,
    series: { id: `${typeOf(periodOf(d.period))}-report`, name: `${about}${words.report}` },
    images: [
      { id: 'trend', png: await toPng(await trendChart(d.trailing)) },
      { id: 'course', png: await toPng(await courseChart(input.series.course)) },
    ],
    files: [
      {
        name: `${d.period.week}.xlsx`,
        mime: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
        bytes: workbook,
      },
    ],
  }
}
