import { z } from 'zod'
import { type FileProblem, readYaml } from '../../domain/base/yaml-file.ts'
import { type MenuButton, menuProblems } from './menu.ts'

/** A button as flows/menu.yaml writes it: exactly one of `start`, `open` and `below`. */
const leaf = {
  name: z.string({ error: '每个按钮要有 name' }),
  /** A choice of the menu dialogue that pressing it starts. */
  start: z.string().optional(),
  /** A page: a URL, or a path of this service such as /guides. */
  open: z.string().optional(),
}
const WAYS = ['start', 'open', 'below'] as const
const oneWay = (button: { [way in (typeof WAYS)[number]]?: unknown }) =>
  WAYS.filter(way => button[way] !== undefined).length === 1
const sub = z.strictObject({ ...leaf, below: z.unknown().optional() }).refine(oneWay, {
  error: '每个按钮要有 start（开始什么）或 open（打开哪一页），只能有一样',
})
const top = z.strictObject({ ...leaf, below: z.array(sub).optional() }).refine(oneWay, {
  error: '每个一级按钮要有 start、open 或 below（下一级），只能有一样',
})
const schema = z.strictObject({ buttons: z.array(top) })

/**
 * Reads flows/menu.yaml and checks it as WeChat would, and that each key starts something.
 * @param starts what a button may start: the values of the menu dialogue's choices.
 */
export function parseMenu(
  text: string,
  file: string,
  { starts, baseUrl }: { starts: readonly string[]; baseUrl: string },
): { menu: MenuButton[] | undefined; problems: FileProblem[] } {
  const { value, problems, lineOf } = readYaml(schema, text, file)
  if (!value) return { menu: undefined, problems }
  const say = (path: readonly PropertyKey[], message: string) =>
    problems.push({ file, line: lineOf(['buttons', ...path]), message, severity: 'error' })

  type Written = z.infer<typeof sub> | z.infer<typeof top>
  const button = ({ name, start, open, below }: Written, path: readonly PropertyKey[]): MenuButton => {
    if (Array.isArray(below)) {
      return { name, below: below.map((b: Written, i) => button(b, [...path, 'below', i])) }
    }
    if (below !== undefined) say([...path, 'below'], `“${name}”下面不能再分级`)
    if (start === undefined) return { name, url: open?.startsWith('/') ? `${baseUrl}${open}` : (open ?? '') }
    if (!starts.includes(start)) {
      say([...path, 'start'], `菜单对话里没有 ${start}，按了不会有回应。可以写：${starts.join('、')}`)
    }
    return { name, key: start }
  }
  const menu = value.buttons.map((b, i) => button(b, [i]))
  for (const { path, message } of menuProblems(menu)) {
    // Reported above, with the file's own field names.
    if (!problems.some(p => p.message === message)) say(path, message)
  }
  return { menu: problems.length === 0 ? menu : undefined, problems }
}
