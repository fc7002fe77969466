import { APPLICANTS, type Applicant, OUTCOMES } from '../../domain/cases/disclosure.ts'
import type { ApplicationRow } from '../../domain/numbers/annual/applications.ts'
import {
  type Block,
  type Figure,
  type Grid,
  type GridCell,
  type Part,
  type Source,
  sayFigure,
} from '../../domain/numbers/annual/document.ts'
import type { AnnualNumbers } from '../../domain/numbers/annual/numbers.ts'
import type { AnnualFile } from '../../domain/numbers/annual/office-file.ts'
import type { Annual } from '../../usecases/numbers/annual.ts'
import type { PlacedApplication } from '../../usecases/numbers/annual-numbers.ts'
import type { CountedLine } from '../../usecases/publish/open-counts.ts'
import { CountedLines, countedHref } from '../publish/counts.page.tsx'
import { type Desk, DeskLayout } from '../shell/parts/desk-layout.tsx'
import { Scroll } from '../shell/parts/scroll.tsx'

type Year = Pick<AnnualNumbers, 'year' | 'countedTo'>

const daysOf = ({ year, countedTo }: Year) => ({ from: `${year}-01-01`, to: countedTo })
const asked = (path: string, parts: Record<string, string | undefined>) =>
  `${path}?${new URLSearchParams(
    Object.entries(parts).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  )}`

/** The page that shows what a number counts. */
function hrefOf(source: Source, year: Year): string {
  const days = daysOf(year)
  switch (source.from) {
    case 'items':
      return countedHref({ ...days, what: source.measure, by: source.by, key: source.key })
    case 'comments':
      return countedHref({ ...days, what: 'comments', state: source.state })
    case 'opinions':
      return countedHref({ ...days, what: 'opinions', state: source.treatment })
    case 'consultations':
      return countedHref({ ...days, what: 'consultations' })
    case 'documents':
      return asked(`/desk/annual/${year.year}/documents`, { what: source.what })
    case 'applications':
      return asked(`/desk/annual/${year.year}/applications`, { row: source.row, applicant: source.applicant })
    case 'cases':
      return asked('/desk/dashboard/cases', {
        ...days,
        measure: source.measure,
        by: 'kind',
        key: 'disclosure',
      })
    case 'late':
      return `/desk/annual/${year.year}`
    case 'file':
      return '#file'
  }
}

/** A number, with a link to what it counts. Nothing stands behind a zero. */
const FigureLink = ({ figure, year }: { figure: Figure; year: Year }) =>
  figure.value === 0 ? <>0</> : <a href={hrefOf(figure.source, year)}>{sayFigure(figure)}</a>

const Content = ({ content, year }: { content: string | Figure; year: Year }) =>
  typeof content === 'string' ? content : <FigureLink figure={content} year={year} />

const Words = ({ part, year }: { part: Part; year: Year }) =>
  typeof part === 'object' && 'fill' in part ? (
    <mark>
      【请补充：
      {part.fill.map((piece, i) => (
        <Content key={i} content={piece} year={year} />
      ))}
      】
    </mark>
  ) : (
    <Content content={part} year={year} />
  )

const GridTable = ({ grid, year }: { grid: Grid; year: Year }) => {
  const cell = (c: GridCell, key: number, top: boolean) => {
    const spans = { colSpan: c.across, rowSpan: c.down }
    return c.head ? (
      <th key={key} scope={top ? ((c.across ?? 1) > 1 ? 'colgroup' : 'col') : 'row'} {...spans}>
        <Content content={c.content} year={year} />
      </th>
    ) : (
      <td key={key} {...spans}>
        <Content content={c.content} year={year} />
      </td>
    )
  }
  return (
    <figure class="official">
      <figcaption>{grid.name}</figcaption>
      <Scroll label={grid.name}>
        <table class="grid">
          <thead>
            {grid.rows.slice(0, grid.heads).map((row, r) => (
              <tr key={r}>{row.map((c, i) => cell(c, i, true))}</tr>
            ))}
          </thead>
          <tbody>
            {grid.rows.slice(grid.heads).map((row, r) => (
              <tr key={r}>{row.map((c, i) => cell(c, i, false))}</tr>
            ))}
          </tbody>
        </table>
      </Scroll>
      {grid.note && <p class="hint">{grid.note}</p>}
    </figure>
  )
}

const BlockOf = ({ block, year }: { block: Block; year: Year }) => {
  if (block.block === 'grid') return <GridTable grid={block.grid} year={year} />
  if (block.block === 'heading') return block.level === 1 ? <h2>{block.text}</h2> : <h3>{block.text}</h3>
  return (
    <p class="prose">
      {block.parts.map((part, i) => (
        <Words key={i} part={part} year={year} />
      ))}
    </p>
  )
}

