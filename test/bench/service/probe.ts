// Loaded into the service that is measured (`node --import`), which itself knows nothing of it: answers its parent's
// questions about memory, processor time and the event loop, and records where the time goes.
import { writeFileSync } from 'node:fs'
import { Session } from 'node:inspector/promises'
import { monitorEventLoopDelay } from 'node:perf_hooks'

/** What the parent may ask. */
export type Question = { ask: 'usage' } | { ask: 'record' } | { ask: 'save'; file: string }

/** Between two samples of the profile, in microseconds. */
const INTERVAL_US = 500

const RESOLUTION_MS = 10
const lag = monitorEventLoopDelay({ resolution: RESOLUTION_MS })
lag.enable()

function usage() {
  const { rss, heapUsed, external } = process.memoryUsage()
  const { user, system } = process.cpuUsage()
  const ms = (nanoseconds: number) => Math.max(0, nanoseconds / 1e6 - RESOLUTION_MS)
  const found = {
    rss,
    heapUsed,
    external,
    cpuSeconds: (user + system) / 1e6,
    lagP99Ms: ms(lag.percentile(99)),
    lagMaxMs: ms(lag.max),
  }
  lag.reset()
  return found
}

let session: Session | undefined

async function record(): Promise<void> {
  session = new Session()
  session.connect()
  await session.post('Profiler.enable')
  await session.post('Profiler.setSamplingInterval', { interval: INTERVAL_US })
  await session.post('Profiler.start')
}

async function save(file: string): Promise<void> {
  if (!session) throw new Error('nothing was recorded')
  const { profile } = await session.post('Profiler.stop')
  session.disconnect()
  writeFileSync(file, JSON.stringify(profile))
}

process.on('message', async (question: Question) => {
  if (question.ask === 'record') await record()
  if (question.ask === 'save') await save(question.file)
  process.send!(usage())
})
// Without the benchmark nobody would stop the service.
process.on('disconnect', () => process.exit())
