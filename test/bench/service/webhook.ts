import { Crowd, nothingTaken, spread, type Taken } from './crowd.ts'
import { openFloor } from './floor.ts'
import { text } from './job.ts'
import { type Bench, openOffice } from './office.ts'
import { type Client, startClient, startPeer } from './processes.ts'
import { type Row, textTable } from './table.ts'
import { QUESTIONS } from './words.ts'

/**
 * Sealed messages of residents against the built service, as many at once as an answer may wait for: how many in a second,
 * held against the raw floor, which is measured between the rounds of each row.
 */
const RESIDENTS = 500
export const AT_ONCE = 32
const LEAST_RATIO = 0.15
const MOST_P99_MS = 80

export async function webhook(bench: Bench): Promise<Row[]> {
  const client = startClient()
  const rows: Row[] = []
  try {
    const office = await openOffice(bench)
    const floor = openFloor(bench.dir)
    try {
      const crowdOf = (residents: number, prefix: string) =>
        new Crowd({ office, client, floor, residents, atOnce: AT_ONCE, prefix })
      bench.note('webhook: warming up')
      const warm = crowdOf(150, 'o-warm')
      const once = { least: 1, most: 1, seconds: 0 }
      await warm.questions(once)
      await warm.complaints(once)
      await warm.tracking(once)

      const crowd = crowdOf(RESIDENTS, 'o-bench')
      const add = async (work: () => Promise<Map<string, Taken>>) => {
        for (const [what, taken] of await work()) {
          if (taken.messages === 0) continue
          rows.push(rowOf(what, taken))
          bench.note(textTable(rows.slice(-1)).split('\n')[1]!)
        }
      }
      const one = (what: string, taken: Promise<Taken>) => taken.then(t => new Map([[what, t]]))
      bench.note('webhook: questions answered from guides')
      await add(() => one('guide questions', crowd.questions({ least: 1, most: 6, seconds: 8 })))
      bench.note('webhook: complaints')
      await add(async () => {
        const kinds = await crowd.complaints({ least: 1, most: 4, seconds: 15 })
        return new Map([
          ['first words of complaints', kinds.get('first words') ?? nothingTaken()],
          ['middle of a dialogue', kinds.get('dialogue') ?? nothingTaken()],
          ['photos', kinds.get('photo') ?? nothingTaken()],
          ['the “yes” that registers a case', kinds.get('confirmation') ?? nothingTaken()],
        ])
      })
      bench.note('webhook: tracking')
      await add(() => one('tracking', crowd.tracking({ least: 2, most: 6, seconds: 8 })))
      bench.note('webhook: a mix')
      await add(() => one('a mix of all', crowd.mix({ least: 4, most: 10, seconds: 12 })))
    } finally {
      floor.close()
      await office.close()
    }
    for (const name of ['wechat', 'co-wechat'] as const) rows.push(await peerRow(bench, client, name))
  } finally {
    await client.stop()
  }
  return rows
}

function rowOf(what: string, taken: Taken): Row {
  const perSecond = taken.messages / taken.seconds
  const floor = taken.floor.count / taken.floor.seconds
  const { p50, p99 } = spread(taken)
  return {
    part: 'webhook',
    what: `webhook, ${AT_ONCE} at once: ${what}`,
    unit: 'msgs/s',
    huiyin: perSecond,
    peer: { name: 'raw SQLite', value: floor },
    figures: [
      { name: 'p50', value: p50, unit: 'ms' },
      { name: 'p99', value: p99, unit: 'ms' },
      { name: 'CPU a message', value: (taken.cpuSeconds / taken.messages) * 1000, unit: 'ms' },
      { name: 'messages', value: taken.messages, unit: '' },
    ],
    aim: {
      text: `≥ ${LEAST_RATIO}, p99 ≤ ${MOST_P99_MS} ms`,
      met: perSecond / floor >= LEAST_RATIO && p99 <= MOST_P99_MS,
    },
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
