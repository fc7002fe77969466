import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import { countInApi, countInDatabase, countOnPages } from '../tools/replay/count.ts'
import { inventAccount, startServer, wechatApi } from '../tools/replay/own-server.ts'
import { type Report, reportOf, reportText } from '../tools/replay/report.ts'
import { type Complaint, type TalkResult, talk } from '../tools/replay/talk.ts'
import { type Account, webhook } from '../tools/replay/webhook.ts'
import { CommandFailure } from './failure.ts'
import { readJsonl } from './rows/jsonl.ts'
import { say, sayJson } from './say.ts'

interface ReplayOptions {
  limit?: string
  concurrency: string
  url?: string
  token?: string
  aesKey?: string
  appId?: string
  apiToken?: string
  json?: true
}

/** `huiyin replay FILE`: exit code 1 when anything was lost, duplicated or left unfinished. */
export async function replay(file: string, options: ReplayOptions): Promise<void> {
  const complaints = await readComplaints(
    file,
    wholeNumber(options.limit, '--limit') ?? Number.POSITIVE_INFINITY,
  )
  const concurrency = wholeNumber(options.concurrency, '--concurrency') ?? 8
  const report = options.url
    ? await againstRunning(options.url, options, complaints, concurrency)
    : await againstOwn(complaints, concurrency)
  if (options.json) sayJson(report)
  else say(reportText(report))
  if (report.lost > 0 || report.duplicates > 0 || report.stuck > 0) process.exitCode = 1
}

async function againstOwn(complaints: Complaint[], concurrency: number): Promise<Report> {
  const dataDir = mkdtempSync(join(tmpdir(), 'huiyin-replay-'))
  const api = await wechatApi()
  try {
    const server = await startServer({
      command: process.argv[1]!,
      dataDir,
      apiBase: api.url,
      account: inventAccount(),
    })
    try {
      const { talked, seconds } = await talkAll(server.account, complaints, concurrency, api.take)
      const cases = await countInDatabase(
        dataDir,
        complaints.map(c => c.openId),
      )
      return reportOf(talked, cases, seconds, 'database')
    } finally {
      await server.stop()
    }
  } finally {
    api.close()
    rmSync(dataDir, { recursive: true, force: true })
  }
}

async function againstRunning(
  url: string,
  { token, aesKey, appId, apiToken }: ReplayOptions,
  complaints: Complaint[],
  concurrency: number,
): Promise<Report> {
  if (!token || !appId)
    throw new CommandFailure('用 --url 时还要给 --token、--app-id；安全模式再给 --aes-key。')
  const { talked, seconds } = await talkAll({ url, token, aesKey, appId }, complaints, concurrency)
  return apiToken
    ? reportOf(talked, await countInApi(talked, url, apiToken), seconds, 'api')
    : reportOf(talked, await countOnPages(talked, url), seconds, 'casePages')
}

/** Lets residents talk side by side, `concurrency` at a time. */
async function talkAll(
  account: Account,
  complaints: readonly Complaint[],
  concurrency: number,
  pushed?: (openId: string) => string[],
): Promise<{ talked: TalkResult[]; seconds: number }> {
  const hook = webhook(account)
  const run = String(Date.now())
  let messages = 0
  const nextId = () => `${run}${String(++messages).padStart(7, '0')}`
  const waiting = [...complaints]
  const talked: TalkResult[] = []
  const begun = performance.now()
  await Promise.all(
    Array.from({ length: concurrency }, async () => {
      for (let complaint = waiting.shift(); complaint; complaint = waiting.shift()) {
        talked.push(await talk({ hook, complaint, nextId, ...(pushed && { pushed }) }))
      }
    }),
  )
  const seconds = (performance.now() - begun) / 1000
  await hook.close()
  return { talked, seconds }
}

const row = z.object({ text: z.string().trim().min(1) })

/** Each row becomes a resident of its own. Texts are used in the messages only. */
async function readComplaints(file: string, limit: number): Promise<Complaint[]> {
  const run = randomBytes(6).toString('hex')
  const rows = (await readJsonl(file, row, '{id, title, text}')).slice(0, limit)
  if (rows.length === 0) throw new CommandFailure('文件里没有内容。')
  return rows.map(({ text }, i) => ({ openId: `o${run}${String(i).padStart(6, '0')}`, text }))
}

function wholeNumber(text: string | undefined, option: string): number | undefined {
  if (text === undefined) return undefined
  if (!/^[1-9]\d{0,6}$/.test(text)) throw new CommandFailure(`${option} 应是正整数。`)
  return Number(text)
}
