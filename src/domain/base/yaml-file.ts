import { isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml'
import type { z } from 'zod'

/** A mistake in a file of the office, for whoever edits it. Lines count from 1. */
export interface FileProblem {
  file: string
  line: number
  column?: number
  message: string
  suggestion?: string
  /** A warning does not keep the service from starting. */
  severity: 'error' | 'warning'
}

/** A file may be large, but not so large that reading it stops the service. */
const MAX_LENGTH = 500_000

/** What zod says, in words for someone who edits a file. */
function inWords(issue: z.core.$ZodIssue): string {
  const where = issue.path.join('.') || '文件'
  if (issue.code === 'unrecognized_keys') return `不认识的项：${issue.keys.join('、')}`
  if (issue.code === 'invalid_type' && issue.input === undefined) return `缺少 ${where}`
  if (/[一-龥]/.test(issue.message)) return issue.message
  return `${where} 的写法不对（${issue.message}）`
}

/**
 * Reads one YAML file against its schema. Never throws: every problem is reported at once with its line.
 * @param file as an editor sees it, e.g. `office.yaml`.
 * @param say what an issue is called; the caller may have better words for its fields.
 */
export function readYaml<T extends z.ZodType>(
  schema: T,
  text: string,
  file: string,
  say: (issue: z.core.$ZodIssue) => string = inWords,
): {
  value: z.infer<T> | undefined
  problems: FileProblem[]
  lineOf: (path: readonly PropertyKey[]) => number
} {
  const lines = new LineCounter()
  const doc = parseDocument(text.slice(0, MAX_LENGTH), { lineCounter: lines, prettyErrors: false })
  const at = (offset: number) => Math.max(1, lines.linePos(offset).line)
  const lineOf = (path: readonly PropertyKey[]) => at(offsetOf(doc.contents, path, 'key'))
  const problem = (line: number, message: string): FileProblem => ({ file, line, message, severity: 'error' })
  if (text.length > MAX_LENGTH) return { value: undefined, problems: [problem(1, '文件太大。')], lineOf }
  if (doc.errors.length > 0) {
    const problems = doc.errors.map(e => problem(at(e.pos[0]), `YAML 写法不对：${sayWriting(e.code)}`))
    return { value: undefined, problems, lineOf }
  }
  let data: unknown
  try {
    data = doc.toJS({ maxAliasCount: 100 })
  } catch {
    // The library refuses documents whose aliases expand without end.
    return { value: undefined, problems: [problem(1, '文件里的引用（*）太多。')], lineOf }
  }
  const parsed = schema.safeParse(data, { reportInput: true })
  if (parsed.success) return { value: parsed.data, problems: [], lineOf }
  const problems = parsed.error.issues.map(issue => {
    // An unknown key is shown where it stands, not where its parent begins.
    const extra = issue.code === 'unrecognized_keys' ? issue.keys.slice(0, 1) : []
    return problem(lineOf([...issue.path, ...extra]), say(issue))
  })
  return { value: undefined, problems, lineOf }
}

/**
 * The offset of a path in a file; of its nearest existing parent when the path does not exist.
 * @param at `key`: where its name stands; otherwise its value, unless that is a map or a list, which begins on the
 *   line below the name that a person looks for
 */
export function offsetOf(root: Node | null, path: readonly PropertyKey[], at?: 'key'): number {
  let node: unknown = root
  let offset = root?.range?.[0] ?? 0
  for (const [i, part] of path.entries()) {
    if (isMap(node)) {
      const pair = node.items.find(item => isScalar(item.key) && String(item.key.value) === String(part))
      if (!pair) return offset
      const last = i === path.length - 1
      const place = last && at !== 'key' && isScalar(pair.value) ? pair.value : (pair.key as Node)
      offset = place.range?.[0] ?? offset
      node = pair.value
    } else if (isSeq(node)) {
      node = node.items[Number(part)]
      if (!node) return offset
      offset = (node as Node).range?.[0] ?? offset
    } else return offset
  }
  return offset
}

/** What the YAML library found, in words for someone who edits a file; by its error code. */
const WRITING: Record<string, string> = {
  DUPLICATE_KEY: '同一个名字写了两次',
  TAB_AS_INDENT: '这一行用了 Tab 缩进，请改用空格',
  BAD_DQ_ESCAPE: '双引号里的反斜线写法不对，请改用单引号',
  BAD_ALIAS: '这里的 * 或 & 会被当成引用，请给这段文字加上引号',
  BAD_SCALAR_START: '这段文字的第一个符号有特殊含义，请给它加上引号',
  MULTILINE_IMPLICIT_KEY: '上一行可能少了冒号，或这段文字要加引号',
  BLOCK_AS_IMPLICIT_KEY: '这一行有多余的冒号，请给整段文字加上引号',
}

/** A reason of the YAML library's, as one Chinese sentence. */
export const sayWriting = (code: string): string => WRITING[code] ?? '这一行的缩进或标点不对'
