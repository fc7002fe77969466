import { createServer } from 'node:http'
import express from 'express'
import { pino } from 'pino'
import { createWeChat, type WeChatChannel, type WeChatOptions } from '../../../src/channels/wechat/mod.ts'
import type { Inbound, Outbound, Received, ReceiveOptions } from '../../../src/domain/base/message.ts'
import type { TokenRecord, TokenStore } from '../../../src/domain/base/token-store.ts'
import { listenOnLoopback } from '../../../src/tools/loopback.ts'
import { type AccountKeys, WeChatResident, WeChatStandIn } from '../../tools/stand-in/wechat/mod.ts'

export const APP = 'wx2c2769f8efd9abc2'
export const SECRET = 'very-secret-app-secret-0123456789'
export const TOKEN = 'huiyintoken'
export const KEY = 'abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG'
export const OLD_KEY = 'GFEDCBA9876543210zyxwvutsrqponmlkjihgfedcba'

/** A clock that stands still until it is moved. */
export class Clock {
  at = Date.parse('2026-11-16T02:00:00Z')
  now = () => new Date(this.at)
  forward(ms: number): void {
    this.at += ms
  }
}

/** A token store in memory, with the rules of the real one. */
export class MemoryTokens implements TokenStore {
  readonly #records = new Map<string, TokenRecord & { holder: string | null; until: number }>()

  #of(account: string) {
    const found = this.#records.get(account) ?? { current: null, forcedAt: null, holder: null, until: 0 }
    this.#records.set(account, found)
    return found
  }

  async get(account: string): Promise<TokenRecord> {
    const { current, forcedAt } = this.#of(account)
    return { current, forcedAt }
  }

  async claim(account: string, holder: string, now: Date, until: Date): Promise<boolean> {
    const record = this.#of(account)
    if (record.holder !== null && record.until > now.getTime()) return false
    record.holder = holder
    record.until = until.getTime()
    return true
  }

  async save(
    account: string,
    holder: string,
    _now: Date,
    fresh: Parameters<TokenStore['save']>[3],
  ): Promise<void> {
    const record = this.#of(account)
    if (record.holder !== holder) return
    record.holder = null
    if (!fresh) return
    record.current = fresh.token
    record.forcedAt = fresh.forcedAt ?? record.forcedAt
  }
}

/**
 * A house that keeps messages in memory as the real one keeps them in its database: each once, the same answer for a repeat, and
 * how many replies ride on the response decided once.
 */
export class MemoryHouse {
  readonly inbound: Inbound[] = []
  readonly #kept = new Map<string, Received>()
  reply: (inbound: Inbound) => Outbound[] = i => [{ text: `收到：${i.text ?? i.kind}` }]
  /** Runs before a message is kept: may wait, or throw. */
  before: (inbound: Inbound) => Promise<void> = async () => {}

  receive = async (inbound: Inbound, options?: ReceiveOptions): Promise<Received> => {
    const key = `${inbound.from}:${inbound.externalId}`
    const known = this.#kept.get(key)
    if (known) return { ...known, repeated: true }
    await this.before(inbound)
    this.inbound.push(inbound)
    const replies = this.reply(inbound)
    const received = {
      messageId: this.inbound.length,
      replies,
      passive: options?.passive?.(replies) ?? 0,
      repeated: false,
    }
    this.#kept.set(key, received)
    return received
  }
}

export interface Bench {
  clock: Clock
  house: MemoryHouse
  channel: WeChatChannel
  wechat: WeChatStandIn
  keys: AccountKeys
  /** Everything that was logged. */
  logged: () => string
  resident(openId?: string): WeChatResident
  stop(): Promise<void>
}

/** The channel on a real express with a real Wechaty, against the stand-in. */
export async function makeBench(options: Partial<WeChatOptions> = {}): Promise<Bench> {
  const clock = new Clock()
  const house = new MemoryHouse()
  const account = options.account ?? 'service'
  const wechat = await new WeChatStandIn({ appId: APP, appSecret: SECRET, now: clock.now, account }).start()
  const lines: string[] = []
  const channel = createWeChat({
    appId: APP,
    appSecret: SECRET,
    token: TOKEN,
    aesKey: KEY,
    apiBase: wechat.base,
    timestampToleranceSeconds: 600,
    account,
    now: clock.now,
    log: pino({ level: 'trace' }, { write: line => lines.push(line) }),
    tokenStore: new MemoryTokens(),
    spread: () => 0,
    ...options,
  })
  await channel.start(house.receive)
  const app = express().use('/channels/wechat', channel.router)
  const { url, close } = await listenOnLoopback(createServer(app))
  const keys: AccountKeys = {
    url: `${url}/channels/wechat`,
    appId: APP,
    token: TOKEN,
    aesKey: 'aesKey' in options ? options.aesKey : KEY,
    now: clock.now,
    residents: wechat.residents,
  }
  return {
    clock,
    house,
    channel,
    wechat,
    keys,
    logged: () => lines.join(''),
    resident: (openId = 'oResident0000000000000000001') => new WeChatResident(openId, keys),
    async stop() {
      await close()
      await channel.stop()
      await wechat.stop()
    },
  }
}
