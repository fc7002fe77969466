import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest'
import { freePort } from '../../src/cli/free-port.ts'
import type {} from '../helpers/build-command.ts'

let dir: string
let port: string
let child: ReturnType<typeof spawn>
let output = ''
let printed: { url: string; phone: string; signIns: { login: string; password: string; role: string }[] }

beforeAll(async () => {
  port = await freePort()
  dir = mkdtempSync(join(tmpdir(), 'huiyin-demo-test-'))
  child = spawn(process.execPath, [inject('command'), 'demo', '--json'], {
    cwd: dir,
    env: { PATH: process.env['PATH'], TMPDIR: dir, PORT: port },
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
  it('serves on PORT, with a sign-in for each role', async () => {
    expect(new URL(printed.url).port).toBe(port)
    expect((await fetch(`${printed.url}/readyz`)).status).toBe(200)
    expect(printed.signIns.map(s => s.role).sort()).toEqual(
      ['admin', 'auditor', 'clerk', 'correspondent', 'dispatcher', 'manager', 'observer', 'reviewer'].sort(),
    )
    expect(new Set(printed.signIns.map(s => s.password)).size).toBe(8)
  })

  it('has a phone on which anyone can try the account', async () => {
    const who = 'demotester'
    const page = await (await fetch(printed.phone)).text()
    const files = [...page.matchAll(/(?:src|href)="(\/phone\/[^"]+)"/g)].map(m => m[1]!)
    expect(files.length).toBeGreaterThan(1)
    for (const file of files) expect((await fetch(new URL(file, printed.phone))).status, file).toBe(200)
    const act = async (does: object) => {
      const body = JSON.stringify({ who, ...does })
      const headers = { 'content-type': 'application/json' }
      const { status } = await fetch(`${printed.phone}/act`, { method: 'POST', headers, body })
      return status
    }
    const heard = async () =>
      (await (await fetch(`${printed.phone}/messages?who=${who}`)).json()) as { from: string; text: string }[]
    const setting = (await (await fetch(`${printed.phone}/setting`)).json()) as {
      menu: { button: { sub_button: { key?: string }[] }[] }
      places: { scene: string; place: string }[]
    }
    expect(setting.menu.button[0]!.sub_button[0]!.key).toBe('complaint')
    const { scene, place } = setting.places[0]!
    expect(await act({ act: 'follow', scene })).toBe(204)
    expect((await heard()).at(-1)!.text).toContain(`您扫的是“${place}”的码`)
    expect(await act({ act: 'click', key: 'complaint' })).toBe(204)
    expect((await heard()).at(-1)!.text).toContain('什么事')
    const dot =
      'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='
    expect(await act({ act: 'photo', data: dot })).toBe(204)
    expect((await heard()).at(-1)!.text).toContain('收到了')
    expect(await act({ act: 'text', text: '' })).toBe(400)
    expect(await act({ act: 'reboot' })).toBe(400)
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
