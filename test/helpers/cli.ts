import { spawn } from 'node:child_process'
import { inject } from 'vitest'
import type {} from './build-command.ts'

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
  // Optimised code is not worth compiling for a command that ends within a second.
  const child = spawn(process.execPath, ['--no-opt', inject('command'), ...args], {
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
