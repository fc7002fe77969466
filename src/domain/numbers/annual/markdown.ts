import { type Block, type Grid, type ReportDocument, sayContent, sayPart } from './document.ts'
import { placesInGrid } from './grids.ts'

/** In a table a bar would end the cell, and a break the row. */
const inCell = (text: string) => text.replace(/[|\n]/g, ' ')
/** At the beginning of a line these would begin a list, a heading or a quotation. */
const inLine = (text: string) => text.replace(/\n/g, ' ').replace(/^(?=[#>\-+*|]|\d+\.)/, '\\')

/**
 * A grid for Markdown, which has one row of titles and no covered cells: the rows of titles become one, and a covered place is
 * empty.
 */
function gridLines(grid: Grid): string[] {
  const places = placesInGrid(grid)
  const texts = places.map(row => row.map(cell => (cell ? inCell(sayContent(cell.content)) : '')))
  const titles = Array.from({ length: grid.columns }, (_, c) =>
    texts
      .slice(0, grid.heads)
      .map(row => row[c])
      .filter(text => text !== '')
      .join(' '),
  )
  const line = (cells: readonly (string | undefined)[]) => `| ${cells.join(' | ')} |`
  return [
    `**${inLine(grid.name)}**`,
    '',
    line(titles),
    line(titles.map(() => '---')),
    ...texts.slice(grid.heads).map(line),
    ...(grid.note ? ['', inLine(grid.note)] : []),
  ]
}

function blockLines(block: Block): string[] {
  if (block.block === 'heading') return [`${'#'.repeat(block.level + 1)} ${inLine(block.text)}`]
  if (block.block === 'paragraph') return [inLine(block.parts.map(sayPart).join(''))]
  return gridLines(block.grid)
}

/** The report as Markdown. */
export function reportMarkdown({ title, state, status, blocks }: ReportDocument): string {
  const first = state === 'final' ? [] : [status.map(line => `> ${inLine(line)}`).join('\n>\n')]
  return `${[`# ${inLine(title)}`, ...first, ...blocks.map(block => blockLines(block).join('\n'))].join('\n\n')}\n`
}
