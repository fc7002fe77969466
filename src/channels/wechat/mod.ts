import type { Router } from 'express'
import type { Logger } from 'pino'
import type { PublishReport } from '../../domain/base/article-account.ts'
import { Refusal } from '../../domain/base/errors.ts'
import type { Channel, Troubles } from '../../domain/base/message.ts'
import type { SignedQueries } from '../../domain/base/signed-queries.ts'
import type { TokenStore } from '../../domain/base/token-store.ts'
import type { MediaIds } from '../../domain/talk/media-ids.ts'
import type { AccountAbilities } from './account-abilities.ts'
import { adapt } from './adapter.ts'
import { WeChatApi } from './api.ts'
import { articleAccount } from './articles/account.ts'
import { publishReport } from './articles/publish-status.ts'
import { WeChatError } from './errors.ts'
import { memoryQueries } from './memory-queries.ts'
import { createSceneCode } from './menu.ts'
import { detailsOf } from './official-message.ts'
import { PuppetOfficialAccount } from './puppet.ts'
import { type Account, sendByRoutes, templatesOf } from './routes.ts'
import { memoryMediaIds, pictureSender } from './upload.ts'
import { WaitingResponses } from './waiting.ts'
import { makeWebhook } from './webhook.ts'
import { watchClock } from './webhook-clock.ts'

/**
 * WeChat official accounts. In: `webhook` verifies, decrypts and parses → `puppet` → Wechaty → `adapter` → the use
 * cases. Out: the waiting response (`waiting`, `reply`), or the API (`routes`). Files here:
 *
 * - crypto, xml, official-message: the protocol, pure
 * - memory-queries: plain mode without a database
 * - webhook, waiting, reply: the server URL
 * - puppet, adapter, account-abilities: Wechaty, and what an official account can do beyond it
 * - api, access-token, circuit, errors, routes, templates, upload: sending
 * - articles: drafts and published articles
 * - menu, menu-file: the account's menu and its QR codes
 * - other-puppet: any other Wechaty puppet instead
 * - client: WeChat's side, for tests, demo and replay
 */
export interface WeChatOptions {
  appId: string
  appSecret: string
  token: string
  /** When set, safe mode: plain bodies are refused. */
  aesKey?: string | undefined
  previousAesKey?: string | undefined
  /** Without a trailing slash. */
  apiBase: string
  /** 0 turns the check off. */
  timestampToleranceSeconds: number
  account: Account
  templates?: { reply?: string | undefined; subscribeReply?: string | undefined }
  now: () => Date
  log: Logger
  tokenStore: TokenStore
  /** Shared by the processes; by default this process's memory. */
  mediaIds?: MediaIds
  /** Plain mode: used queries, shared by the processes; by default this process's memory. */
  queries?: SignedQueries
  /** Receives troubles with downloads, uploads, menus and codes. */
  troubles?: Troubles
  /** Records the end of a task of publishing; resolves when it is durable. */
  published?: (report: PublishReport) => Promise<void>
  /** For tests: how long the API may take, waits between polls, and the spread of retries. */
  apiTimeoutMs?: number
  pause?: (ms: number) => Promise<unknown>
  spread?: () => number
}

export interface WeChatChannel extends Channel {
  /** Mounted at /channels/wechat. */
  router: Router
  /** For menus and QR codes. */
  api: WeChatApi
}

export function createWeChat(options: WeChatOptions): WeChatChannel {
  const { appId, appSecret, token, aesKey, previousAesKey, apiBase, account, now, log, tokenStore } = options
  const api = new WeChatApi({
    appId,
    appSecret,
    apiBase,
    store: tokenStore,
    now,
    ...(options.apiTimeoutMs !== undefined && { timeoutMs: options.apiTimeoutMs }),
    ...(options.pause && { pause: options.pause }),
    ...(options.troubles && { troubles: options.troubles }),
  })
  const puppet = new PuppetOfficialAccount({
    accountId: appId,
    async sendText(touser, content) {
      await api.post('/cgi-bin/message/custom/send', { touser, msgtype: 'text', text: { content } })
    },
  })
  const waiting = new WaitingResponses(now)
  const ids = options.mediaIds ?? memoryMediaIds()
  const senders = {
    api,
    sendText: (to: string, text: string) => puppet.messageSendText(to, text),
    sendPicture: pictureSender(api, `wechat:${appId}`, ids, now),
    templates: templatesOf(options.templates ?? {}),
  }

  const abilities: AccountAbilities = {
    details(id) {
      const raw = puppet.raw(id)
      return raw ? detailsOf(raw) : {}
    },
    sendsPictures: account !== 'unverified',
    // An answer needs the account's own name, which an unreadable message may lack.
    answerUntil: id => (puppet.raw(id)?.to ? waiting.until(id) : null),
    answer: (id, replies) => waiting.answer(id, replies),
    refuse: (id, error) => waiting.refuse(id, error),
    deliver: (to, outbound, context) =>
      sendByRoutes(account, { to, outbound, context, now: now() }, senders, options.spread ?? Math.random),
    fetchMedia: ref => api.media(ref),
  }
  const adapter = adapt({ puppet, abilities, now, log })

  if (aesKey === undefined) {
    log.warn(
      'wechat: PLAIN MODE. Whoever sees one signed query can forge a message, and texts travel unencrypted. ' +
        'Set safe mode (安全模式) in the official account and its EncodingAESKey as WECHAT_AES_KEY',
    )
  }
  let open = false
  const router = makeWebhook({
    appId,
    token,
    aesKeys: [aesKey, previousAesKey].filter(key => key !== undefined),
    toleranceSeconds: options.timestampToleranceSeconds,
    queries: options.queries ?? memoryQueries(),
    now,
    log,
    clock: watchClock(options.troubles, log),
    async take(message) {
      if (!open) throw new Error('not open')
      // From the platform, not from a resident: no contact, no conversation.
      const report = publishReport(message)
      if (report) {
        await options.published?.(report)
        return null
      }
      return waiting.wait(message.id, () => puppet.open(message)).finally(() => puppet.close(message.id))
    },
  })

  return {
    name: 'wechat',
    router,
    api,
    articles: articleAccount({ api, account: `wechat:${appId}:covers`, ids, now }),
    async start(receive) {
      await adapter.start(receive)
      open = true
    },
    async stop() {
      open = false
      await waiting.idle()
      await adapter.stop()
    },
    send: (to, message, context) => abilities.deliver(to, message, context),
    fetchMedia: ref => abilities.fetchMedia(ref),
    whoIs: code => api.whoIs(code),
    makeSceneCode: scene =>
      createSceneCode(api, scene).catch((error: unknown) => {
        if (!(error instanceof WeChatError)) throw error
        throw new Refusal('unavailable', `微信没有给码：${error.rule.detail}`)
      }),
  }
}
