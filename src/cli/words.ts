import { type Command, Help } from 'commander'

/** The command line's own texts in Chinese, because commander has only English ones. */

const TITLES: Record<string, string> = {
  'Usage:': '用法：',
  'Options:': '选项：',
  'Commands:': '命令：',
  'Arguments:': '参数：',
  'Global Options:': '通用选项：',
}

/** Commander's sentences, each with ours. The first match is used. */
const SENTENCES: readonly [RegExp, (...found: string[]) => string][] = [
  [/^missing required argument '(.+)'/, name => `缺少参数 <${name}>`],
  [/^option '(.+)' argument missing/, flags => `选项 ${flags} 后面要写上值`],
  [/^required option '(.+)' not specified/, flags => `缺少选项 ${flags}`],
  [/^unknown option '(.+?)'/, flag => `没有 ${flag} 这个选项`],
  [/^unknown command '(.+?)'/, name => `没有“${name}”这个命令`],
  [/^too many arguments.* but got (\d+)/, got => `参数太多，写了 ${got} 个`],
  [/^option '(.+?)' .*value '(.*?)' is invalid/, (flags, value) => `选项 ${flags} 不能是“${value}”`],
]

/** One of commander's errors as a line for a person. */
export function sayUsageError(message: string): string {
  const said = message.replace(/^error: /, '').trim()
  const near = /\(Did you mean (?:one of )?(.+?)\?\)/.exec(said)?.[1]
  for (const [pattern, words] of SENTENCES) {
    const found = pattern.exec(said)
    if (!found) continue
    const guess = near ? `是不是想写 ${near.replaceAll(', ', '、')}？` : ''
    return `用法不对：${words(...found.slice(1))}。${guess}\n`
  }
  // Our own sentences, and the hint below an error.
  return `${/^error: /.test(message) ? '用法不对：' : ''}${said}\n`
}

const plain = new Help()
const inChinese = (text: string) => text.replaceAll('[options]', '[选项]').replaceAll('[command]', '<命令>')

/** For `configureHelp`. */
export const HELP_WORDS = {
  styleTitle: (title: string) => TITLES[title] ?? title,
  commandUsage: (command: Command) => inChinese(plain.commandUsage(command)),
  subcommandTerm: (command: Command) => inChinese(plain.subcommandTerm(command)),
  optionDescription: (option: Parameters<Help['optionDescription']>[0]) =>
    plain.optionDescription(option).replace(/\(default: "?(.*?)"?\)$/, '（默认 $1）'),
}

/**
 * The first unknown command on a command line, with its group. Commander would show the group's help and exit with 0
 * when `--help` follows such a name.
 */
export function unknownCommand(
  root: Command,
  args: readonly string[],
): { group: Command; name: string } | undefined {
  let group = root
  for (const name of args) {
    if (name === '--') return undefined
    if (name.startsWith('-')) continue
    if (group.commands.length === 0) return undefined
    const next = group.commands.find(command => command.name() === name)
    if (!next) return { group, name }
    group = next
  }
  return undefined
}
