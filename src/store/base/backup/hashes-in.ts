import { isHash } from '../../../domain/base/backup/member.ts'
import { BackupProblem, DAMAGED } from './problem.ts'

const LENGTH = 64

/**
 * The hashes in a list, a line each.
 * @throws BackupProblem at the first line that is none. One that goes on and on is not gathered: a list of gigabytes without
 * an end of line is a small archive.
 */
export async function* hashesIn(content: AsyncIterable<Buffer>): AsyncGenerator<string> {
  let rest = ''
  for await (const chunk of content) {
    const lines = (rest + chunk.toString('latin1')).split('\n')
    rest = lines.pop()!
    for (const line of lines) yield checked(line)
    if (rest.length > LENGTH) throw new BackupProblem(DAMAGED)
  }
  if (rest !== '') yield checked(rest)
}

function checked(line: string): string {
  if (!isHash(line)) throw new BackupProblem(DAMAGED)
  return line
}
