import { LineCounter, parseDocument } from 'yaml'
import { z } from 'zod'
import { offsetOf, sayWriting } from '../../domain/base/yaml-file.ts'
import { checkFlows } from './check.ts'
import { type Flow, type Step, versionOf } from './flow.ts'
import { nearest } from './nearest.ts'
import type { Parsed, Path, Problem, ReportProblem } from './problem.ts'
import { type AskType, askSchemas, headSchema, STEP_SCHEMAS, STEP_TYPES, type StepType } from './schema.ts'

/**
 * Reads flow files and reports all problems of all files at once. `flows` contains only flows without an error of their
 * own; a service should start only when no problem is an `error`.
 */
export function parseFlows(files: readonly { file: string; text: string }[]): {
  flows: Flow[]
  problems: Problem[]
} {
  const problems: Problem[] = []
  const parsed = files.flatMap(({ file, text }) => parseFile(file, text, problems))
  const read = new Set(parsed.map(p => p.file))
  checkFlows(parsed, new Set(files.filter(f => !read.has(f.file)).map(f => flowIdOf(f.file))))
  problems.sort((a, b) => (a.file === b.file ? a.line - b.line : a.file < b.file ? -1 : 1))
  const broken = new Set(problems.filter(p => p.severity === 'error').map(p => p.file))
  const flows = parsed.filter(p => !broken.has(p.file)).map(p => p.flow)
  return { flows, problems }
}

const flowIdOf = (file: string): string => file.replace(/^.*[\\/]/, '').replace(/\.ya?ml$/, '')

function parseFile(file: string, text: string, problems: Problem[]): (Parsed & { file: string })[] {
  const lines = new LineCounter()
  const doc = parseDocument(text, { lineCounter: lines, prettyErrors: false })
  const place = (offset: number) => {
    const { line, col } = lines.linePos(offset)
    return { line: Math.max(line, 1), column: Math.max(col, 1) }
  }
  const report: ReportProblem = (path, message, more = {}) => {
    const found = { file, ...place(offsetOf(doc.contents, path, more.at)), message }
    const suggestion = more.suggestion === undefined ? {} : { suggestion: more.suggestion }
    problems.push({ ...found, ...suggestion, severity: more.severity ?? 'error' })
  }
  // After the first syntax error the parser guesses, so only that one is reported, and duplicate keys.
  const real = doc.errors.filter((error, i) => error.code === 'DUPLICATE_KEY' || i === 0)
  for (const error of real) {
    problems.push({
      file,
      ...place(error.pos[0]),
      message: `YAML 写法有误：${sayWriting(error.code)}`,
      severity: 'error',
    })
  }
  if (doc.errors.length > 0) return []
  const raw: unknown = doc.toJS({ maxAliasCount: 100 })
  if (!isRecord(raw)) {
    report([], '文件里没有流程', { suggestion: '从 id、name、steps 三项写起' })
    return []
  }
  const { steps: rawSteps, ...rawHead } = raw
  const head = read(headSchema, rawHead, [], report)
  const name = flowIdOf(file)
  if (head && head.id !== name) {
    report(['id'], `流程编号 ${head.id} 和文件名 ${name} 不一致`, {
      severity: 'warning',
      suggestion: `改成 id: ${name}`,
    })
  }
  if (!isRecord(rawSteps) || Object.keys(rawSteps).length === 0) {
    report(rawSteps === undefined ? [] : ['steps'], '流程没有步骤', {
      suggestion: '加上 steps: 和至少一个步骤',
    })
    return []
  }
  const steps = readSteps(rawSteps, report)
  if (!head) return []
  const flow = { ...head, start: Object.keys(rawSteps)[0]!, steps }
  return [{ file, report, flow: { ...flow, version: versionOf(flow) } }]
}

function readSteps(raw: Record<string, unknown>, report: ReportProblem): Record<string, Step> {
  const ids = Object.keys(raw)
  const steps: Record<string, Step> = {}
  for (const [i, id] of ids.entries()) {
    const step = readStep(id, raw[id], report)
    if (step === undefined) continue
    const following = step.type === 'end' ? null : (ids[i + 1] ?? null)
    steps[id] = { ...step, next: ('next' in step ? step.next : null) ?? following } as Step
  }
  return steps
}

function readStep(id: string, raw: unknown, report: ReportProblem): Step | undefined {
  const path = ['steps', id]
  if (!/^[\p{L}_][\p{L}\p{N}_]{0,39}$/u.test(id))
    report(path, `步骤名 ${id} 只能用文字、数字和下划线`, { at: 'key' })
  if (!isRecord(raw)) return void report(path, `步骤 ${id} 是空的`, { at: 'key' })
  const types = STEP_TYPES.filter(type => type in raw)
  if (types.length !== 1) {
    const guess = Object.keys(raw)
      .map(key => nearest(key, STEP_TYPES))
      .find(Boolean)
    const message = types.length
      ? `步骤 ${id} 同时写了 ${types.join('、')}，只能有一个`
      : `步骤 ${id} 没有写明做什么`
    const suggestion =
      guess && !types.length ? `是不是想写 ${guess}？` : `用其中一个开头：${STEP_TYPES.join('、')}`
    return void report(path, message, { suggestion, at: 'key' })
  }
  const type = types[0]!
  if (type === 'ask' && !Object.hasOwn(askSchemas, String(raw['ask']))) {
    const close = nearest(String(raw['ask']), Object.keys(askSchemas))
    return void report([...path, 'ask'], `没有“${String(raw['ask'])}”这种提问`, {
      suggestion: close ? `是不是想写 ${close}？` : `可用：${Object.keys(askSchemas).join('、')}`,
    })
  }
  const schema =
    type === 'ask' ? askSchemas[raw['ask'] as AskType] : STEP_SCHEMAS[type as Exclude<StepType, 'ask'>]
  const step = read(schema as z.ZodType<Record<string, unknown>>, raw, path, report)
  if (!step) return undefined
  const as = type === 'ask' ? { as: step['as'] ?? id } : {}
  return { ...step, ...as, id, type } as unknown as Step
}

const CHINESE = z.locales.zhCN().localeError

/** Validates a flow and reports each issue at its place. */
function read<T>(schema: z.ZodType<T>, raw: unknown, base: Path, report: ReportProblem): T | undefined {
  const result = schema.safeParse(raw, { error: CHINESE })
  if (result.success) return result.data
  for (const issue of result.error.issues) {
    const path = [...base, ...issue.path.map(p => (typeof p === 'symbol' ? String(p) : p))]
    if (issue.code === 'unrecognized_keys') {
      for (const key of issue.keys) {
        const close = nearest(key, keysOf(schema))
        report([...path, key], `不认识“${key}”`, { suggestion: close && `是不是想写 ${close}？`, at: 'key' })
      }
    } else {
      const missing = issue.code === 'invalid_type' && valueAt(raw, issue.path) === undefined
      report(path, missing ? `缺少“${String(issue.path.at(-1))}”` : `${path.join('.')}：${issue.message}`)
    }
  }
  return undefined
}

const keysOf = (schema: z.ZodType): string[] =>
  schema instanceof z.ZodObject ? Object.keys(schema.shape) : []

const valueAt = (raw: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>((at, key) => (at as Record<PropertyKey, unknown> | undefined)?.[key], raw)

const isRecord = (value: unknown): value is Record<string, unknown> =>
  value !== null && typeof value === 'object' && !Array.isArray(value)
