import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { addDays, shanghaiDate } from '../../../src/domain/base/civil-date.ts'
import { lastFull } from '../../../src/domain/base/period.ts'
import { percentile } from '../../../src/tools/replay/report.ts'
import { type Desk, openDesk } from './desk.ts'
import { openFloor } from './floor.ts'
import { type Bench, type Office, openOffice, settled } from './office.ts'
import { COMMAND, startClient } from './processes.ts'
import type { Row } from './table.ts'
import { CPU, messageRows, ON_SQLITE } from './webhook.ts'

export interface Size {
  cases: number
  messages: number
}
export const SMALL: Size = { cases: 20_000, messages: 0 }
export const LARGE: Size = { cases: 200_000, messages: 1_000_000 }

/** The desk and the residents of an office that has been at work for years. */
export async function deskRows(bench: Bench, size: Size): Promise<Row[]> {
  const dataDir = await generated(bench, size)
  const office = await openOffice(bench, { dataDir })
  try {
    await settled(office, bench)
    const desk = await openDesk(office)
    return await pages(bench, office, desk, size)
  } finally {
    await office.close()
  }
}

/**
 * The same on the large database, and the webhook there: its figures beside those of the empty database of this run.
 * @param small the webhook's rows of this run, on an empty database
 */
export async function largeRows(bench: Bench, size: Size, small: readonly Row[]): Promise<Row[]> {
  const dataDir = await generated(bench, size)
  const client = startClient()
  const office = await openOffice(bench, { dataDir })
  const floor = openFloor(bench.dir)
  try {
    await settled(office, bench)
    const desk = await openDesk(office)
    const rows = await pages(bench, office, desk, size)
    const name = `${size.messages.toLocaleString('en-US')} messages, ${AT(size)}`
    const how = { ...ON_SQLITE, part: 'large', name, client, office, floor, note: bench.note }
    const large = await messageRows(how)
    const before = new Map(small.map(row => [whatOf(row), row]))
    return [...rows, ...large.map(row => grown(row, before.get(whatOf(row))))]
  } finally {
    await client.stop()
    await floor.close()
    await office.close()
  }
}

const AT = ({ cases }: Size) => `${cases.toLocaleString('en-US')} cases`

/** `webhook, 32 at once: tracking` → `tracking` */
const whatOf = ({ what }: Row) => what.slice(what.lastIndexOf(': ') + 2)

/**
 * Costs that do not grow: as many messages a second as on the empty database, or a fifth fewer, each for as much processor time, or a
 * fifth more. Not by ratios to the floor, which waits for the disk alone and hardly knows how long the tables are.
 */
const MORE = 1.2

export function grown(row: Row, empty: Row | undefined): Row {
  const cpuOf = ({ figures = [] }: Row) => figures.find(f => f.name === CPU)?.value
  const [cpu, before] = [cpuOf(row), empty && cpuOf(empty)]
  if (empty?.huiyin === undefined || row.huiyin === undefined || !cpu || !before)
    return { ...row, aim: undefined }
  const [rate, cost] = [row.huiyin / empty.huiyin, cpu / before]
  return {
    ...row,
    peer: { name: 'empty database', value: empty.huiyin },
    figures: [...(row.figures ?? []), { name: `${CPU}, of the empty one’s`, value: cost, unit: '' }],
    aim: { text: '± 20 % of the empty one', met: rate >= 1 / MORE && cost <= MORE },
  }
}

async function pages(bench: Bench, office: Office, desk: Desk, size: Size): Promise<Row[]> {
  const at = AT(size)
  bench.note(`desk: ${at}`)
  const today = shanghaiDate(new Date())
  const year = `from=${addDays(today, -365)}&to=${today}`
  const row = async (what: string, path: string, times: number): Promise<Row> => {
    const ms: number[] = []
    const first = (await desk.read(path)).ms
    for (let i = 0; i < times; i++) ms.push((await desk.read(path)).ms)
    return {
      part: 'desk',
      what: `${what}, ${at}`,
      unit: 'ms',
      huiyin: percentile(ms, 0.5),
      figures: [
        { name: 'first', value: first, unit: 'ms' },
        { name: 'p99', value: percentile(ms, 0.99), unit: 'ms' },
      ],
    }
  }
  return [
    await row('queue page', '/desk', 30),
    await row('search for a word', `/desk?view=all&q=${encodeURIComponent('路灯')}`, 20),
    await row('digest of last week', `/desk/digests/${lastFull('week', new Date()).id}`, 10),
    await row('dashboard of a year', `/desk/dashboard?${year}&by=area`, 10),
    await exported(office, desk, size),
  ]
}

/** All cases as a CSV file: how long, and what it adds to the memory. */
async function exported({ service }: Office, desk: Desk, size: Size): Promise<Row> {
  const before = (await service.usage()).rss
  let most = before
  let done = false
  const watching = (async () => {
    while (!done) {
      most = Math.max(most, (await service.usage()).rss)
      await sleep(100)
    }
  })()
  const { ms, bytes } = await desk.read('/desk/list.csv?view=all').finally(() => {
    done = true
  })
  await watching
  return {
    part: 'desk',
    what: `CSV of all cases, ${AT(size)}`,
    unit: 's',
    huiyin: ms / 1000,
    figures: [
      { name: 'file', value: bytes / 1e6, unit: 'MB' },
      { name: 'memory before', value: before / 1e6, unit: 'MB' },
      { name: 'memory at most', value: most / 1e6, unit: 'MB' },
    ],
  }
}

/** A database made by `huiyin generate`. */
async function generated({ dir, note }: Bench, { cases, messages }: Size): Promise<string> {
  note(`making ${cases} cases and ${messages} messages`)
  const dataDir = mkdtempSync(join(dir, 'generated-'))
  const args = ['generate', '--dir', dataDir, '--cases', String(cases), '--messages', String(messages)]
  const child = spawn(process.execPath, ['--max-old-space-size=4096', COMMAND, ...args], {
    stdio: ['ignore', 'ignore', 'ignore'],
    env: {},
    cwd: dataDir,
  })
  const [code] = await once(child, 'exit')
  if (code !== 0) throw new Error(`huiyin generate ended with ${code}`)
  return dataDir
}
