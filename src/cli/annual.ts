import { writeFile } from 'node:fs/promises'
import { extname } from 'node:path'
import { toMarkdown } from '../domain/base/table.ts'
import { reportMarkdown } from '../domain/numbers/annual/markdown.ts'
import { type Annual, annual as annualOf } from '../usecases/numbers/annual.ts'
import { reportDocx } from '../usecases/numbers/report/docx.ts'
import { toXlsx } from '../usecases/numbers/report/xlsx.ts'
import { CommandFailure } from './failure.ts'
import { withContext } from './open-context.ts'
import { say, sayJson } from './say.ts'
import { settings } from './settings.ts'

interface Options {
  year: string
  json?: true
  xlsx?: string
  report?: string
}

/** The forms of the report by the ending of the file's name. */
const FORMS: Record<string, (annual: Annual, office: string) => Promise<string | Uint8Array>> = {
  '.md': async ({ report }) => reportMarkdown(report),
  '.docx': ({ report }, office) => reportDocx(report, office),
}

/**
 * `huiyin annual`: the year's tables as Markdown, JSON, or a workbook, and the annual report as Markdown or a document. Exit
 * code 1 when a check rule fails.
 */
export async function annual({ year, json, xlsx, report }: Options): Promise<void> {
  const form = report === undefined ? undefined : FORMS[extname(report).toLowerCase()]
  if (report !== undefined && !form)
    throw new CommandFailure('年度报告写成 .md 或 .docx 文件，例如 --report 年度报告.docx。')
  await withContext(settings(), async ctx => {
    const found = await annualOf(ctx, year)
    const { office } = ctx.content()
    const title = `${office.name} ${found.year} 年度`
    if (xlsx) await writeFile(xlsx, await toXlsx(found.tables, title))
    if (report && form) await writeFile(report, await form(found, office.name))
    const written = [xlsx, report].filter(file => file !== undefined)
    if (json) sayJson({ year: found.year, balanced: found.balanced, tables: found.tables })
    else if (written.length > 0) for (const file of written) say(`已写入 ${file}`)
    else say([`# ${title}`, '', ...found.tables.map(t => toMarkdown(t))].join('\n'))
    if (!found.balanced) {
      const lines = ['勾稽关系不成立，请先核对记录，不要报送。', ...found.report.status.slice(1)]
      process.stderr.write(`${lines.join('\n')}\n`)
      process.exitCode = 1
    }
  })
}
