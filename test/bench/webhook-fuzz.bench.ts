import { spawn } from 'node:child_process'
import { createCipheriv, randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { bench, describe } from 'vitest'
import { messageXml, sealMessage } from '../../src/channels/wechat/client.ts'
import { sign } from '../../src/channels/wechat/crypto.ts'
import { ROOT } from '../../src/root.ts'

/**
 * Hostile bodies against the built service over HTTP (`npm run build` first), all with a right signature in the query: how long each
 * takes beside a good message, and whether the heap after a collection grows over 5,000 of them.
 */

const APP = 'wx0123456789abcdef'
const SECRET = 'c'.repeat(32)
const TOKEN = 'benchtoken'
const KEY = 'b'.repeat(42).concat('A')
const EACH = 40
const MANY = 5000

const out = (line: string) => process.stdout.write(`${line}\n`)
const now = () => Math.floor(Date.now() / 1000)
const nonce = () => randomBytes(6).toString('hex')

interface Letter {
  query: Record<string, string>
  body: Uint8Array | string
}

const bare = (body: Uint8Array | string): Letter => {
  const [timestamp, n] = [String(now()), nonce()]
  return {
    query: {
      signature: sign(TOKEN, timestamp, n),
      timestamp,
      nonce: n,
      encrypt_type: 'aes',
      msg_signature: 'x',
    },
    body,
  }
}
const sealed = (xml: string): Letter =>
  sealMessage({ xml, token: TOKEN, aesKey: KEY, appId: APP, timestamp: now(), nonce: nonce(), to: 'gh' })

/** Encrypted and signed as WeChat does it, from raw bytes: paddings and lengths may be anything. */
function sealedBytes(bytes: Uint8Array): Letter {
  const key = Buffer.from(`${KEY}=`, 'base64')
  const cipher = createCipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false)
  const whole = Buffer.concat([bytes, Buffer.alloc((16 - (bytes.length % 16)) % 16)])
  const Encrypt = Buffer.concat([cipher.update(whole), cipher.final()]).toString('base64')
  const [timestamp, n] = [String(now()), nonce()]
  const query = {
    signature: sign(TOKEN, timestamp, n),
    timestamp,
    nonce: n,
    encrypt_type: 'aes',
    msg_signature: sign(TOKEN, timestamp, n, Encrypt),
  }
  return { query, body: `<xml><Encrypt><![CDATA[${Encrypt}]]></Encrypt></xml>` }
}

let count = 0
const good = (): Letter =>
  sealed(
    messageXml(
      { account: 'gh', openId: `o-bench-${++count}`, at: new Date(), msgType: 'text' },
      { Content: '你好', MsgId: String(10_000_000 + count) },
    ),
  )
const bomb = `<!DOCTYPE xml [<!ENTITY a "aaaaaaaaaa">${Array.from({ length: 20 }, (_, i) => `<!ENTITY b${i} "${`&b${i - 1};`.repeat(10)}">`).join('')}]><xml><Content>&b19;</Content></xml>`
const deep = `<xml>${'<a>'.repeat(30_000)}`

const CLASSES: [name: string, make: () => Letter][] = [
  ['random bytes', () => bare(randomBytes(2000))],
  ['random bytes, sealed', () => sealedBytes(randomBytes(2000))],
  ['truncated XML', () => bare('<xml><ToUserName><![CDATA[gh]]></ToUserName><FromUserNa')],
  ['truncated XML, sealed', () => sealed('<xml><ToUserName><![CDATA[gh]]></ToUserName><FromUserNa')],
  ['entity bomb', () => bare(bomb)],
  ['entity bomb, sealed', () => sealed(bomb)],
  ['deep nesting', () => bare(deep)],
  ['deep nesting, sealed', () => sealed(deep)],
  ['wrong padding', () => sealedBytes(Buffer.concat([randomBytes(64), Buffer.alloc(16, 40)]))],
  [
    'a length of 4 GB inside',
    () => sealedBytes(Buffer.concat([randomBytes(16), Buffer.from([255, 255, 255, 255]), randomBytes(44)])),
  ],
  ['120 kB of spaces', () => bare(' '.repeat(120_000))],
  ['120 kB of open CDATA', () => bare(`<xml>${'<![CDATA['.repeat(13_000)}`)],
  ['a body of 5 MB', () => bare(Buffer.alloc(5_000_000, 60))],
]

