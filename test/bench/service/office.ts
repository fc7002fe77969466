import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import sharp from 'sharp'
import { inventAccount } from '../../../src/tools/replay/own-server.ts'
import { WeChatStandIn } from '../../../src/tools/stand-in/mod.ts'
import { type Service, type ServiceOptions, startService } from './processes.ts'

/** One run of a benchmark. */
export interface Bench {
  /** On the disk that is measured; each part makes its directories in it. */
  dir: string
  /** For the eyes of who waits. */
  note(line: string): void
  /** What outlives this process unless it is stopped: also when the run is broken off. */
  onEnd(stop: () => Promise<unknown>): void
}

/** Runs a benchmark and leaves nothing behind, however it ends. @param parent where its directory is made */
export async function withBench<T>(
  parent: string | undefined,
  work: (bench: Bench) => Promise<T>,
): Promise<T> {
  const dir = mkdtempSync(join(parent ?? tmpdir(), 'huiyin-bench-'))
  const stops: (() => Promise<unknown>)[] = []
  const end = async () => {
    for (const stop of stops.splice(0).reverse()) await stop().catch(() => {})
    rmSync(dir, { recursive: true, force: true })
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void end().finally(() => process.exit(1)))
  }
  try {
    return await work({
      dir,
      note: line => process.stderr.write(`${line}\n`),
      onEnd: stop => stops.push(stop),
    })
  } finally {
    await end()
  }
}

/** The service with an account at a stand-in for WeChat, in a directory of its own. */
export interface Office {
  service: Service
  standIn: WeChatStandIn
  /** What reached residents by the customer-service interface. */
  sent: { openId: string; text: string }[]
  /** A photo that a resident may send. */
  mediaId: string
  dataDir: string
  close(): Promise<void>
}

export async function openOffice(
  { dir }: Bench,
  options: Pick<ServiceOptions, 'flags' | 'settings'> & { dataDir?: string } = {},
): Promise<Office> {
  const account = inventAccount()
  const secret = 'c'.repeat(32)
  const sent: Office['sent'] = []
  const standIn = await new WeChatStandIn({
    appId: account.appId,
    appSecret: secret,
    now: () => new Date(),
    onSent: (openId, { text }) => sent.push({ openId, text }),
  }).start()
  const dataDir = options.dataDir ?? mkdtempSync(join(dir, 'office-'))
  const service = await startService({
    ...options,
    dataDir,
    apiBase: standIn.base,
    account,
    settings: { WECHAT_APP_SECRET: secret, ...options.settings },
  })
  return {
    service,
    standIn,
    sent,
    dataDir,
    mediaId: standIn.addMedium({ type: 'image/jpeg', bytes: await photo() }),
    async close() {
      await service.stop()
      await standIn.stop()
      if (!options.dataDir) rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

const CALM_S = 3
const CALM_SHARE = 0.1

/**
 * Waits until the service has done what it does first on a database that it did not know: digests of years, counts. Otherwise that
 * would be measured.
 */
export async function settled({ service }: Office, { note }: Bench, mostSeconds = 900): Promise<void> {
  const began = performance.now()
  let before = (await service.usage()).cpuSeconds
  while (performance.now() - began < mostSeconds * 1000) {
    await sleep(CALM_S * 1000)
    const { cpuSeconds } = await service.usage()
    if ((cpuSeconds - before) / CALM_S < CALM_SHARE) return
    before = cpuSeconds
  }
  note(`the service is still at work of its own after ${mostSeconds} s`)
}

/** About what WeChat leaves of a photo. */
const photo = () =>
  sharp({
    create: {
      width: 1080,
      height: 810,
      channels: 3,
      background: '#808080',
      noise: { type: 'gaussian', mean: 128, sigma: 20 },
    },
  })
    .jpeg({ quality: 60 })
    .toBuffer()
