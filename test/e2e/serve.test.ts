import { type ChildProcess, spawn } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest'
import { ROOT } from '../../src/root.ts'
import { huiyin } from '../helpers/cli.ts'
import { eventually } from '../helpers/eventually.ts'

let dir: string
let env: Record<string, string>
let child: ChildProcess
let output = ''
let url: string

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'huiyin-serve-'))
  cpSync(join(ROOT, 'flows'), join(dir, 'flows'), { recursive: true })
  env = { DATA_DIR: join(dir, 'data'), OFFICE_DIR: join(dir, 'flows'), PORT: '0', LOG_LEVEL: 'error' }
  await start()
}, 120_000)

async function start(): Promise<void> {
  output = ''
  child = spawn(process.execPath, [inject('command'), 'serve'], {
    cwd: dir,
    env: { PATH: process.env['PATH'], ...env },
  })
  for (const stream of [child.stdout!, child.stderr!])
    stream.on('data', chunk => {
      output += chunk
    })
  url = await vi.waitFor(() => /已启动：(\S+)/.exec(output)?.[1] ?? Promise.reject(new Error(output)), {
    timeout: 100_000,
  })
}

afterAll(() => {
  child.kill('SIGKILL')
  rmSync(dir, { recursive: true, force: true })
})

const run = (args: string, input = '') => huiyin(args.split(' '), { env, input, cwd: dir })
const get = (path: string, token: string) =>
  fetch(url + path, { headers: { authorization: `Bearer ${token}` } })

describe('a running service', () => {
  it('has printed the link for the first admin, and only that: there is no password', async () => {
    await eventually(() => expect(output).toContain('/desk/set-up#token='))
    expect(output).not.toMatch(/密码：/)
  })

  it('knows an officer and a token made beside it at once', async () => {
    expect(
      (
        await run(
          'officer add --login shouli --name 林小梅 --role dispatcher --password-stdin',
          'dongshan-liushu-9283\n',
        )
      ).code,
    ).toBe(0)
    const waits = (await run('token create --officer shouli')).stdout.trim()
    const refused = await get('/api/v1/me', waits)
    expect([refused.status, ((await refused.json()) as { code: string }).code]).toEqual([
      401,
      'token_pending',
    ])
    const wrong = await run('token create --officer shouli --password-stdin', 'not the password\n')
    expect([wrong.code, wrong.stdout]).toEqual([1, ''])
    const create = 'token create --officer shouli --password-stdin'
    const token = (await run(create, 'dongshan-liushu-9283\n')).stdout.trim()
    expect(await (await get('/api/v1/me', token)).json()).toMatchObject({
      login: 'shouli',
      role: 'dispatcher',
    })
    expect((await run('officer disable shouli')).code).toBe(0)
    expect((await get('/api/v1/me', token)).status).toBe(401)
  })

  it('does not share its data directory', async () => {
    const second = await run('serve')
    expect(second.code).toBe(1)
    expect(second.stderr).toContain('正被另一个回音使用')
    expect((await fetch(`${url}/healthz`)).status).toBe(200)
    // The one that was turned away has not taken the other's place for `reload`.
    expect(Number(readFileSync(join(dir, 'data/serve.pid'), 'utf8'))).toBe(child.pid)
  })

  it('reads the office’s files again when told, and keeps the old ones when the new are wrong', async () => {
    const password = 'nanping-beigou-1745\n'
    await run('officer add --login jiandu --name 韩立 --role auditor --password-stdin', password)
    const token = (await run('token create --officer jiandu --password-stdin', password)).stdout.trim()
    const names = async () =>
      ((await (await get('/api/v1/areas', token)).json()) as { items: { name: string }[] }).items.map(
        a => a.name,
      )
    const file = join(dir, 'flows/office.yaml')
    const text = readFileSync(file, 'utf8')
    writeFileSync(file, text.replace('name: 东山村', 'name: 新东山村'))
    expect((await run('reload')).stdout).toContain('已通知')
    await eventually(async () => expect(await names()).toContain('新东山村'))
    writeFileSync(file, text.replace('name: 东山村', 'nmae: 错东山村'))
    const wrong = await run('reload')
    expect([wrong.code, /office\.yaml:\d+/.test(wrong.stderr)]).toEqual([1, true])
    expect(await names()).toContain('新东山村')
  })

  it('goes on with the old calendar when the new one has an error, and says in which line', async () => {
    const file = join(dir, 'flows/calendar/2026.yaml')
    const text = readFileSync(file, 'utf8')
    // A Wednesday is no day that anybody makes up on.
    writeFileSync(file, text.replace('date: 2026-01-04', 'date: 2026-01-07'))
    const wrong = await run('reload')
    expect([wrong.code, /calendar\/2026\.yaml:\d+/.test(wrong.stderr)]).toEqual([1, true])
    // Told all the same, past the command's own check.
    const before = output.length
    child.kill('SIGHUP')
    await eventually(() => expect(output.slice(before)).toMatch(/calendar\/2026\.yaml:\d+/))
    expect((await fetch(`${url}/readyz`)).status).toBe(200)
    writeFileSync(file, text)
  })

  it('stops when asked and tidies up', async () => {
    const gone = new Promise(done => child.once('exit', done))
    child.kill('SIGTERM')
    expect(await gone).toBe(0)
    expect(existsSync(join(dir, 'data/serve.pid'))).toBe(false)
  })

  it('starts again although the files are broken, with the last good ones, and says so loudly', async () => {
    const file = join(dir, 'flows/office.yaml')
    writeFileSync(file, readFileSync(file, 'utf8').replace('name: 新东山村', 'nmae: 错东山村'))
    await start()
    await eventually(() => expect(output).toMatch(/内容文件有错，现在用的是上次没有错的内容/))
    expect(output).toMatch(/office\.yaml:\d+/)
    expect((await fetch(`${url}/readyz`)).status).toBe(200)
  })
})
