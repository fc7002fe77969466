import { count, type Table, text } from '../../base/table.ts'
import type { NormativeFigures } from '../../publish/normative.ts'
import { normativeBalances } from '../../publish/normative.ts'
import { type Figure, figure, type Grid, type GridCell, type Source } from './document.ts'
import { head, heads } from './grids.ts'
import type { AnnualFile, Documents } from './office-file.ts'

/**
 * 二、主动公开政府信息情况: the official table of 《政府信息公开条例》 art. 20, items 1, 5, 6 and 8 (国办公开办函〔2021〕30号).
 * Documents in force are counted from the items of columns that the catalogue marks `counts: normative`, and from the office's
 * file; everything else from the file.
 */
export interface Disclosed {
  rules: Documents | null
  normative: Documents | null
  licences: number | null
  penalties: number | null
  coercion: number | null
  /** 万元. */
  fees: number | null
}

/** @param counted of the catalogue; null when it marks no column */
export function disclosedFigures(counted: NormativeFigures | null, file: AnnualFile | null): Disclosed {
  const filled = file?.disclosed ?? {}
  const elsewhere = filled.normative ?? null
  const normative =
    counted === null && elsewhere === null
      ? null
      : {
          issued: (counted?.issued ?? 0) + (elsewhere?.issued ?? 0),
          repealed: (counted?.repealed ?? 0) + (elsewhere?.repealed ?? 0),
          inForce: (counted?.inForce ?? 0) + (elsewhere?.inForce ?? 0),
        }
  return {
    rules: filled.rules ?? null,
    normative,
    licences: filled.licences ?? null,
    penalties: filled.penalties ?? null,
    coercion: filled.coercion ?? null,
    fees: filled.fees ?? null,
  }
}

/** What the rule “in force at the end = in force before + issued − repealed” says of this year. */
export interface DocumentChecks {
  failed: string[]
  /** What could not be checked, because the year before was not filled in. */
  unchecked: string[]
}

export function checkDocuments(
  year: number,
  counted: NormativeFigures | null,
  file: AnnualFile | null,
  lastFile: AnnualFile | null,
): DocumentChecks {
  const checks: DocumentChecks = { failed: [], unchecked: [] }
  if (counted && !normativeBalances(counted)) {
    const { before, issued, repealed, inForce } = counted
    checks.failed.push(
      `表二“行政规范性文件”（目录里的）：上年末 ${before} + 制发 ${issued} − 废止 ${repealed} ≠ 现行有效 ${inForce}。往年撤下的文件今年又公开，会这样`,
    )
  }
  const named = { rules: '规章', normative: '行政规范性文件（目录以外的）' } as const
  for (const [id, name] of Object.entries(named) as [keyof typeof named, string][]) {
    const now = file?.disclosed?.[id]
    if (!now) continue
    const before = lastFile?.disclosed?.[id]?.inForce
    if (before === undefined)
      checks.unchecked.push(`annual/${year - 1}.yaml 没有填“${name}”，今年的现行有效件数没法和上年末核对。`)
    else if (before + now.issued - now.repealed !== now.inForce)
      checks.failed.push(
        `表二“${name}”：上年末 ${before} + 制发 ${now.issued} − 废止 ${now.repealed} ≠ 现行有效 ${now.inForce}，请改 annual/${year}.yaml`,
      )
  }
  return checks
}

const FROM_FILE: Source = { from: 'file' }
const DOCUMENTS = ['issued', 'repealed', 'inForce'] as const

/** Figures of documents: of the file, or of the catalogue when it counts any. */
const documentFigures = (documents: Documents | null, counted: boolean): Figure[] =>
  DOCUMENTS.map(what => figure(documents?.[what] ?? null, counted ? { from: 'documents', what } : FROM_FILE))

/** The table as the official form has it. */
export function disclosedGrid(d: Disclosed, counted: boolean): Grid {
  const item = (name: string): GridCell[] => [head(`第二十条第（${name}）项`, 4)]
  const titles = (second: string): GridCell[] => [head('信息内容'), head(second, 3)]
  const row = (name: string, value: number | null): GridCell[] => [
    head(name),
    { content: figure(value, FROM_FILE), across: 3 },
  ]
  const documents = (name: string, figures: Figure[]): GridCell[] => [
    head(name),
    ...figures.map(content => ({ content })),
  ]
  return {
    name: '表二　主动公开政府信息情况',
    columns: 4,
    heads: 2,
    rows: [
      item('一'),
      heads('信息内容', '本年制发件数', '本年废止件数', '现行有效件数'),
      documents('规章', documentFigures(d.rules, false)),
      documents('行政规范性文件', documentFigures(d.normative, counted)),
      item('五'),
      titles('本年处理决定数量'),
      row('行政许可', d.licences),
      item('六'),
      titles('本年处理决定数量'),
      row('行政处罚', d.penalties),
      row('行政强制', d.coercion),
      item('八'),
      titles('本年收费金额（单位：万元）'),
      row('行政事业性收费', d.fees),
    ],
  }
}

/** The same as a flat table, for sheets. */
export function printDisclosed(d: Disclosed, year: number): Table {
  const documents = (name: string, figures: Documents | null) => [
    `第（一）项　${name}`,
    figures?.issued ?? null,
    figures?.repealed ?? null,
    figures?.inForce ?? null,
    null,
  ]
  const one = (name: string, value: number | null) => [name, null, null, null, value]
  return {
    name: `表二 ${year} 年主动公开政府信息情况`,
    columns: [
      text('信息内容'),
      count('本年制发件数'),
      count('本年废止件数'),
      count('现行有效件数'),
      text('本年处理决定数量；收费为万元'),
    ],
    rows: [
      documents('规章', d.rules),
      documents('行政规范性文件', d.normative),
      one('第（五）项　行政许可', d.licences),
      one('第（六）项　行政处罚', d.penalties),
      one('第（六）项　行政强制', d.coercion),
      one('第（八）项　行政事业性收费（万元）', d.fees),
    ].map(row =>
      row.map(cell => (typeof cell === 'number' && !Number.isInteger(cell) ? String(cell) : cell)),
    ),
    note: `“无”是没有填，不是 0。填在 annual/${year}.yaml 里；行政规范性文件从目录里标为规范性文件的栏目数。`,
  }
}
