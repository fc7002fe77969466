import { execFileSync } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, rmSync, statfsSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { inventAccount, type OwnServer, startServer } from '../../src/tools/replay/own-server.ts'
import type {} from '../helpers/build-command.ts'
import { eventually } from '../helpers/eventually.ts'

/** A small disk of its own in memory. Only root may mount one: elsewhere these tests are skipped. */
function mountDisk(): string | undefined {
  const dir = mkdtempSync(join(tmpdir(), 'huiyin-disk-'))
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=48m,mode=0700', 'huiyin-test', dir], {
      stdio: 'ignore',
    })
    return dir
  } catch {
    rmSync(dir, { recursive: true })
    return undefined
  }
}

const disk = mountDisk()
let server: OwnServer
const filler = () => join(disk!, 'filler')

const start = (said?: (text: string) => void) =>
  startServer({
    command: inject('command'),
    dataDir: disk!,
    apiBase: 'http://127.0.0.1:9',
    account: inventAccount(),
    settings: { LOG_LEVEL: 'silent' },
    ...(said && { said }),
  })

beforeAll(async () => {
  if (disk) server = await start()
}, 120_000)

afterAll(async () => {
  await server?.stop('SIGKILL')
  if (!disk) return
  execFileSync('umount', ['-l', disk])
  rmSync(disk, { recursive: true, force: true })
})

const site = () => new URL(server.account.url).origin
let cookie = ''

/** Writes in the web chat as one resident. */
async function write(text: string) {
  const response = await fetch(`${site()}/channels/web/messages`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: site(), cookie },
    body: JSON.stringify({ text }),
  })
  cookie = response.headers.get('set-cookie')?.split(';')[0] ?? cookie
  return { status: response.status, body: (await response.json()) as { code?: string; detail?: string } }
}
const ready = async () => {
  const response = await fetch(`${site()}/readyz`)
  return { status: response.status, ...((await response.json()) as { checks: Record<string, boolean> }) }
}

/** Fills the disk to the last byte. */
function fill(): void {
  const file = openSync(filler(), 'w')
  try {
    for (const size of [1024 * 1024, 4096, 1]) {
      const block = Buffer.alloc(size, 1)
      try {
        while (statfsSync(disk!).bavail > 0) writeSync(file, block)
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error
      }
    }
  } finally {
    closeSync(file)
  }
}

/** Until the database has used up what it still had of its own files. */
const untilRefused = () => eventually(async () => expect((await write('路灯坏了')).status).toBe(503))

describe.skipIf(!disk)('a service whose disk', () => {
  it('is full refuses in words, says that it is not ready, and goes on by itself when there is room', async () => {
    expect((await write('你好')).status).toBe(200)
    fill()
    await untilRefused()
    const refused = await write('路灯坏了三天了')
    expect(refused).toMatchObject({ status: 503, body: { code: 'unavailable' } })
    expect(refused.body.detail).toContain('存不了东西')
    await eventually(async () =>
      expect(await ready()).toMatchObject({ status: 503, checks: { disk: false } }),
    )
    rmSync(filler())
    await eventually(async () => expect((await write('路灯坏了三天了')).status).toBe(200))
    await eventually(async () => expect(await ready()).toMatchObject({ status: 200 }))
  })

  const startFails = async () => {
    const said: string[] = []
    await expect(start(text => said.push(text))).rejects.toThrow('the service ended before it listened')
    return said.join('')
  }

  it('is full at the start says so, and not that another Huiyin is running', async () => {
    await server.stop()
    fill()
    expect(await startFails()).toContain('磁盘满了')
    rmSync(filler())
  })

  // A disk with errors, which the system has mounted read-only. It cannot be done to one with open files.
  it('is read-only at the start says so, and starts when it is not any more', async () => {
    const mounted = (how: string) => execFileSync('mount', ['-o', `remount,${how}`, disk!])
    mounted('ro')
    expect(await startFails()).toMatch(/只能读|不能在 .* 里建立或写入文件|没有读写文件的权限/)
    mounted('rw')
    server = await start()
    expect((await write('路灯坏了四天了')).status).toBe(200)
  })
})
