import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync } from 'node:fs'
import { join } from 'node:path'
import { percentile } from '../../../src/tools/replay/report.ts'
import { type Bench, openOffice } from './office.ts'
import type { Row } from './table.ts'

/** From the start of the process to `/readyz` saying yes, on a database that is there; and the first start, which makes it. */
const TIMES = 5
const NO_WECHAT = { WECHAT_APP_ID: '', WECHAT_APP_SECRET: '', WECHAT_TOKEN: '', WECHAT_AES_KEY: '' }

export async function start(bench: Bench): Promise<Row[]> {
  bench.note('start: with and without WeChat')
  const bare = await median(() => bareNode())
  const rows: Row[] = []
  for (const [name, settings, most] of [
    ['without WeChat', NO_WECHAT, 1.5],
    ['with WeChat', {}, 2.5],
  ] as const) {
    const dataDir = mkdtempSync(join(bench.dir, 'start-'))
    const ready = () => readyIn(bench, dataDir, settings)
    const first = await ready()
    const seconds = await median(ready)
    rows.push({
      part: 'start',
      what: `start to ready, ${name}`,
      unit: 's',
      huiyin: seconds,
      peer: { name: 'node -e 0', value: bare },
      figures: [{ name: 'first start, with its database', value: first, unit: 's' }],
      aim: { text: `≤ ${most} s`, met: seconds <= most },
    })
  }
  return rows
}

async function readyIn(bench: Bench, dataDir: string, settings: Record<string, string>): Promise<number> {
  const office = await openOffice(bench, { dataDir, settings })
  const began = performance.now()
  try {
    const response = await fetch(`${office.service.url}/readyz`)
    if (response.status !== 200) throw new Error(`/readyz says ${response.status}`)
    return (office.service.readyMs + performance.now() - began) / 1000
  } finally {
    await office.close()
  }
}

async function bareNode(): Promise<number> {
  const began = performance.now()
  await once(spawn(process.execPath, ['-e', '0'], { stdio: 'ignore' }), 'exit')
  return (performance.now() - began) / 1000
}

async function median(measure: () => Promise<number>): Promise<number> {
  const all: number[] = []
  for (let i = 0; i < TIMES; i++) all.push(await measure())
  return (
    percentile(
      all.map(s => s * 1000),
      0.5,
    ) / 1000
  )
}
