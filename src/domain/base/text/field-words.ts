import type { z } from 'zod'

/**
 * Describes what is wrong with a field, for the person who filled it in or who writes a client. A zod error map: pass
 * it to `safeParse`; a schema's own message takes precedence.
 */
export function fieldWords(issue: z.core.$ZodRawIssue): string | undefined {
  const name = (issue.path ?? []).join('.')
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined
        ? missing(name)
        : `应是${TYPES[String(issue['expected'])] ?? '别的类型'}`
    case 'unrecognized_keys':
      return `不认识的项：${someOf(issue['keys'] as string[])}`
    case 'invalid_value': {
      const choices = `只能是：${(issue['values'] as unknown[]).join('、')}`
      return issue.input === undefined ? `${missing(name)}，${choices}` : choices
    }
    case 'invalid_union':
      return union(issue)
    case 'too_small':
      return size(issue, issue['minimum'], '至少', '不能小于')
    case 'too_big':
      return size(issue, issue['maximum'], '最多', '不能大于')
    case 'invalid_format':
      return FORMATS[String(issue['format'])] ?? '写法不对'
    case 'not_multiple_of':
      return `应是 ${String(issue['divisor'])} 的倍数`
    default:
      return '写法不对'
  }
}

/** Limits on how many mistakes are reported and how much of each, so that input is never echoed whole. */
const MOST = 20
const LONGEST_MESSAGE = 200
const LONGEST_PATH = 100

const short = (text: string, most: number) =>
  [...text.slice(0, most * 2)].length > most
    ? `${[...text.slice(0, most * 2)].slice(0, most).join('')}…`
    : text

/** The first few names, each cut. */
const someOf = (names: readonly string[]): string =>
  names
    .slice(0, 5)
    .map(name => short(name, 30))
    .join('、') + (names.length > 5 ? ` 等 ${names.length} 项` : '')

/** What is wrong, field by field, the first twenty. */
export const fieldErrors = (
  issues: readonly { path: readonly PropertyKey[]; message: string }[],
): { path: string; message: string }[] =>
  issues.slice(0, MOST).map(({ path, message }) => ({
    path: short(path.slice(0, 10).map(String).join('.'), LONGEST_PATH),
    message: short(message, LONGEST_MESSAGE),
  }))

const missing = (name: string) => (name ? `缺少 ${name}` : '缺少内容')

const TYPES: Record<string, string> = {
  string: '文字（字符串）',
  number: '数字',
  int: '整数',
  boolean: 'true 或 false',
  array: '列表',
  object: '对象（{…}）',
  record: '对象（{…}）',
  date: '日期',
  null: 'null',
}

const FORMATS: Record<string, string> = {
  date: '应是日期，写成 2026-11-30',
  datetime: '应是时刻，写成 2026-11-30T01:00:00Z',
  url: '应是网址',
  email: '应是邮箱地址',
  uuid: '应是 UUID',
  base64: '应是 base64',
}

/** No variant of a union matches. Where one field tells the variants apart, the message lists that field's values. */
function union(issue: z.core.$ZodRawIssue): string {
  const key = issue['discriminator'] as string | undefined
  if (key === undefined) return '写法不对'
  const options = (issue['options'] as unknown[] | undefined) ?? []
  const choices = options.length > 0 ? `只能是：${options.join('、')}` : '没有这一种'
  const given = (issue.input as Record<string, unknown> | null | undefined)?.[key]
  return given === undefined ? `${missing(key)}，${choices}` : choices
}

function size(issue: z.core.$ZodRawIssue, limit: unknown, count: string, value: string): string {
  const n = String(limit)
  if (issue['origin'] === 'string') return `${count} ${n} 字`
  if (issue['origin'] === 'array' || issue['origin'] === 'set') return `${count} ${n} 项`
  return `${value} ${n}`
}

/** One field's problem in a line that names the field once. */
export const sayField = ({ path, message }: { path: string; message: string }): string =>
  path === '' || message.startsWith('缺少') || message.startsWith('不认识') ? message : `${path}：${message}`
