import { sayInstant } from '../../../domain/base/civil-date.ts'
import { TABLES_LEFT_OUT } from '../../../store/base/export/left-out.ts'
import type { Exported } from './export-all.ts'

/** What lies in the folder of an export, for whoever opens it. */
export function exportReadme(
  { tables, files, missing, unreadable }: Exported,
  at: Date,
  version: string,
): string {
  const odd = Object.entries(unreadable)
  return `# 回音导出的全部数据

${sayInstant(at)}（${at.toISOString()}）这一刻的数据，回音 ${version} 导出。

**这里面有群众的姓名、电话和说过的话，都没有加密。** 只给该看的人，用完就删，不要发到网上，不要放进没有加密的 U 盘。

| 文件 | 里面 |
|---|---|
| \`tables/名称.jsonl\` | 每张表一个文件，每行一个 JSON（UTF-8），按主键排好 |
| \`schema.json\` | 每个文件、每一列是什么（JSON Schema 2020-12），没有导出的是哪些、为什么 |
| \`csv/cases.csv\`、\`csv/replies.csv\` | 诉求和答复，可以用表格软件打开 |
| \`attachments/\`、\`item-files/\`、\`visit-photos/\` | ${files} 个文件：诉求件、公开信息和明查暗访的；文件名是 tables 里那张表的 id |

匿名诉求和本人的联系没有导出：谁也不能从这里看出匿名举报人是谁。同一张照片发在两件里，内容是一样的，请注意。

## 行数

${Object.entries(tables)
  .map(([name, rows]) => `- ${name}：${rows}`)
  .join('\n')}

## 没有导出的表

${Object.entries(TABLES_LEFT_OUT)
  .map(([name, why]) => `- ${name}：${why}`)
  .join('\n')}
${missing.length > 0 ? `\n## 文件不在或坏了的附件\n\n${missing.join('、')}\n` : ''}${
  odd.length > 0
    ? `\n## 打不开的内容（写成 null）\n\n${odd.map(([c, n]) => `- ${c}：${n} 处`).join('\n')}\n`
    : ''
}`
}
