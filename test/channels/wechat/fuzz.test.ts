import { createCipheriv } from 'node:crypto'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { messageXml, sealMessage } from '../../../src/channels/wechat/client.ts'
import { sign } from '../../../src/channels/wechat/crypto.ts'
import { cpuTime } from '../../helpers/cpu-time.ts'
import { runs } from '../../helpers/runs.ts'
import { APP, type Bench, KEY, makeBench, TOKEN } from './bench.ts'

/** Bodies that come with a right signature in the query: the worst a stranger with a captured query can do. */
let safe: Bench
let plain: Bench
beforeAll(async () => {
  safe = await makeBench()
  plain = await makeBench({ aesKey: undefined })
})
afterAll(async () => {
  await safe.stop()
  await plain.stop()
})

let nonces = 0
/** A genuine message however it reads: acknowledged (WeChat would send it again otherwise), and kept for a look. */
async function takenBy(bench: Bench, xml: string): Promise<void> {
  const nonce = `taken${++nonces}`
  const aesKey = bench === safe ? KEY : undefined
  const sealed = sealMessage({
    xml,
    token: TOKEN,
    aesKey,
    appId: APP,
    timestamp: Number(time()),
    nonce,
    to: 'gh',
  })
  const used = cpuTime()
  const { status } = await fetch(`${bench.keys.url}?${new URLSearchParams(sealed.query)}`, {
    method: 'POST',
    body: sealed.body,
  })
  expect(status).toBe(Buffer.byteLength(sealed.body) > 128 * 1024 ? 413 : 200)
  expect(used()).toBeLessThan(2000)
}

const WORDS = ['bad request', 'forbidden', 'too large', 'unsupported']
const time = () => String(Math.floor(safe.clock.at / 1000))
const query = () => ({ signature: sign(TOKEN, time(), 'n'), timestamp: time(), nonce: 'n' })

async function refusedBy(
  bench: Bench,
  query: Record<string, string>,
  body: Uint8Array | string,
): Promise<void> {
  const response = await fetch(`${bench.keys.url}?${new URLSearchParams(query)}`, {
    method: 'POST',
    body: body as BodyInit,
  })
  const text = await response.text()
  expect([400, 403, 413, 415], text).toContain(response.status)
  expect(WORDS).toContain(text)
}

/** A body that is signed and encrypted as WeChat does it, from raw bytes, padding and all. */
function sealBytes(bytes: Uint8Array): [Record<string, string>, string] {
  const key = Buffer.from(`${KEY}=`, 'base64')
  const cipher = createCipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false)
  const whole = Buffer.concat([bytes, Buffer.alloc((16 - (bytes.length % 16)) % 16)])
  const Encrypt = Buffer.concat([cipher.update(whole), cipher.final()]).toString('base64')
  return [
    { ...query(), encrypt_type: 'aes', msg_signature: sign(TOKEN, time(), 'n', Encrypt) },
    `<xml><Encrypt><![CDATA[${Encrypt}]]></Encrypt></xml>`,
  ]
}

const whole = messageXml(
  { account: 'gh', openId: 'o1', at: new Date(0), msgType: 'text' },
  { Content: '你好', MsgId: 5 },
)
const entities = `<!DOCTYPE xml [<!ENTITY a "aaaaaaaaaa">${Array.from({ length: 20 }, (_, i) => `<!ENTITY b${i} "${`&b${i - 1};`.repeat(10)}">`).join('')}]>`

