import type { IRunOptions, Paragraph, Table, TableCell } from 'docx'
import { writable } from '../../../domain/base/table.ts'
import {
  type Block,
  type Grid,
  type GridCell,
  type Part,
  type ReportDocument,
  sayContent,
  sayPart,
} from '../../../domain/numbers/annual/document.ts'

/**
 * The annual report for Word and WPS, laid out like an official document (GB/T 9704-2012, 《党政机关公文格式》): A4, text of
 * 156 mm × 225 mm, 仿宋 of size 3 (16 pt) with lines of 28 pt, two characters of indent, 黑体 and 楷体 for the headings.
 */

const MM = 56.7
/** A4, and its margins: GB/T 9704-2012 sections 5.1 and 5.2.1. */
const PAGE = { width: Math.round(210 * MM), height: Math.round(297 * MM) }
const MARGIN = {
  top: Math.round(37 * MM),
  left: Math.round(28 * MM),
  right: Math.round(26 * MM),
  bottom: Math.round(35 * MM),
}
const TEXT_WIDTH = PAGE.width - MARGIN.left - MARGIN.right

/** The fonts of official documents. Where one is not installed, Word takes the system's Chinese font. */
const font = (eastAsia: string) => ({ ascii: 'Times New Roman', hAnsi: 'Times New Roman', eastAsia })
const FONTS = {
  title: font('方正小标宋简体'),
  heading1: font('黑体'),
  heading2: font('楷体'),
  text: font('仿宋'),
  page: font('宋体'),
}
/** Half points: size 2, 3 and 4, and small texts of tables. */
const SIZES = { title: 44, text: 32, page: 28, table: 21, dense: 15 }
/** Twentieths of a point. */
const LINE = 28 * 20
const INDENT = 2 * 16 * 20

/** Tables with more columns get small letters, as the official form has them. */
const DENSE_COLUMNS = 8

