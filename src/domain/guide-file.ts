import type { z } from 'zod'
import { type Guide, guideSchema } from './guide.ts'
import { type FileProblem, readYaml } from './yaml-file.ts'

/** One file of flows/guides, already read by the shell. */
export interface GuideFile {
  /** As it is shown to the author, e.g. `guides/id-card.yaml`. */
  file: string
  text: string
}

/** What an author reads when a field is missing or wrong: the word of the public catalogue beside the key. */
const FIELD_NAMES: Record<string, string> = {
  id: '编号',
  title: '事项名称',
  basis: '设定依据',
  conditions: '受理条件',
  steps: '办理程序',
  statutoryLimit: '法定时限',
  promisedLimit: '承诺时限',
  feeBasis: '收费依据',
  fee: '收费标准',
  materials: '材料清单',
  window: '办理窗口',
  phone: '咨询电话',
  hours: '办公时间',
  updatedOn: '更新日期',
  department: '承办单位',
}

/**
 * Reads guide files. Never throws: every problem of every file is reported at once, with its line,
 * and the guides that are right are returned all the same.
 */
export function parseGuides(files: readonly GuideFile[]): { guides: Guide[]; problems: FileProblem[] } {
  const guides: Guide[] = []
  const problems: FileProblem[] = []
  const takenBy = new Map<string, string>()
  for (const { file, text } of files) {
    const { value: guide, problems: found, lineOf } = readYaml(guideSchema, text, file, describe)
    problems.push(...found)
    if (!guide) continue
    const first = takenBy.get(guide.id)
    if (first !== undefined) {
      const message = `编号 ${guide.id} 已经在 ${first} 里用过，请换一个`
      problems.push({ file, line: lineOf(['id']), message, severity: 'error' })
      continue
    }
    takenBy.set(guide.id, file)
    guides.push(guide)
  }
  return { guides, problems }
}

function describe(issue: z.core.$ZodIssue): string {
  const extra = issue.code === 'unrecognized_keys' ? issue.keys.slice(0, 1) : []
  const where = [...issue.path, ...extra].map(String).join('.')
  const name = FIELD_NAMES[String(issue.path[0] ?? extra[0])]
  const field = where === '' ? '整个文件' : name === undefined ? where : `${where}（${name}）`
  if (issue.code === 'unrecognized_keys') return `${field}：没有这个字段，请检查拼写`
  if (issue.input === undefined) return `${field}：没有填写`
  if (issue.code === 'too_small') return `${field}：不能为空或太短`
  if (issue.code === 'too_big') return `${field}：太长`
  if (issue.code === 'invalid_format') return `${field}：格式不对`
  return `${field}：内容的类型不对`
}
