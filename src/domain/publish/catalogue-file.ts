import { type FileProblem, readYaml } from '../base/yaml-file.ts'
import type { Office } from '../office/office.ts'
import { type Catalogue, catalogueSchema } from './catalogue.ts'

/** First parts of addresses under /open that are no villages. */
const RESERVED: readonly string[] = [
  'item',
  'column',
  'search',
  'guide',
  'feed',
  'file',
  'sitemap',
  'columns',
]

/** Reads flows/catalogue.yaml and checks that it fits the office. All problems at once, with their lines. */
export function parseCatalogue(
  text: string,
  file: string,
  office: Pick<Office, 'departments' | 'areas'> | undefined,
): { catalogue: Catalogue | undefined; problems: FileProblem[] } {
  const { value, problems, lineOf } = readYaml(catalogueSchema, text, file)
  if (!value) return { catalogue: undefined, problems }
  const say = (path: readonly PropertyKey[], message: string) =>
    problems.push({ file, line: lineOf(path), message, severity: 'error' })
  const seen = new Set<string>()
  value.columns.forEach((column, i) => {
    if (seen.has(column.id)) say(['columns', i, 'id'], `编号 ${column.id} 用了两次`)
    seen.add(column.id)
    if (office && !office.departments.some(d => d.id === column.department))
      say(['columns', i, 'department'], `没有编号为 ${column.department} 的承办单位`)
  })
  for (const { id, name } of office?.areas ?? [])
    if (RESERVED.includes(id))
      say(['columns'], `office.yaml 里“${name}”的编号 ${id} 和公开网页的地址一样，请换一个编号`)
  return { catalogue: problems.length === 0 ? value : undefined, problems }
}
