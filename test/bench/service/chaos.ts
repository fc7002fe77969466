import { randomBytes } from 'node:crypto'
import { mkdtempSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { makeSecrets } from '../../../src/domain/base/secrets.ts'
import { type Database, openDatabase } from '../../../src/store/base/database.ts'
import { freeClaims } from '../../../src/store/talk/claims.ts'
import { findContact } from '../../../src/store/talk/contacts.ts'
import { idsOf } from '../../../src/store/talk/pseudonyms.ts'
import {
  inventAccount,
  type OwnServer,
  startServer,
  wechatApi,
} from '../../../src/tools/replay/own-server.ts'
import { type TalkResult, talk } from '../../../src/tools/replay/talk.ts'
import { type Webhook, webhook } from '../../../src/tools/replay/webhook.ts'
import { seeded } from '../../../src/tools/sample/random.ts'
import { startPostgres } from '../../helpers/postgres.ts'
import type { Bench } from './office.ts'
import { COMMAND } from './processes.ts'
import { complaint } from './words.ts'

export interface Chaos {
  kills: number
  /** At least so many; they keep coming until the last kill. */
  residents: number
  atOnce: number
  postgres: boolean
  processes: number
  /** SIGTERM: a rolling restart, one process after the other. */
  signal?: 'SIGKILL' | 'SIGTERM'
  /** The built command, when it is not the benchmark's own. */
  command?: string
  /** An empty database on PostgreSQL, when there is one already. */
  databaseUrl?: string
  settings?: Record<string, string>
  /** A resident who has a number waits so long before the next one comes, so that a small machine can start processes beside it. */
  restMs?: number
  /** Each text that reached a resident through the API. */
  onSent?: (openId: string, text: string) => void
  /** Called before the first process starts. */
  before?: (place: Place) => Promise<void>
  /** Runs beside the residents. */
  beside?: (place: Place, over: () => boolean) => Promise<void>
  /** A process was ended by the signal, and is not started again yet. */
  onEnded?: (pid: number, place: Place) => Promise<void>
}

/** Where the processes work. */
export interface Place {
  dataDir: string
  databaseUrl: string
  secretKey: string
}

/** What was there in the end, and what was not. */
export interface Found {
  kills: number
  posted: number
  acknowledged: number
  cases: number
  stuck: number
  lost: number
  doubled: number
  doubledCases: number
  differed: number
  gaps: number
  eventGaps: number
}

export const isWhole = (found: Found): boolean =>
  found.stuck + found.lost + found.doubled + found.doubledCases + found.differed === 0 &&
  found.gaps + found.eventGaps === 0

/** After so many accepted deliveries at least and at most the next process is killed. */
const KILL_AFTER = [5, 80] as const
/** A message whose line broke is posted again until the service is back. */
const RETRY_MS = 100
const RETRIES = 6000

/** A message that a resident wrote, and whether it was ever acknowledged. */
interface Posted {
  openId: string
  text: string
  acknowledged: boolean
}

type Message = Parameters<Webhook['deliver']>[0]

/**
 * Residents tell their complaints, each message twice, while processes are killed (SIGKILL) and started again. Then the
 * database is searched for what was acknowledged, all is said once more, and it is searched again.
 */
export async function chaos(bench: Bench, options: Chaos): Promise<Found> {
  const { kills, residents, atOnce, processes, signal = 'SIGKILL', command = COMMAND } = options
  const dataDir = mkdtempSync(join(bench.dir, 'chaos-'))
  const secretKey = randomBytes(32).toString('base64')
  const databaseUrl = options.postgres
    ? (options.databaseUrl ?? (await postgresUrl(bench)))
    : `file:${join(dataDir, 'huiyin.db')}`
  // A run may take longer than the ten minutes in which WeChat's signature is good.
  const settings = {
    SECRET_KEY: secretKey,
    DATABASE_URL: databaseUrl,
    WECHAT_TIMESTAMP_TOLERANCE: '0',
    ...options.settings,
  }
  const place: Place = { dataDir, databaseUrl, secretKey }
  const api = await wechatApi(options.onSent)
  bench.onEnd(async () => api.close())
  const account = inventAccount()
  const start = (port: number) => startServer({ command, dataDir, apiBase: api.url, account, port, settings })

  await options.before?.(place)
  // All at once, on an empty database.
  const servers: OwnServer[] = await Promise.all(Array.from({ length: processes }, () => start(0)))
  bench.onEnd(() => Promise.all(servers.map(server => server.stop('SIGKILL'))))
  const hooks = servers.map(server => webhook(server.account))

  const random = seeded(Number(randomBytes(4).readUInt32BE()))
  const posted = new Map<string, Posted & { message: Message }>()
  /** Any of the processes takes any delivery, as behind a load balancer. */
  const hook: Webhook = {
    async deliver(message) {
      const known = posted.get(message.msgId) ?? { ...message, message, acknowledged: false }
      posted.set(message.msgId, known)
      const delivered = await random.pick(hooks).deliver(message)
      known.acknowledged = true
      return delivered
    },
    close: async () => void (await Promise.all(hooks.map(one => one.close()))),
  }

  let killed = 0
  let left: number = random.whole(...KILL_AFTER)
  let restarting = Promise.resolve()
  const onAccepted = () => {
    if (--left !== 0 || killed === kills) return
    if (++killed % 10 === 0) bench.note(`chaos: kill ${killed} of ${kills}, ${posted.size} messages`)
    const i = signal === 'SIGKILL' ? random.whole(0, processes - 1) : killed % processes
    const pid = servers[i]!.process.pid!
    restarting = servers[i]!.stop(signal).then(async () => {
      await options.onEnded?.(pid, place)
      servers[i] = await start(portOf(servers[i]!.account.url))
      left = random.whole(...KILL_AFTER)
    })
  }

  let ids = 0
  const talked: TalkResult[] = []
  let came = 0
  let writing = true
  const beside = options.beside?.(place, () => !writing)
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      while (came < residents || killed < kills) {
        talked.push(
          await talk({
            hook,
            complaint: { openId: `ochaos${String(++came).padStart(5, '0')}`, text: complaint(random) },
            nextId: () => `88${String(++ids).padStart(10, '0')}`,
            retries: RETRIES,
            retryMs: RETRY_MS,
            pushed: api.take,
            onAccepted,
          }),
        )
        if (options.restMs) await sleep(options.restMs)
      }
    }),
  )
  await restarting
  writing = false
  await beside
  const stop = () => Promise.all(servers.map(server => server.stop()))
  await stop()
  const all = [...posted.values()]
  const look = () => lookThrough(databaseUrl, secretKey, talked, all)
  const { lost } = await look()
  // No process is alive: what the killed ones had claimed need not wait until the claims end.
  await withDatabase(databaseUrl, secretKey, db => freeClaims(db, new Date()))
  // WeChat's late retries: they would bring back what was lost, and must double nothing.
  const restarted = servers.map(({ account }) => start(portOf(account.url)))
  for (const [i, server] of (await Promise.all(restarted)).entries()) servers[i] = server
  const again = all.values()
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (const { message } of again) await hook.deliver(message)
    }),
  )
  await hook.close()
  await withDatabase(databaseUrl, secretKey, allSent)
  await stop()
  return { kills: killed, ...(await look()), lost }
}

