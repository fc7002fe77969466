import { setTimeout as sleep } from 'node:timers/promises'
import { percentile } from '../../../src/tools/replay/report.ts'
import { seeded } from '../../../src/tools/sample/random.ts'
import { Crowd } from './crowd.ts'
import { openDesk } from './desk.ts'
import { text } from './job.ts'
import { kept } from './kept.ts'
import { type Bench, openOffice } from './office.ts'
import { startClient } from './processes.ts'
import type { Row } from './table.ts'
import { told } from './told.ts'
import { complaint, QUESTIONS } from './words.ts'

/**
 * One notice to all followers: so many residents write within three seconds, one message each, half of them a question, half a
 * complaint. WeChat waits five seconds for each answer and posts again, three times at most.
 */
const RESIDENTS = 3000
const WITHIN_MS = 3000
/** The outbox has so long to say what the responses could not. */
const OUTBOX_MS = 120_000
const MOST_QUEUE_MS = 500

export async function burst(bench: Bench): Promise<Row[]> {
  bench.note(`burst: ${RESIDENTS} messages within ${WITHIN_MS / 1000} s`)
  const client = startClient()
  const office = await openOffice(bench)
  try {
    // Cases for the queue to show, and a service that has been running for a while.
    const early = new Crowd({ office, client, residents: 150, atOnce: 16, prefix: 'o-early' })
    await early.complaints({ least: 1, most: 1, seconds: 0 })
    const desk = await openDesk(office, 'dispatcher')
    const calm = await queueTimes(desk)

    const random = seeded(3)
    const letters = Array.from({ length: RESIDENTS }, (_, i) =>
      text(`o-burst-${i}`, i % 2 === 0 ? random.pick(QUESTIONS) : complaint(random)),
    )
    const { standIn, service, sent } = office
    for (const { openId } of letters) standIn.residents.opens(openId, 'message', Date.now())
    sent.length = 0
    const before = kept(office.dataDir).messages
    const queue = desk.watch('/desk', 100)
    const { answers, seconds } = await client.run({
      target: service.target,
      letters,
      atOnce: RESIDENTS,
      withinMs: WITHIN_MS,
    })
    const queueMs = await queue()
    const until = performance.now() + OUTBOX_MS
    const count = () => told(letters, answers, sent, service.target)
    while (count().lost.length > 0 && performance.now() < until) await sleep(500)
    // What would be sent twice comes with the next rounds of the outbox.
    await sleep(5000)
    const { lost, doubled, refused, passive, later } = count()
    const ms = answers.map(a => a.ms)
    const inDatabase = kept(office.dataDir).messages - before
    const queueP99 = percentile(queueMs, 0.99)
    return [
      {
        part: 'burst',
        what: `burst: ${RESIDENTS} residents write within ${WITHIN_MS / 1000} s`,
        unit: 's',
        huiyin: seconds,
        figures: [
          { name: 'p50', value: percentile(ms, 0.5), unit: 'ms' },
          { name: 'p99', value: percentile(ms, 0.99), unit: 'ms' },
          { name: 'worst', value: percentile(ms, 1), unit: 'ms' },
          { name: 'answered in the response', value: passive, unit: '' },
          { name: 'by the outbox', value: later, unit: '' },
          { name: 'posted again', value: answers.filter(a => a.tries > 1).length, unit: '' },
          { name: 'refused to the end', value: refused.length, unit: '' },
          { name: 'in the database', value: inDatabase, unit: '' },
          { name: 'lost', value: lost.length, unit: '' },
          { name: 'doubled', value: doubled.length, unit: '' },
        ],
        aim: {
          text: 'each answered exactly once',
          met: lost.length === 0 && doubled.length === 0 && inDatabase === RESIDENTS,
        },
      },
      {
        part: 'burst',
        what: 'queue page during the burst',
        unit: 'ms',
        huiyin: queueP99,
        peer: { name: 'before it', value: percentile(calm, 0.99) },
        figures: [
          { name: 'p50', value: percentile(queueMs, 0.5), unit: 'ms' },
          { name: 'pages', value: queueMs.length, unit: '' },
        ],
        aim: { text: `p99 ≤ ${MOST_QUEUE_MS} ms`, met: queueP99 <= MOST_QUEUE_MS },
      },
    ]
  } finally {
    await client.stop()
    await office.close()
  }
}

async function queueTimes(desk: Awaited<ReturnType<typeof openDesk>>): Promise<number[]> {
  const times: number[] = []
  for (let i = 0; i < 30; i++) times.push((await desk.read('/desk')).ms)
  return times.slice(5)
}
