import { writeFile } from 'node:fs/promises'
import { toMarkdown } from '../domain/base/table.ts'
import { annual as annualOf } from '../usecases/numbers/annual.ts'
import { toXlsx } from '../usecases/numbers/report/xlsx.ts'
import { withContext } from './open-context.ts'
import { say, sayJson } from './say.ts'
import { settings } from './settings.ts'

interface Options {
  year: string
  json?: true
  xlsx?: string
}

/** `huiyin annual`: the year's tables as Markdown, JSON, or a workbook. Exit code 1 when a check rule fails. */
export async function annual({ year, json, xlsx }: Options): Promise<void> {
  await withContext(settings(), async ctx => {
    const report = await annualOf(ctx, year)
    const title = `${ctx.content().office.name} ${report.year} 年度`
    if (xlsx) await writeFile(xlsx, await toXlsx(report.tables, title))
    if (json) sayJson(report)
    else if (xlsx) say(`已写入 ${xlsx}`)
    else say([`# ${title}`, '', ...report.tables.map(t => toMarkdown(t))].join('\n'))
    if (!report.balanced) {
      process.stderr.write('勾稽关系不成立，请先核对记录，不要报送。\n')
      process.exitCode = 1
    }
  })
}
