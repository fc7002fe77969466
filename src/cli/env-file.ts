import { readFileSync } from 'node:fs'
import dotenv from 'dotenv'
import { ConfigError, SETTINGS } from '../config.ts'

/** Names that are no settings of Huiyin and mean something to Node.js, to its libraries or to compose.yaml. */
const OTHERS = /^(NODE_|UV_|MALLOC_|PG|XDG_|HUIYIN_|POSTGRES_|(TZ|LANG|HOME|PATH|(HTTPS?|NO)_PROXY)$)/

/**
 * Adds the settings in the .env of the current folder to the environment; what is in the environment already stays.
 * A file that is there and not understood as it was meant stops the command: with other settings it would start an
 * empty office, or encrypt backups with a passphrase that nobody has.
 * @throws ConfigError
 */
export function loadEnvFile(file = '.env'): void {
  const text = readEnvFile(file)
  const problems = cutOff(text).map(
    ({ name, line }) =>
      `${name}：.env 第 ${line} 行的值里有 #，从它起会被丢掉。请给值加上单引号：${name}='…'；是说明的话，在 # 前空一格`,
  )
  if (problems.length > 0) throw new ConfigError(problems)
  dotenv.config({ path: file, quiet: true })
}

function readEnvFile(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return ''
    throw new ConfigError([
      `.env：读不了 ${process.cwd()} 里的 .env。请用运行回音的用户来运行（sudo -u huiyin huiyin …），并让它能读这个文件`,
    ])
  }
}

/** Values without quotes that have a `#` in them: dotenv takes what follows for a comment. */
function cutOff(text: string): { name: string; line: number }[] {
  return text.split(/\r?\n/).flatMap((written, at) => {
    const name = /^\s*(?:export\s+)?(\w+)\s*=\s*[^\s'"`#][^#]*(?<!\s)#/.exec(written)?.[1]
    return name === undefined ? [] : [{ name, line: at + 1 }]
  })
}

/** Names in the .env that are no settings: most often a letter is wrong, and the setting has no effect. */
export const unknownNames = (file = '.env'): string[] =>
  Object.keys(dotenv.parse(readEnvFile(file))).filter(
    name => !Object.hasOwn(SETTINGS, name) && !OTHERS.test(name),
  )
