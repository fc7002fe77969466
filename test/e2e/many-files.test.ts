import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, inject, it } from 'vitest'
import { inventAccount, type OwnServer, startServer } from '../../src/tools/replay/own-server.ts'
import type {} from '../helpers/build-command.ts'
import { eventually } from '../helpers/eventually.ts'

/** How many files the service may have open: as it starts it reads a few hundred at once. */
const FILES = 512

let dir: string
let server: OwnServer
beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'huiyin-files-'))
  // Lowers the limit of the process that it becomes.
  const shell = join(dir, 'limited.sh')
  writeFileSync(shell, `#!/bin/sh\nulimit -n ${FILES}\nexec "${process.execPath}" "$@"\n`, {
    mode: 0o700,
  })
  server = await startServer({
    command: inject('command'),
    dataDir: dir,
    apiBase: 'http://127.0.0.1:9',
    account: inventAccount(),
    settings: { LOG_LEVEL: 'silent' },
    node: shell,
  })
}, 120_000)
afterAll(async () => {
  await server?.stop('SIGKILL')
  rmSync(dir, { recursive: true, force: true })
})

it('survives more connections than it may open, and serves again when they are gone', async () => {
  const { port, origin } = new URL(server.account.url)
  const sockets: Socket[] = []
  for (let i = 0; i < FILES * 2; i++) {
    const socket = connect(Number(port), '127.0.0.1')
    socket.on('error', () => {})
    sockets.push(socket)
  }
  await Promise.all(sockets.map(socket => Promise.race([once(socket, 'connect'), once(socket, 'close')])))
  for (const socket of sockets) socket.destroy()
  await eventually(async () => expect((await fetch(`${origin}/readyz`)).status).toBe(200))
  expect(server.process.exitCode).toBeNull()
  const written = await fetch(`${origin}/channels/web/messages`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin },
    body: JSON.stringify({ text: '路灯坏了三天了' }),
  })
  expect(written.status).toBe(200)
})