const portOf = (url: string): number => Number(new URL(url).port)

async function postgresUrl(bench: Bench): Promise<string> {
  const server = await startPostgres(['-c', 'max_connections=100'])
  bench.onEnd(() => server.stop())
  await server.createDatabase('huiyin')
  return `${server.address}/huiyin`
}

/** What the database holds of what was said. */
async function lookThrough(
  databaseUrl: string,
  secretKey: string,
  talked: readonly TalkResult[],
  posted: readonly Posted[],
): Promise<Omit<Found, 'kills'>> {
  const secrets = makeSecrets(secretKey)
  return withDatabase(databaseUrl, secretKey, async db => {
    const found = {
      posted: posted.length,
      acknowledged: posted.filter(one => one.acknowledged).length,
      cases: await db.read.case.count(),
      stuck: talked.filter(t => t.stuck).length,
      lost: 0,
      doubled: 0,
      doubledCases: 0,
      differed: talked.reduce((sum, t) => sum + t.differed, 0),
      gaps: 0,
      eventGaps: 0,
    }
    for (const { openId } of talked) {
      const contact = await findContact(db.read, secrets, 'wechat', openId)
      const contactId = { in: contact ? idsOf(secrets, contact) : [] }
      const there = await db.read.message.findMany({ where: { contactId, direction: 'in' } })
      const texts = there.map(message => message.text)
      const said = posted.filter(one => one.openId === openId)
      for (const one of said.filter(one => one.acknowledged)) {
        const at = texts.indexOf(one.text)
        if (at < 0) found.lost++
        else texts.splice(at, 1)
      }
      found.doubled += Math.max(0, there.length - said.length)
      if ((await db.read.case.count({ where: { contactId } })) > 1) found.doubledCases++
    }
    const numbers = (await db.read.case.findMany({ select: { number: true } }))
      .map(({ number }) => Number(number.split('-')[1]))
      .sort((a, b) => a - b)
    if (numbers.length > 0) found.gaps = numbers.at(-1)! - numbers[0]! + 1 - new Set(numbers).size
    const histories = await db.read.caseEvent.groupBy({ by: ['caseId'], _count: true, _max: { seq: true } })
    found.eventGaps = histories.filter(h => h._max.seq !== h._count).length
    return found
  })
}

/** Opens the database beside the processes, or after them. */
export async function withDatabase<T>(
  databaseUrl: string,
  secretKey: string,
  work: (db: Database) => Promise<T>,
): Promise<T> {
  const db = await openDatabase(databaseUrl, makeSecrets(secretKey))
  try {
    return await work(db)
  } finally {
    await db.close()
  }
}

/** Waits until nothing is on its way any more. */
async function allSent(db: Database): Promise<void> {
  const waiting = () =>
    Promise.all([
      db.read.outbox.count({ where: { status: { in: ['queued', 'sending'] } } }),
      db.read.letter.count({ where: { status: 'queued' } }),
    ])
  while ((await waiting()).some(n => n > 0)) await sleep(200)
}
