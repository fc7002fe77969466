import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { createInterface } from 'node:readline'
import { listenOnLoopback } from '../loopback.ts'
import type { Account } from './webhook.ts'

/** Random credentials of a WeChat account that exists only in this run. */
export const inventAccount = () => ({
  token: randomBytes(12).toString('hex'),
  aesKey: randomBytes(64)
    .toString('base64')
    .replace(/[^A-Za-z0-9]/g, '')
    .slice(0, 43)
    .padEnd(43, 'A'),
  appId: `wx${randomBytes(8).toString('hex')}`,
})

/**
 * WeChat's API as far as a replay needs it: gives tokens, takes customer-service messages.
 * @param onSent gets each message that it takes
 */
export async function wechatApi(onSent: (openId: string, text: string) => void = () => {}) {
  const inbox = new Map<string, string[]>()
  const server = createServer(async (req, res) => {
    let body = ''
    for await (const chunk of req) body += chunk
    const answer = (value: unknown) =>
      res.setHeader('content-type', 'application/json').end(JSON.stringify(value))
    if (req.url?.includes('/token') || req.url?.includes('/stable_token')) {
      return answer({ access_token: randomBytes(32).toString('hex'), expires_in: 7200 })
    }
    if (req.url?.includes('/message/custom/send')) {
      const { touser, text } = JSON.parse(body) as { touser: string; text?: { content: string } }
      if (text) {
        inbox.set(touser, [...(inbox.get(touser) ?? []), text.content])
        onSent(touser, text.content)
      }
    }
    answer({ errcode: 0, errmsg: 'ok' })
  })
  const { url, close } = await listenOnLoopback(server)
  return {
    url: url,
    /** Takes what was sent to a resident since the last call. */
    take(openId: string): string[] {
      const texts = inbox.get(openId) ?? []
      inbox.delete(openId)
      return texts
    },
    close,
  }
}

export interface OwnServer {
  account: Account
  process: ChildProcess
  stop(signal?: NodeJS.Signals): Promise<void>
}

/** Node's options of `npm start`: source lines in stack traces, and a heap that is collected before it is large. */
export const SERVICE_FLAGS = ['--enable-source-maps', '--max-old-space-size=512', '--max-semi-space-size=8']

/** Starts `huiyin serve` as a process of its own, on a data directory and with a WeChat account. */
export async function startServer(options: {
  /** This command's own file. */
  command: string
  dataDir: string
  apiBase: string
  account: ReturnType<typeof inventAccount>
  port?: number
  /** The program that runs it in place of this process's own Node. */
  node?: string
  /** Options for Node, e.g. `--max-old-space-size=256`. */
  flags?: readonly string[]
  /** Settings of the service that add to or replace the default ones. */
  settings?: Record<string, string>
  /** Takes what it writes to stderr; not given: it goes to this process's own. */
  said?: (text: string) => void
}): Promise<OwnServer> {
  const {
    command,
    dataDir,
    apiBase,
    account,
    port = 0,
    flags = [],
    settings = {},
    said,
    node = process.execPath,
  } = options
  const child = spawn(node, [...SERVICE_FLAGS, ...flags, command, 'serve'], {
    cwd: dataDir,
    // With an IPC channel, for modules that the flags load into the process.
    stdio: ['ignore', 'pipe', said ? 'pipe' : 'inherit', 'ipc'],
    // Without this environment: settings of the machine must not affect the run.
    env: {
      DATA_DIR: dataDir,
      PORT: String(port),
      HOST: '127.0.0.1',
      LOG_LEVEL: 'error',
      WECHAT_APP_ID: account.appId,
      WECHAT_APP_SECRET: 'not-used-by-the-stand-in',
      WECHAT_TOKEN: account.token,
      WECHAT_AES_KEY: account.aesKey,
      WECHAT_API_BASE: apiBase,
      ...settings,
    },
  })
  if (said) child.stderr!.on('data', chunk => said(String(chunk)))
  const url = await addressOf(child)
  return {
    account: { url, ...account },
    process: child,
    async stop(signal = 'SIGTERM') {
      if (child.exitCode !== null || child.signalCode !== null) return
      const gone = once(child, 'exit')
      child.kill(signal)
      await gone
    },
  }
}

/** The address that the service prints when it listens. */
async function addressOf(child: ChildProcess): Promise<string> {
  const said: string[] = []
  for await (const line of createInterface({ input: child.stdout! })) {
    said.push(line)
    const url = /https?:\/\/127\.0\.0\.1:\d+/.exec(line)?.[0]
    if (!url) continue
    child.stdout!.resume()
    return url
  }
  throw new Error(`the service ended before it listened: ${said.slice(-3).join('\n')}`)
}
