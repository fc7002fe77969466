import { type FileProblem, readYaml } from '../base/yaml-file.ts'
import { type Guide, guideSchema } from './guide.ts'

/** The name and text of one file in flows/guides. */
interface GuideFile {
  /** The name shown to the author, e.g. `guides/id-card.yaml`. */
  file: string
  text: string
}

/** The Chinese name of each key, shown to authors: the term of the public catalogue. */
const FIELD_NAMES: Record<string, string> = {
  id: '编号',
  title: '事项名称',
  department: '承办单位',
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
}

/**
 * Reads guide files. Never throws: it reports all problems of all files at once, with their lines, and still returns
 * the valid guides.
 */
export function parseGuides(files: readonly GuideFile[]): { guides: Guide[]; problems: FileProblem[] } {
  const guides: Guide[] = []
  const problems: FileProblem[] = []
  const takenBy = new Map<string, string>()
  for (const { file, text } of files) {
    const read = readYaml(guideSchema, text, file)
    problems.push(...read.problems.map(problem => ({ ...problem, message: withNames(problem.message) })))
    const guide = read.value
    if (guide === undefined) continue
    const first = takenBy.get(guide.id)
    if (first !== undefined) {
      const message = `编号 ${guide.id} 已经在 ${first} 里用过，请换一个`
      problems.push({ file, line: read.lineOf(['id']), message, severity: 'error' })
      continue
    }
    takenBy.set(guide.id, file)
    guides.push(guide)
  }
  return { guides, problems }
}

/** 「缺少 title」 → 「缺少 title（事项名称）」. */
function withNames(message: string): string {
  return message.replace(/[a-zA-Z]+/, key => (FIELD_NAMES[key] ? `${key}（${FIELD_NAMES[key]}）` : key))
}
