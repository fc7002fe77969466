import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { command } from '../helpers/cli.ts'

let dir: string
let child: ReturnType<typeof spawn>
let output = ''
let printed: { url: string; signIns: { login: string; password: string; role: string }[] }

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'huiyin-demo-test-'))
  child = spawn(process.execPath, [await command(), 'demo', '--port', '0', '--json'], {
    cwd: dir,
    env: { PATH: process.env['PATH'], TMPDIR: dir },
  })
  child.stdout!.on('data', chunk => {
    output += chunk
  })
  let failed = ''
  child.stderr!.on('data', chunk => {
    failed += chunk
  })
  const ended = new Promise<never>((_, reject) => {
    child.once('exit', code => reject(new Error(`the demo ended with ${code}: ${failed}`)))
  })
  ended.catch(() => {})
  printed = await Promise.race([ended, vi.waitFor(() => JSON.parse(output), { timeout: 100_000 })])
}, 120_000)
afterAll(() => {
  child.kill('SIGKILL')
  rmSync(dir, { recursive: true, force: true })
})

describe('the demo', () => {
  it('serves, with a sign-in for each role', async () => {
    expect((await fetch(`${printed.url}/readyz`)).status).toBe(200)
    expect(printed.signIns.map(s => s.role).sort()).toEqual(
      ['admin', 'auditor', 'clerk', 'dispatcher', 'manager', 'reviewer'].sort(),
    )
    expect(new Set(printed.signIns.map(s => s.password)).size).toBe(6)
  })

  it('takes its data with it', async () => {
    expect(readdirSync(dir).some(name => name.startsWith('huiyin-demo-'))).toBe(true)
    const gone = new Promise(done => child.once('exit', done))
    child.kill('SIGINT')
    await gone
    expect(readdirSync(dir)).toEqual([])
    expect(existsSync(join(dir, 'data'))).toBe(false)
  })
})
