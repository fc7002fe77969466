import { Crowd, spread, type Taken } from './crowd.ts'
import { type Floor, openFloor } from './floor.ts'
import { text } from './job.ts'
import { type Bench, type Office, openOffice } from './office.ts'
import { type Client, startClient, startPeer } from './processes.ts'
import { type Row, textTable } from './table.ts'
import { QUESTIONS } from './words.ts'

/**
 * Sealed messages of residents against the built service, as many at once as an answer may wait for: how many in a second,
 * held against the raw floor, which is measured between the rounds of each row.
 */
const RESIDENTS = 500
export const AT_ONCE = 32
/** The figure that hardly moves when the machine has other work. */
export const CPU = 'CPU a message'
const LEAST_RATIO = 0.15
const MOST_P99_MS = 80

export async function webhook(bench: Bench): Promise<Row[]> {
  const client = startClient()
  try {
    const office = await openOffice(bench)
    const floor = openFloor(bench.dir)
    const rows: Row[] = []
    try {
      const how = { ...ON_SQLITE, client, office, floor, note: bench.note }
      rows.push(...(await messageRows(how)))
    } finally {
      await floor.close()
      await office.close()
    }
    for (const name of ['wechat', 'co-wechat'] as const) rows.push(await peerRow(bench, client, name))
    return rows
  } finally {
    await client.stop()
  }
}

export const ON_SQLITE = {
  part: 'webhook',
  name: `webhook, ${AT_ONCE} at once`,
  atOnce: AT_ONCE,
  floorName: 'raw SQLite',
  aim: {
    text: `≥ ${LEAST_RATIO}, p99 ≤ ${MOST_P99_MS} ms`,
    met: (ratio: number, p99: number) => ratio >= LEAST_RATIO && p99 <= MOST_P99_MS,
  },
}

/** A service, who writes to it, and what that is held against. */
export interface Measured {
  part: string
  /** Begins the name of each row. */
  name: string
  atOnce: number
  client: Client
  office: Office
  floor: Floor
  floorName: string
  aim: { text: string; met(ratio: number, p99: number): boolean }
  note(line: string): void
}

/** A row for each kind of message, and one for all of them together. */
export async function messageRows(how: Measured): Promise<Row[]> {
  const { name, note } = how
  const rows: Row[] = []
  const crowdOf = (residents: number, prefix: string) => new Crowd({ ...how, residents, prefix })
  note(`${name}: warming up`)
  const warm = crowdOf(150, 'o-warm')
  const once = { least: 1, most: 1, seconds: 0 }
  await warm.questions(once)
  await warm.complaints(once)
  await warm.tracking(once)
  const crowd = crowdOf(RESIDENTS, 'o-bench')
  const add = (what: string, taken: Taken | undefined) => {
    if (!taken || taken.messages === 0) return
    const row = rowOf(how, what, taken)
    rows.push(row)
    note(textTable([row]).split('\n')[1]!)
  }
  add('guide questions', await crowd.questions({ least: 1, most: 6, seconds: 8 }))
  const kinds = await crowd.complaints({ least: 1, most: 4, seconds: 15 })
  add('first words of complaints', kinds.get('first words'))
  add('middle of a dialogue', kinds.get('dialogue'))
  add('photos', kinds.get('photo'))
  add('the “yes” that registers a case', kinds.get('confirmation'))
  add('tracking', await crowd.tracking({ least: 2, most: 6, seconds: 8 }))
  add('a mix of all', await crowd.mix({ least: 4, most: 10, seconds: 12 }))
  return rows
}

function rowOf({ part, name, floorName, aim }: Measured, what: string, taken: Taken): Row {
  const perSecond = taken.messages / taken.seconds
  const floor = taken.floor.count / taken.floor.seconds
  const { p50, p99 } = spread(taken)
  return {
    part,
    what: `${name}: ${what}`,
    unit: 'msgs/s',
    huiyin: perSecond,
    peer: { name: floorName, value: floor },
    figures: [
      { name: 'p50', value: p50, unit: 'ms' },
      { name: 'p99', value: p99, unit: 'ms' },
      { name: CPU, value: (taken.cpuSeconds / taken.messages) * 1000, unit: 'ms' },
      { name: 'messages', value: taken.messages, unit: '' },
    ],
    aim: { text: aim.text, met: aim.met(perSecond / floor, p99) },
  }
}

/** Messages a peer answers: it understands nothing and keeps nothing. */
async function peerRow(bench: Bench, client: Client, name: 'wechat' | 'co-wechat'): Promise<Row> {
  bench.note(`webhook: ${name}`)
  const peer = await startPeer(name)
  try {
    const letters = (n: number) =>
      Array.from({ length: n }, (_, i) => text(`o-peer-${i % RESIDENTS}`, QUESTIONS[i % QUESTIONS.length]!))
    await client.run({ target: peer.target, letters: letters(500), atOnce: AT_ONCE })
    const { answers, seconds } = await client.run({
      target: peer.target,
      letters: letters(6000),
      atOnce: AT_ONCE,
    })
    if (answers.some(answer => answer.status !== 200)) throw new Error(`${name} refused messages`)
    return {
      part: 'webhook',
      what: `${name}: a fixed answer, nothing kept`,
      unit: 'msgs/s',
      peer: { name, value: answers.length / seconds },
      figures: [
        { name: 'p50', value: spread({ ms: answers.map(a => a.ms) }).p50, unit: 'ms' },
        { name: 'p99', value: spread({ ms: answers.map(a => a.ms) }).p99, unit: 'ms' },
      ],
    }
  } finally {
    await peer.stop()
  }
}
