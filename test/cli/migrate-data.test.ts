import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { ROOT } from '../../src/root.ts'
import type {} from '../helpers/build-command.ts'
import { huiyin } from '../helpers/cli.ts'

const PASSWORD = 'correct-horse-battery'

let dir: string
let env: Record<string, string>
beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'huiyin-move-cli-'))
  env = { DATA_DIR: join(dir, 'data'), OFFICE_DIR: join(ROOT, 'flows'), LOG_LEVEL: 'error' }
  const added = await huiyin('officer add --login zhang --name 张三 --role admin'.split(' '), {
    env,
    cwd: dir,
  })
  expect(added.code).toBe(0)
})
afterAll(() => rmSync(dir, { recursive: true, force: true }))

describe('the address that huiyin migrate-data moves to', () => {
  const from = 'file:data/huiyin.db'

  it('is DATABASE_URL unless it is given', async () => {
    const run = (url: string) =>
      huiyin(['migrate-data', '--from', from], { env: { ...env, DATABASE_URL: url }, cwd: dir })
    const { code, stderr } = await run(`postgresql://huiyin:${PASSWORD}@127.0.0.1:1/huiyin`)
    expect([code, stderr]).toEqual([1, expect.stringContaining('连不上数据库')])
    expect(stderr).not.toContain(PASSWORD)
    expect((await run(from)).stderr).toContain('postgresql:// 开头')
    expect((await run('')).stderr).toContain('postgresql:// 开头')
  })

  it.runIf(process.platform === 'linux')('does not show its password in the list of processes', async () => {
    // A PostgreSQL that takes the connection and says nothing, so that the command waits.
    const sockets: Socket[] = []
    const server = createServer(socket => sockets.push(socket)).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const to = `postgresql://huiyin:${PASSWORD}@127.0.0.1:${(server.address() as AddressInfo).port}/huiyin`
    const child = spawn(process.execPath, [inject('command'), 'migrate-data', '--from', from, '--to', to], {
      env: { PATH: process.env['PATH'], ...env },
      cwd: dir,
    })
    let said = ''
    child.stderr.on('data', chunk => (said += chunk))
    await once(server, 'connection')
    expect(readFileSync(`/proc/${child.pid}/cmdline`, 'utf8')).not.toContain(PASSWORD)
    child.kill('SIGKILL')
    await once(child, 'close')
    for (const socket of sockets) socket.destroy()
    server.close()
    expect(said).toContain('DATABASE_URL')
    expect(said).not.toContain(PASSWORD)
  })
})