const ATTACKS: [name: string, body: string][] = [
  ['an entity bomb', `${entities}<xml><Content>&b19;</Content></xml>`],
  ['an entity bomb inside', `<xml>${entities}<Content>&b19;</Content></xml>`],
  [
    'an outside entity',
    '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><xml><Content>&f;</Content></xml>',
  ],
  ['deep nesting', `<xml>${'<a>'.repeat(30_000)}`],
  ['deep nesting that is closed', `<xml>${'<a>'.repeat(400)}${'</a>'.repeat(400)}</xml>`],
  ['many tags', `<xml>${'<a/>'.repeat(50_000)}</xml>`],
  ['many open brackets', '<'.repeat(250_000)],
  ['many open brackets inside', `<xml>${'<'.repeat(250_000)}`],
  ['many open CDATA', `<xml>${'<![CDATA['.repeat(25_000)}`],
  ['many ends of CDATA', `<xml><a><![CDATA[${']]'.repeat(100_000)}`],
  ['many declarations', `<?xml ${'?'.repeat(200_000)}`],
  ['spaces', ' '.repeat(250_000)],
  ['spaces inside', `<xml>${' '.repeat(250_000)}`],
  ['a long tag', `<xml><${'a'.repeat(250_000)}`],
  ['many attributes', `<xml><a ${'b="c" '.repeat(40_000)}></a></xml>`],
  ['ampersands', `<xml><a>${'&'.repeat(250_000)}</a></xml>`],
  ['character references', `<xml><a>${'&#x41;'.repeat(40_000)}</a></xml>`],
  ['no sender', '<xml><ToUserName>a</ToUserName><MsgType>text</MsgType><CreateTime>1</CreateTime></xml>'],
  ['a sender with tags', whole.replace('o1', 'o1<b>')],
  ['a time that is none', whole.replace('<CreateTime>0', '<CreateTime>9e99')],
  ['a prototype', '<xml><__proto__><MsgType>text</MsgType></__proto__></xml>'],
]

describe('hostile bodies', () => {
  for (const [name, body] of ATTACKS) {
    it(`refuses ${name} that is not covered by a signature, and acknowledges it where it is`, async () => {
      await takenBy(plain, body)
      await takenBy(safe, body)
      await refusedBy(safe, query(), body)
      await refusedBy(safe, { ...query(), encrypt_type: 'aes', msg_signature: 'x' }, body)
    })
  }

  it('refuses random bytes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), async bytes => {
        await takenBy(plain, Buffer.from(bytes).toString('utf8'))
        await refusedBy(safe, { ...query(), encrypt_type: 'aes', msg_signature: 'x' }, bytes)
      }),
      runs(100),
    )
  })

  it('refuses sealed random bytes: wrong paddings, huge lengths', async () => {
    const prefix = fc.oneof(
      fc.constant(new Uint8Array()),
      fc.constant(new Uint8Array([...Array(16).fill(0), 255, 255, 255, 255])),
    )
    const padding = fc.nat({ max: 40 }).map(n => new Uint8Array(n).fill(n))
    await fc.assert(
      fc.asyncProperty(prefix, fc.uint8Array({ maxLength: 200 }), padding, async (...parts) => {
        await refusedBy(safe, ...sealBytes(Buffer.concat(parts)))
      }),
      runs(150),
    )
  })

  it('refuses a body of five megabytes', async () => {
    const body = Buffer.alloc(5_000_000, '<')
    await refusedBy(plain, query(), body)
    await refusedBy(safe, { ...query(), encrypt_type: 'aes', msg_signature: 'x' }, body)
  })

  it('takes messages broken off anywhere as far as they go, and refuses broken envelopes', async () => {
    for (let length = 0; length < whole.length; length += 7) {
      await takenBy(plain, whole.slice(0, length))
      await takenBy(safe, whole.slice(0, length))
    }
    const sealed = sealMessage({
      xml: whole,
      token: TOKEN,
      aesKey: KEY,
      appId: APP,
      timestamp: Number(time()),
      nonce: 'n',
    })
    // Only what is sealed is signed: behind it, nothing is missed.
    const end = sealed.body.indexOf(']]></Encrypt>')
    for (let length = 0; length < end; length += 23) {
      await refusedBy(safe, sealed.query, sealed.body.slice(0, length))
    }
  })

  it('says of all of it that it could not be read, expands nothing, and logs no stack', () => {
    const inbound = [...safe.house.inbound, ...plain.house.inbound]
    expect(inbound.length).toBeGreaterThan(50)
    expect(inbound.filter(i => i.unread === undefined)).toEqual([])
    expect(JSON.stringify(inbound)).not.toMatch(/(?:aaaaaaaaaa){20}|root:/)
    for (const { unread } of inbound) expect(unread!.length).toBeLessThanOrEqual(1000)
    expect(safe.logged() + plain.logged()).not.toContain('stack')
  })
})