/** Every number of annual/YEAR.yaml by its place in the file. */
const FILE: readonly [path: string, name: string, of: (file: AnnualFile) => number | undefined][] = [
  ['disclosed.rules.issued', '规章，本年制发', f => f.disclosed?.rules?.issued],
  ['disclosed.rules.repealed', '规章，本年废止', f => f.disclosed?.rules?.repealed],
  ['disclosed.rules.inForce', '规章，现行有效', f => f.disclosed?.rules?.inForce],
  ['disclosed.normative.issued', '目录以外的行政规范性文件，本年制发', f => f.disclosed?.normative?.issued],
  [
    'disclosed.normative.repealed',
    '目录以外的行政规范性文件，本年废止',
    f => f.disclosed?.normative?.repealed,
  ],
  ['disclosed.normative.inForce', '目录以外的行政规范性文件，现行有效', f => f.disclosed?.normative?.inForce],
  ['disclosed.licences', '行政许可，处理决定', f => f.disclosed?.licences],
  ['disclosed.penalties', '行政处罚，处理决定', f => f.disclosed?.penalties],
  ['disclosed.coercion', '行政强制，处理决定', f => f.disclosed?.coercion],
  ['disclosed.fees', '行政事业性收费，万元', f => f.disclosed?.fees],
  ['processingFees', '信息处理费，元', f => f.processingFees],
  ['reconsideration', '行政复议，件', f => f.reconsideration && sum(f.reconsideration)],
  ['litigation.direct', '未经复议直接起诉，件', f => f.litigation && sum(f.litigation.direct)],
  [
    'litigation.afterReconsideration',
    '复议后起诉，件',
    f => f.litigation && sum(f.litigation.afterReconsideration),
  ],
]
const sum = (values: Record<string, number>) => Object.values(values).reduce((a, b) => a + b, 0)

const FileSection = ({ year, file }: { year: number; file: AnnualFile | null }) => (
  <section id="file">
    <h2>没有记录、要填的数</h2>
    <p class="hint">
      这些数没有哪一件记着，请填在 annual/{year}.yaml 里，再重新读取设置。没有填的，报告里写“无”，不写 0。
    </p>
    <Scroll label="要填的数">
      <table class="list figures">
        <thead>
          <tr>
            <th scope="col">项目</th>
            <th scope="col">在文件里</th>
            <th scope="col">填的数</th>
          </tr>
        </thead>
        <tbody>
          {FILE.map(([path, name, of]) => (
            <tr key={path}>
              <th scope="row">{name}</th>
              <td>
                <code>{path}</code>
              </td>
              <td>{(file && of(file)) ?? '无'}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  </section>
)

export function AnnualReportPage({ desk, year, report, numbers }: { desk: Desk } & Annual) {
  const here = `/desk/annual/${year}`
  const failed = report.state === 'failed'
  return (
    <DeskLayout
      desk={desk}
      title={report.title}
      place="dashboard"
      problem={failed ? report.status.join('\n') : undefined}
    >
      <article class="sheet wide report">
        <p class="crumbs">
          <a href="/desk/dashboard">统计</a> / <a href={here}>{year} 年度</a>
        </p>
        <h1>{report.title}</h1>
        {!failed && report.status.map(line => <p key={line}>{line}</p>)}
        <p>
          下载：<a href={`${here}/report.docx`}>Word 文档</a>，<a href={`${here}/report.md`}>Markdown</a>
        </p>
        <p class="hint">
          黄色的【请补充】要人来写。数字都能点开，看是从哪里来的。
          {report.unchecked.map(line => (
            <span key={line}>{line}</span>
          ))}
        </p>
        {report.blocks.map((block, i) => (
          <BlockOf key={i} block={block} year={numbers} />
        ))}
        <FileSection year={year} file={numbers.file} />
      </article>
    </DeskLayout>
  )
}

type Row = ApplicationRow | 'concluded'
const rowName = (row: Row): string =>
  row === 'received'
    ? '新收'
    : row === 'carriedIn'
      ? '上年结转'
      : row === 'carriedOut'
        ? '结转下年'
        : row === 'concluded'
          ? '办结'
          : OUTCOMES[row].name

/** The applications that a number of table 3 counts. */
export function ApplicationsPage({
  desk,
  year,
  row,
  applicant,
  placed,
}: {
  desk: Desk
  year: number
  row: Row
  applicant: Applicant | undefined
  placed: readonly PlacedApplication[]
}) {
  const title = `${year} 年政府信息公开申请：${rowName(row)}${applicant ? `，${APPLICANTS[applicant]}` : ''}`
  return (
    <DeskLayout desk={desk} title={title} place="dashboard">
      <article class="sheet wide">
        <p class="crumbs">
          <a href={`/desk/annual/${year}/report`}>{year} 年度报告</a>
        </p>
        <h1>{title}</h1>
        {placed.length === 0 && <p class="empty">没有。</p>}
        <ul class="rows">
          {placed.map((p, i) => (
            <li key={i}>
              <a class="number" href={`/desk/cases/${p.number}`}>
                {p.number}
              </a>
              {p.n > 1 && <span class="tag">算 {p.n} 次</span>}
              {p.unnamed && <span class="tag">没有写明处理结果</span>}
            </li>
          ))}
        </ul>
      </article>
    </DeskLayout>
  )
}

const DOCUMENTS = { issued: '本年制发', repealed: '本年废止', inForce: '现行有效' } as const

/** The documents that a number of table 二 counts. */
export function DocumentsPage({
  desk,
  year,
  what,
  lines,
}: {
  desk: Desk
  year: number
  what: keyof typeof DOCUMENTS
  lines: readonly CountedLine[]
}) {
  const title = `${year} 年行政规范性文件：${DOCUMENTS[what]}`
  return (
    <DeskLayout desk={desk} title={title} place="dashboard">
      <article class="sheet wide">
        <p class="crumbs">
          <a href={`/desk/annual/${year}/report`}>{year} 年度报告</a>
        </p>
        <h1>{title}</h1>
        <CountedLines lines={lines} />
      </article>
    </DeskLayout>
  )
}
