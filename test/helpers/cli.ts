import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'esbuild'
import { afterAll } from 'vitest'
import { ROOT } from '../../src/root.ts'

let built: Promise<string> | undefined
let made: string | undefined

// Registered when a test file imports this: runs after the file's own.
afterAll(() => {
  if (made) rmSync(made, { recursive: true, force: true })
})

/** The command as it is installed, built from the present sources beside the packages it needs. Once per test file. */
export function command(): Promise<string> {
  built ??= (async () => {
    const name = createHash('sha256').update(`${process.pid}`).digest('hex').slice(0, 8)
    const outdir = join(ROOT, 'node_modules/.cache/huiyin-test', name)
    made = outdir
    await build({
      entryPoints: [join(ROOT, 'src/cli/main.ts')],
      bundle: true,
      splitting: true,
      format: 'esm',
      platform: 'node',
      target: 'node20',
      packages: 'external',
      outdir,
      logLevel: 'error',
      absWorkingDir: ROOT,
    })
    return join(outdir, 'main.js')
  })()
  return built
}

export interface Ran {
  code: number | null
  stdout: string
  stderr: string
}

/** Runs the command to its end. */
export async function huiyin(
  args: string[],
  { env = {}, input = '', cwd }: { env?: Record<string, string>; input?: string; cwd?: string } = {},
): Promise<Ran> {
  const child = spawn(process.execPath, [await command(), ...args], {
    env: { PATH: process.env['PATH'], TZ: process.env['TZ'], ...env },
    ...(cwd && { cwd }),
  })
  let stdout = ''
  let stderr = ''
  child.stdout.on('data', chunk => {
    stdout += chunk
  })
  child.stderr.on('data', chunk => {
    stderr += chunk
  })
  child.stdin.end(input)
  const code = await new Promise<number | null>(done => child.on('close', done))
  return { code, stdout, stderr }
}