const dir = mkdtempSync(join(tmpdir(), 'huiyin-bench-fuzz-'))
// The service itself knows nothing of this: the collector is asked through the channel to its parent.
const collect = 'process.on("message",()=>{gc();gc();process.send(process.memoryUsage())})'
const child = spawn(
  process.execPath,
  ['--expose-gc', '--import', `data:text/javascript,${collect}`, join(ROOT, 'dist/cli/main.js'), 'serve'],
  {
    cwd: dir,
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    env: {
      PATH: process.env['PATH'],
      DATA_DIR: join(dir, 'data'),
      OFFICE_DIR: join(ROOT, 'flows'),
      PORT: '0',
      LOG_LEVEL: 'fatal',
      WECHAT_APP_ID: APP,
      WECHAT_APP_SECRET: SECRET,
      WECHAT_TOKEN: TOKEN,
      WECHAT_AES_KEY: KEY,
      // Nobody answers there: only what comes in is measured.
      WECHAT_API_BASE: 'http://127.0.0.1:9',
    },
  },
)
const heap = () =>
  new Promise<number>(resolve => {
    child.once('message', usage => resolve((usage as NodeJS.MemoryUsage).heapUsed))
    child.send('collect')
  })
const address = await new Promise<string>((resolve, reject) => {
  let said = ''
  child.stdout!.on('data', chunk => {
    said += chunk
    const found = /已启动：(\S+)/.exec(said)?.[1]
    if (found) resolve(found)
  })
  child.once('exit', code => reject(new Error(`the service ended with ${code}: ${said}`)))
})

async function post({ query, body }: Letter): Promise<{ ms: number; status: string; text: string }> {
  const began = performance.now()
  try {
    const response = await fetch(`${address}/channels/wechat?${new URLSearchParams(query)}`, {
      method: 'POST',
      body: body as BodyInit,
    })
    const text = await response.text()
    return { ms: performance.now() - began, status: String(response.status), text }
  } catch {
    // A body that is far too long may find the line closed before it was all sent.
    return { ms: performance.now() - began, status: 'closed', text: '' }
  }
}

async function timed(name: string, make: () => Letter, against?: number): Promise<number> {
  const all: Awaited<ReturnType<typeof post>>[] = []
  for (let i = 0; i < EACH; i++) all.push(await post(make()))
  const ms = all.map(a => a.ms).sort((a, b) => a - b)
  const at = (share: number) => ms[Math.min(ms.length - 1, Math.floor(share * ms.length))]!
  const stacks = all.filter(a => /^\s+at /m.test(a.text)).length
  out(
    [
      name.padEnd(26),
      [...new Set(all.map(a => a.status))].join(' ').padEnd(8),
      `median ${at(0.5).toFixed(1)} ms`,
      `p99 ${at(0.99).toFixed(1)} ms`,
      `max ${ms.at(-1)!.toFixed(1)} ms`,
      against === undefined ? '' : `${(at(0.5) / against).toFixed(2)} of a good one`,
      stacks > 0 ? `${stacks} WITH A STACK` : '',
    ].join('  '),
  )
  return at(0.5)
}

try {
  for (let i = 0; i < 50; i++) await post(good())
  for (const [, make] of CLASSES) await post(make())
  out(`\n${EACH} requests of each, one after the other`)
  const usual = await timed('a good message', good)
  for (const [name, make] of CLASSES) await timed(name, make, usual)
  const before = await heap()
  for (let i = 0; i < MANY; i++) await post(CLASSES[i % (CLASSES.length - 1)]![1]())
  const after = await heap()
  for (let i = 0; i < MANY; i++) await post(CLASSES[i % (CLASSES.length - 1)]![1]())
  const last = await heap()
  const mb = (bytes: number) => (bytes / 1024 / 1024).toFixed(2)
  out(
    `heap after a collection: ${mb(before)} MB, after ${MANY} bad requests ${mb(after)} MB, after ${MANY} more ${mb(last)} MB`,
  )
} finally {
  child.kill('SIGKILL')
  rmSync(dir, { recursive: true, force: true })
}

// What was to be measured is measured; the runner wants one to run.
describe('webhook', () => {
  bench('sealing a message, the client’s own share', () => {
    good()
  })
})
