// Loaded into the service that is measured (`node --import`), which itself knows nothing of it: answers its parent's
// questions about memory, processor time and the event loop.
import { monitorEventLoopDelay } from 'node:perf_hooks'

const lag = monitorEventLoopDelay({ resolution: 10 })
lag.enable()

process.on('message', question => {
  if (question === 'collect') globalThis.gc?.()
  const { rss, heapUsed, external } = process.memoryUsage()
  const { user, system } = process.cpuUsage()
  const ms = (nanoseconds: number) => Math.max(0, nanoseconds / 1e6 - 10)
  process.send!({
    rss,
    heapUsed,
    external,
    cpuSeconds: (user + system) / 1e6,
    lagP99Ms: ms(lag.percentile(99)),
    lagMaxMs: ms(lag.max),
  })
  lag.reset()
})
// Without the benchmark nobody would stop the service.
process.on('disconnect', () => process.exit())