/** @returns the bytes of a .docx file */
export async function reportDocx(report: ReportDocument, office: string): Promise<Uint8Array> {
  const docx = await import('docx')
  const { title, state, status, blocks } = report

  const run = (text: string, options: IRunOptions = {}) =>
    new docx.TextRun({ ...options, text: writable(text) })
  const runOf = (part: Part) =>
    run(sayPart(part), typeof part === 'object' && 'fill' in part ? { highlight: 'yellow' } : {})

  const text = (parts: readonly Part[]): Paragraph =>
    new docx.Paragraph({ style: 'text', children: parts.map(runOf) })

  const cell = (grid: Grid, { content, head, across, down }: GridCell): TableCell => {
    const wide = grid.columns > DENSE_COLUMNS
    return new docx.TableCell({
      columnSpan: across ?? 1,
      rowSpan: down ?? 1,
      verticalAlign: docx.VerticalAlignTable.CENTER,
      margins: { left: wide ? 20 : 80, right: wide ? 20 : 80, top: 20, bottom: 20 },
      children: [
        new docx.Paragraph({
          style: wide ? 'dense' : 'cell',
          // Sentences begin at the left, names and numbers stand in the middle.
          alignment:
            head && sayContent(content).length > 12 ? docx.AlignmentType.LEFT : docx.AlignmentType.CENTER,
          children: [run(sayContent(content))],
        }),
      ],
    })
  }

  const table = (grid: Grid): Table => {
    const widths = columnWidths(grid)
    return new docx.Table({
      width: { size: TEXT_WIDTH, type: docx.WidthType.DXA },
      columnWidths: widths,
      layout: docx.TableLayoutType.FIXED,
      alignment: docx.AlignmentType.CENTER,
      rows: grid.rows.map(
        (row, r) =>
          new docx.TableRow({
            tableHeader: r < grid.heads,
            cantSplit: true,
            children: row.map(c => cell(grid, c)),
          }),
      ),
    })
  }

  const children = (block: Block): (Paragraph | Table)[] => {
    if (block.block === 'heading')
      return [
        new docx.Paragraph({
          heading: block.level === 1 ? docx.HeadingLevel.HEADING_1 : docx.HeadingLevel.HEADING_2,
          children: [run(block.text)],
        }),
      ]
    if (block.block === 'paragraph') return [text(block.parts)]
    return [
      new docx.Paragraph({ style: 'caption', keepNext: true, children: [run(block.grid.name)] }),
      table(block.grid),
      new docx.Paragraph({ style: 'cell', children: block.grid.note ? [run(block.grid.note)] : [] }),
    ]
  }

  const paragraphStyle = (id: string, name: string, run: object, paragraph: object) => ({
    id,
    name,
    basedOn: 'Normal',
    run,
    paragraph,
  })
  const exactly = (line: number) => ({ line, lineRule: docx.LineRuleType.EXACT, before: 0, after: 0 })
  const black = { color: '000000', bold: false }
  const document = new docx.Document({
    title: writable(title),
    creator: writable(office),
    lastModifiedBy: writable(office),
    description: writable(title),
    styles: {
      default: {
        document: { run: { font: FONTS.text, size: SIZES.text } },
        title: {
          run: { ...black, font: FONTS.title, size: SIZES.title },
          paragraph: { alignment: docx.AlignmentType.CENTER, spacing: { ...exactly(36 * 20), after: LINE } },
        },
        heading1: {
          run: { ...black, font: FONTS.heading1, size: SIZES.text },
          paragraph: { indent: { firstLine: INDENT }, spacing: exactly(LINE), keepNext: true },
        },
        heading2: {
          run: { ...black, font: FONTS.heading2, size: SIZES.text },
          paragraph: { indent: { firstLine: INDENT }, spacing: exactly(LINE), keepNext: true },
        },
      },
      paragraphStyles: [
        paragraphStyle(
          'text',
          '正文（公文）',
          { font: FONTS.text, size: SIZES.text },
          { indent: { firstLine: INDENT }, spacing: exactly(LINE), alignment: docx.AlignmentType.BOTH },
        ),
        paragraphStyle(
          'status',
          '提示',
          { font: FONTS.heading1, size: SIZES.page, color: 'B00000' },
          { spacing: exactly(LINE) },
        ),
        paragraphStyle(
          'caption',
          '表名',
          { font: FONTS.heading1, size: SIZES.page },
          { alignment: docx.AlignmentType.CENTER, spacing: { before: 200, after: 80 } },
        ),
        paragraphStyle(
          'cell',
          '表格',
          { font: FONTS.text, size: SIZES.table },
          { spacing: { before: 0, after: 0 } },
        ),
        paragraphStyle(
          'dense',
          '密表格',
          { font: FONTS.text, size: SIZES.dense },
          { spacing: { before: 0, after: 0 } },
        ),
      ],
    },
    sections: [
      {
        properties: { page: { size: PAGE, margin: MARGIN } },
        footers: {
          default: new docx.Footer({
            children: [
              new docx.Paragraph({
                alignment: docx.AlignmentType.CENTER,
                children: [
                  new docx.TextRun({
                    font: FONTS.page,
                    size: SIZES.page,
                    children: ['— ', docx.PageNumber.CURRENT, ' —'],
                  }),
                ],
              }),
            ],
          }),
        },
        children: [
          ...(state === 'final' ? [] : status).map(
            line => new docx.Paragraph({ style: 'status', children: [run(line)] }),
          ),
          new docx.Paragraph({ heading: docx.HeadingLevel.TITLE, children: [run(title)] }),
          ...blocks.flatMap(children),
        ],
      },
    ],
  })
  return new Uint8Array(await docx.Packer.toBuffer(document))
}

/**
 * Widths of the columns, in twentieths of a point. A column in which no row has a number is for titles and gets twice the
 * room.
 */
function columnWidths({ columns, rows }: Grid): number[] {
  const titles = rows.reduce((most, row) => {
    let leading = 0
    for (const c of row) {
      if (typeof c.content !== 'string') break
      leading += c.across ?? 1
    }
    return row.some(c => typeof c.content !== 'string') ? Math.max(most, leading) : most
  }, 0)
  const weights = Array.from({ length: columns }, (_, c) => (c < titles ? 2 : 1))
  const all = weights.reduce((sum, w) => sum + w, 0)
  return weights.map(w => Math.floor((TEXT_WIDTH * w) / all))
}
