import { LineCounter, parseDocument } from 'yaml'
import { type Guide, guideSchema } from './guide.ts'

/** One file of flows/guides, already read by the shell. */
export interface GuideFile {
  /** As it is shown to the author, e.g. `guides/id-card.yaml`. */
  file: string
  text: string
}

export interface GuideProblem {
  file: string
  /** Starts at 1; the nearest line that exists when a field is missing. */
  line: number
  /** Chinese, for the office's author. */
  message: string
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
export function parseGuides(files: readonly GuideFile[]): { guides: Guide[]; problems: GuideProblem[] } {
  const guides: Guide[] = []
  const problems: GuideProblem[] = []
  const takenBy = new Map<string, string>()
  for (const { file, text } of files) {
    const lines = new LineCounter()
    const document = parseDocument(text, { lineCounter: lines })
    const lineAt = (offset: number) => Math.max(1, lines.linePos(offset).line)
    if (document.errors.length > 0) {
      for (const error of document.errors) {
        problems.push({
          file,
          line: lineAt(error.pos[0]),
          message: `YAML 写法不对：${error.message.split('\n')[0]}`,
        })
      }
      continue
    }
    const lineOf = (path: readonly PropertyKey[]) => lineAt(offsetOf(document, path))
    const parsed = guideSchema.safeParse(toData(document))
    if (!parsed.success) {
      for (const issue of parsed.error.issues) {
        const extra = issue.code === 'unrecognized_keys' ? issue.keys[0] : undefined
        const path = extra === undefined ? issue.path : [...issue.path, extra]
        problems.push({ file, line: lineOf(path), message: describe(issue, path) })
      }
      continue
    }
    const guide = parsed.data
    const first = takenBy.get(guide.id)
    if (first !== undefined) {
      problems.push({
        file,
        line: lineOf(['id']),
        message: `编号 ${guide.id} 已经在 ${first} 里用过，请换一个`,
      })
      continue
    }
    takenBy.set(guide.id, file)
    guides.push(guide)
  }
  return { guides, problems }
}

type Document = ReturnType<typeof parseDocument>

/** An alias bomb or an unresolved alias throws in `toJS`; to the schema that is a file without content. */
function toData(document: Document): unknown {
  try {
    return document.toJS({ maxAliasCount: 20 })
  } catch {
    return null
  }
}

/** The offset of the deepest node on the path that exists. */
function offsetOf(document: Document, path: readonly PropertyKey[]): number {
  for (let length = path.length; length > 0; length--) {
    const node: unknown = document.getIn(path.slice(0, length), true)
    const range = (node as { range?: readonly number[] } | null | undefined)?.range
    if (range?.[0] !== undefined) return range[0]
  }
  return document.contents?.range?.[0] ?? 0
}

function describe(
  issue: { code: string; message: string; input?: unknown },
  path: readonly PropertyKey[],
): string {
  const where = path.map(String).join('.')
  const name = FIELD_NAMES[String(path[0])]
  const field = where === '' ? '整个文件' : name === undefined ? where : `${where}（${name}）`
  if (issue.code === 'unrecognized_keys') return `${field}：没有这个字段，请检查拼写`
  if (issue.message.includes('received undefined')) return `${field}：没有填写`
  if (issue.code === 'too_small') return `${field}：不能为空或太短`
  if (issue.code === 'too_big') return `${field}：太长`
  if (issue.code === 'invalid_format') return `${field}：格式不对`
  return `${field}：内容的类型不对`
}
