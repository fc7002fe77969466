import { createInterface } from 'node:readline/promises'
import { CommandFailure } from '../failure.ts'

/**
 * Asks before something that cannot be undone.
 * @param yes `--yes` was given
 * @throws CommandFailure unless the person agrees, or when nobody is there to be asked
 */
export async function confirm(what: string, yes: boolean | undefined): Promise<void> {
  if (yes) return
  if (!process.stdin.isTTY) throw new CommandFailure(`${what}\n确定要做，请加上 --yes。`)
  const terminal = createInterface({ input: process.stdin, output: process.stderr })
  const answer = await terminal.question(`${what}\n确定吗？输入“是”或 y：`)
  terminal.close()
  if (!/^(是|y|yes)$/i.test(answer.trim())) throw new CommandFailure('没有做。')
}
