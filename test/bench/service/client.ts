// WeChat's servers as a process of their own: posts prepared messages over kept connections, retries as WeChat does.
import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { Pool } from 'undici'
import { messageXml, sealMessage } from '../../../src/channels/wechat/client.ts'
import type { Answer, Job, Letter, Outcome, Target } from './job.ts'

/** WeChat hangs up after so long and posts the message again, three times in all after the first. */
const HANGS_UP_MS = 5000
const TRIES = 4

let pool: Pool | undefined
let poolKey = ''
let messageIds = Date.now() * 1000

process.on('message', (job: Job) => {
  run(job).then(
    outcome => process.send!(outcome),
    (error: Error) => {
      console.error(error)
      process.exit(1)
    },
  )
})
process.on('disconnect', () => process.exit(0))

interface Prepared {
  openId: string
  path: string
  body: Buffer
}

async function run({ target, letters, atOnce, withinMs }: Job): Promise<Outcome> {
  const { origin, pathname } = new URL(target.url)
  const prepared = letters.map(letter => prepare(target, pathname, letter))
  const line = poolFor(origin, withinMs === undefined ? atOnce : 2000)
  /** One resident writes one message after the other. */
  const last = new Map<string, Promise<Answer>>()
  const answers: Promise<Answer>[] = []
  const send = (i: number): Promise<Answer> => {
    const { openId } = prepared[i]!
    const before = last.get(openId)
    const answer = before ? before.then(() => post(line, prepared[i]!)) : post(line, prepared[i]!)
    last.set(openId, answer)
    answers[i] = answer
    return answer
  }
  const began = performance.now()
  if (withinMs === undefined) {
    let next = 0
    const one = async () => {
      while (next < prepared.length) await send(next++)
    }
    await Promise.all(Array.from({ length: atOnce }, one))
  } else {
    for (let next = 0; next < prepared.length; ) {
      const due = Math.min(prepared.length, ((performance.now() - began) / withinMs) * prepared.length)
      while (next <= due && next < prepared.length) send(next++)
      await sleep(1)
    }
  }
  const all = await Promise.all(answers)
  const seconds = (performance.now() - began) / 1000
  return { answers: all, seconds }
}

function poolFor(origin: string, connections: number): Pool {
  const key = `${origin} ${connections}`
  if (!pool || poolKey !== key) {
    void pool?.close()
    pool = new Pool(origin, { connections, headersTimeout: 60_000, bodyTimeout: 60_000 })
    poolKey = key
  }
  return pool
}

function prepare(target: Target, pathname: string, { openId, msgType, fields }: Letter): Prepared {
  const at = new Date()
  const { query, body } = sealMessage({
    xml: messageXml({ account: 'gh_bench', openId, at, msgType }, { ...fields, MsgId: String(++messageIds) }),
    token: target.token,
    aesKey: target.aesKey,
    appId: target.appId,
    timestamp: Math.floor(at.getTime() / 1000),
    nonce: randomBytes(5).toString('hex'),
    to: 'gh_bench',
  })
  return {
    openId,
    path: `${pathname}?${new URLSearchParams({ ...query, openid: openId })}`,
    body: Buffer.from(body),
  }
}

async function post(line: Pool, { path, body }: Prepared): Promise<Answer> {
  const began = performance.now()
  let answer: Pick<Answer, 'status' | 'body'> = { status: 0, body: '' }
  let tries = 0
  while (tries < TRIES) {
    tries++
    try {
      const response = await line.request({
        path,
        method: 'POST',
        headers: { 'content-type': 'text/xml' },
        body,
        signal: AbortSignal.timeout(HANGS_UP_MS),
      })
      answer = { status: response.statusCode, body: await response.body.text() }
      if (answer.status === 200) break
    } catch {
      answer = { status: 0, body: '' }
    }
  }
  return { ms: performance.now() - began, tries, ...answer }
}
