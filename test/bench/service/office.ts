import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { inventAccount } from '../../../src/tools/replay/own-server.ts'
import { WeChatStandIn } from '../../../src/tools/stand-in/mod.ts'
import { type Service, type ServiceOptions, startService } from './processes.ts'

/** What the environment lets be said of this run. */
export interface Bench {
  /** On the disk that is measured; each part makes its directories in it. */
  dir: string
  /** For the eyes of who waits. */
  note(line: string): void
}

export function makeBench(parent: string | undefined): Bench & { remove(): void } {
  const dir = mkdtempSync(join(parent ?? tmpdir(), 'huiyin-bench-'))
  return {
    dir,
    note: line => process.stderr.write(`${line}\n`),
    remove: () => rmSync(dir, { recursive: true, force: true }),
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
