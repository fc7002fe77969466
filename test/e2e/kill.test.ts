import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { countInDatabase } from '../../src/tools/replay/count.ts'
import { inventAccount, type OwnServer, startServer, wechatApi } from '../../src/tools/replay/own-server.ts'
import { type Complaint, type TalkResult, talk } from '../../src/tools/replay/talk.ts'
import { type Webhook, webhook } from '../../src/tools/replay/webhook.ts'
import type {} from '../helpers/build-command.ts'

/** Residents, and after how many accepted messages the service dies each time. */
const RESIDENTS = 14
const KILL_AFTER = [25, 90]

/** Complaints made up here: a place and a nuisance each. */
const complaints = (): Complaint[] =>
  Array.from({ length: RESIDENTS }, (_, i) => ({
    openId: `okill${String(i).padStart(4, '0')}`,
    text: `${['小学', '桥头', '菜市场'][i % 3]}旁边的${['路灯', '垃圾桶', '井盖', '水管'][i % 4]}坏了${i + 1}天了，没有人管，请来处理。`,
  }))

describe('a service that is killed in the middle of a replay', () => {
  let dataDir: string
  let api: Awaited<ReturnType<typeof wechatApi>>
  let server: OwnServer
  let talked: TalkResult[]
  let kills = 0
  /** Everything that was ever said, for saying it all again. */
  const said: Parameters<Webhook['deliver']>[0][] = []

  beforeAll(async () => {
    dataDir = mkdtempSync(join(tmpdir(), 'huiyin-kill-'))
    api = await wechatApi()
    const account = inventAccount()
    const file = inject('command')
    const start = (port: number) => startServer({ command: file, dataDir, apiBase: api.url, account, port })
    server = await start(0)
    const port = Number(new URL(server.account.url).port)

    let accepted = 0
    let restarting: Promise<void> = Promise.resolve()
    const onAccepted = () => {
      accepted++
      if (accepted !== KILL_AFTER[kills]) return
      kills++
      restarting = restarting.then(async () => {
        await server.stop('SIGKILL')
        server = await start(port)
      })
    }
    const hook = webhook(server.account)
    const recording: Webhook = {
      ...hook,
      deliver: message => {
        said.push(message)
        return hook.deliver(message)
      },
    }
    let messages = 0
    const waiting = complaints()
    talked = []
    await Promise.all(
      Array.from({ length: 4 }, async () => {
        for (let complaint = waiting.shift(); complaint; complaint = waiting.shift()) {
          const nextId = () => `77${String(++messages).padStart(10, '0')}`
          // WeChat tries three times; a resident whose message is lost sends it again. Both are these retries.
          talked.push(
            await talk({
              hook: recording,
              complaint,
              nextId,
              retries: 200,
              retryMs: 100,
              pushed: api.take,
              onAccepted,
            }),
          )
        }
      }),
    )
    await restarting
    // Once more, everything: WeChat's late retries.
    for (const message of said) await hook.deliver(message)
    await hook.close()
    await server.stop()
  }, 120_000)

  afterAll(async () => {
    await server?.stop('SIGKILL')
    api?.close()
    rmSync(dataDir, { recursive: true, force: true })
  })

  it('died as often as planned', () => {
    expect(kills).toBe(KILL_AFTER.length)
    expect(server.process.signalCode ?? server.process.exitCode).toBe(0)
  })

  it('brought every resident to a number', () => {
    expect(talked.filter(t => t.stuck)).toEqual([])
    expect(talked.every(t => t.submitted)).toBe(true)
  })

  it('has exactly one case of each resident: none lost, none doubled', async () => {
    const cases = await countInDatabase(
      dataDir,
      talked.map(t => t.openId),
    )
    expect([...cases.values()]).toEqual(Array(RESIDENTS).fill(1))
  })

  it('gave each resident one number, however often it was asked', () => {
    expect(talked.map(t => t.receipts.length)).toEqual(Array(RESIDENTS).fill(1))
    expect(new Set(talked.flatMap(t => t.receipts.map(r => r.number))).size).toBe(RESIDENTS)
  })
})
