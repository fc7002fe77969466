import { type ChildProcess, fork, type Serializable } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { inventAccount, startServer } from '../../../src/tools/replay/own-server.ts'
import type { Job, Outcome, Target } from './job.ts'
import type { Question } from './probe.ts'

/** Where `npm run bench` puts what it builds; the processes of a benchmark lie side by side there. */
const HERE = import.meta.dirname
export const COMMAND = join(HERE, '../cli/main.js')

/** What the probe in the service answers. */
export interface Usage {
  /** Bytes. */
  rss: number
  heapUsed: number
  external: number
  /** Of all threads, since the start. */
  cpuSeconds: number
  /** How long the event loop stood still since asked last. */
  lagP99Ms: number
  lagMaxMs: number
}

export interface Service {
  target: Target
  /** `http://127.0.0.1:PORT`. */
  url: string
  /** From the start of the process to its saying that it listens. */
  readyMs: number
  usage(): Promise<Usage>
  /** Begins to record where the time goes. */
  record(): Promise<unknown>
  /** Ends that, and writes the profile. */
  saveProfile(file: string): Promise<unknown>
  stop(signal?: NodeJS.Signals): Promise<void>
}

export interface ServiceOptions {
  dataDir: string
  /** WeChat's API, played. */
  apiBase: string
  /** Of Node, e.g. `--max-old-space-size=256`. */
  flags?: readonly string[]
  /** More settings, e.g. `DATABASE_URL`. */
  settings?: Record<string, string>
  account?: ReturnType<typeof inventAccount>
}

/** The built service as its own process, in safe mode, asked through a probe. */
export async function startService(options: ServiceOptions): Promise<Service> {
  const { dataDir, apiBase, flags = [], settings = {}, account = inventAccount() } = options
  const began = performance.now()
  const server = await startServer({
    command: COMMAND,
    dataDir,
    apiBase,
    account,
    flags: [...flags, '--import', join(HERE, 'probe.js')],
    settings,
  })
  const readyMs = performance.now() - began
  const { process: child } = server
  const { url } = server.account
  const ask = (question: Question) => answerOf<Usage>(child, question, 'the service')
  return {
    target: { ...account, url: `${url}/channels/wechat` },
    url,
    readyMs,
    usage: () => ask({ ask: 'usage' }),
    record: () => ask({ ask: 'record' }),
    saveProfile: file => ask({ ask: 'save', file }),
    stop: signal => server.stop(signal),
  }
}

/** What a process answers to a message. @throws when it ends before */
const answerOf = <Answer>(child: ChildProcess, message: Serializable, name: string): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const ended = () => reject(new Error(`${name} ended`))
    child.once('exit', ended)
    child.once('message', answer => {
      child.off('exit', ended)
      resolve(answer as Answer)
    })
    child.send(message)
  })

/** The process that plays WeChat's servers. */
export function startClient() {
  const child = fork(join(HERE, 'client.js'), { serialization: 'advanced' })
  return {
    run: (job: Job) => answerOf<Outcome>(child, job, 'the client'),
    stop: () => ended(child),
  }
}
export type Client = ReturnType<typeof startClient>

/** Another program that answers WeChat, in safe mode. */
export async function startPeer(name: 'wechat' | 'co-wechat') {
  const account = inventAccount()
  const child = fork(join(HERE, 'peer-server.js'), [name, account.token, account.aesKey, account.appId])
  const [url] = (await once(child, 'message')) as [string]
  return { target: { ...account, url } satisfies Target, stop: () => ended(child) }
}

async function ended(child: ChildProcess): Promise<void> {
  const gone = once(child, 'exit')
  child.kill()
  await gone
}
