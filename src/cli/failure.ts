/** Errors whose message is written for the person at the terminal. Named, not imported: `--help` stays quick. */
const FOR_PEOPLE = new Set([
  'ConfigError',
  'ContentError',
  'DatabaseTooNew',
  'DataDirInUse',
  'CommandFailure',
])

/** A command that cannot do what was asked, in Chinese. */
export class CommandFailure extends Error {
  override readonly name = 'CommandFailure'
}

/** Says on stderr what went wrong and ends with exit code 1. */
export function tellFailure(error: unknown): void {
  process.exitCode = 1
  process.stderr.write(`${wordsFor(error)}\n`)
}

function wordsFor(error: unknown): string {
  if (!(error instanceof Error)) return `出错了：${String(error)}`
  if (FOR_PEOPLE.has(error.name)) return error.message
  const { detail, code, extra } = error as Error & {
    detail?: string
    code?: string
    extra?: { errors?: { path: string; message: string }[] }
  }
  if (error.name === 'Refusal') {
    return [detail, ...(extra?.errors ?? []).map(e => `  ${e.path}：${e.message}`)].join('\n')
  }
  if (code === 'EADDRINUSE') return '端口已被占用。请换一个端口（PORT），或先停掉占用它的程序。'
  if (code === 'ENOENT') return `没有找到文件：${(error as NodeJS.ErrnoException).path ?? ''}`
  return `出错了：${error.stack ?? error.message}`
}
