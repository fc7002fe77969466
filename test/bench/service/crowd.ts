import { setTimeout as sleep } from 'node:timers/promises'
import { percentile } from '../../../src/tools/replay/report.ts'
import { nextWords, receiptIn } from '../../../src/tools/replay/resident.ts'
import { type Random, seeded } from '../../../src/tools/sample/random.ts'
import type { Floor } from './floor.ts'
import { type Answer, type Letter, text } from './job.ts'
import type { Office } from './office.ts'
import type { Client } from './processes.ts'
import { type Told, told } from './told.ts'
import { complaint, QUESTIONS } from './words.ts'

/** One kind of message; each has a row. */
export type Kind = 'question' | 'first words' | 'dialogue' | 'photo' | 'confirmation' | 'tracking'

interface Resident {
  openId: string
  /** What the office said last. */
  heard: string
  /** Their complaint, while they are telling it. */
  complaint: string | null
  photos: number
  numbers: string[]
}

/** What a kind of message took, over all rounds in which it was sent. */
export interface Taken {
  messages: number
  seconds: number
  ms: number[]
  /** Processor time of the service, all threads. */
  cpuSeconds: number
  /** How long the service's event loop stood still in the worst of its rounds. */
  lag: { p99Ms: number; maxMs: number }
  /** What the floor did in the pauses between the rounds. */
  floor: { count: number; seconds: number }
}
export const nothingTaken = (): Taken => ({
  messages: 0,
  seconds: 0,
  ms: [],
  cpuSeconds: 0,
  lag: { p99Ms: 0, maxMs: 0 },
  floor: { count: 0, seconds: 0 },
})

export const spread = ({ ms }: Pick<Taken, 'ms'>) => ({
  p50: percentile(ms, 0.5),
  p99: percentile(ms, 0.99),
})

/** So many, fewer when they take too long, but never fewer than `least`. */
export interface Rounds {
  most: number
  least: number
  /** No round begins after it. */
  seconds: number
}

function* turns({ most, least, seconds }: Rounds): Generator<number> {
  const began = performance.now()
  for (let i = 0; i < most; i++) {
    if (i >= least && performance.now() - began > seconds * 1000) return
    yield i
  }
}

/** Too few at once and the line stands still at the end of a round: then it is sent, but not counted. */
const LEAST = 100
const PHOTOS = 2
/** The floor has its turn for so long after every round: what else the machine does then counts for both. */
const FLOOR_MS = 200

/**
 * Residents who write in rounds: each says one thing, the client process sends them all, their answers are read between the
 * rounds, when nothing is measured, and say what comes next.
 */
export class Crowd {
  readonly #residents: Resident[]
  readonly #random: Random
  readonly #client: Client
  readonly #office: Office
  readonly #atOnce: number
  readonly #floor: Floor | undefined
  readonly #tally: Tally | undefined
  /** Whose turn is next when not all write. */
  #next = 0

  constructor(options: {
    office: Office
    client: Client
    floor?: Floor
    /** Counts what went wrong; without it that is an error. */
    tally?: Tally
    residents: number
    atOnce: number
    seed?: number
    prefix?: string
  }) {
    const { office, client, residents, atOnce, floor, tally, seed = 1, prefix = 'o-bench' } = options
    this.#floor = floor
    this.#tally = tally
    this.#office = office
    this.#client = client
    this.#atOnce = atOnce
    this.#random = seeded(seed)
    this.#residents = Array.from({ length: residents }, (_, i) => ({
      openId: `${prefix}-${i}`,
      heard: '',
      complaint: null,
      photos: 0,
      numbers: [],
    }))
  }

  /** Every resident asks about something. */
  async questions(rounds: Rounds): Promise<Taken> {
    const taken = nothingTaken()
    for (const _ of turns(rounds)) {
      await this.#send(this.#residents, r => text(r.openId, this.#random.pick(QUESTIONS)), taken)
    }
    return taken
  }

  /** Every resident tells a complaint to its end, photos included. */
  async complaints(rounds: Rounds): Promise<Map<Kind, Taken>> {
    const taken = new Map<Kind, Taken>()
    for (const _ of turns(rounds)) {
      for (const r of this.#residents)
        Object.assign(r, { complaint: complaint(this.#random), heard: '', photos: 0 })
      for (let turn = 0; turn < 25; turn++) {
        const byKind = grouped(
          this.#residents.flatMap(r => this.#goesOn(r) ?? []),
          said => said.kind,
        )
        if (byKind.size === 0) break
        for (const [kind, said] of byKind) {
          if (!taken.has(kind)) taken.set(kind, nothingTaken())
          const letters = new Map(said.map(s => [s.resident, s.letter]))
          await this.#send([...letters.keys()], r => letters.get(r)!, taken.get(kind)!)
        }
      }
      const stuck = this.#residents.filter(r => r.complaint !== null)
      if (stuck.length > 0)
        throw new Error(
          `${stuck.length} complaints were not registered; the first ended with: ${stuck[0]!.heard}`,
        )
    }
    return taken
  }

  /** Every resident asks what became of a case, by its number or without. */
  async tracking(rounds: Rounds): Promise<Taken> {
    const taken = nothingTaken()
    for (const i of turns(rounds)) {
      await this.#send(
        this.#residents,
        r => text(r.openId, i % 2 === 0 ? this.#random.pick(r.numbers) : '查进度'),
        taken,
      )
    }
    return taken
  }

  /** Everything at once: half are telling a complaint, the others ask. */
  async mix(rounds: Rounds): Promise<Taken> {
    const taken = nothingTaken()
    for (const _ of turns(rounds)) {
      await this.#send(this.#residents, r => this.#anything(r), taken)
    }
    return taken
  }

  /** The next `count` residents write something of the mix, evenly within so many milliseconds. */
  async some(count: number, withinMs: number): Promise<Taken> {
    const taken = nothingTaken()
    const who = Array.from(
      { length: count },
      (_, i) => this.#residents[(this.#next + i) % this.#residents.length]!,
    )
    this.#next = (this.#next + count) % this.#residents.length
    await this.#send(who, r => this.#anything(r), taken, withinMs)
    return taken
  }

  #anything(r: Resident): Letter {
    const began = this.#goesOn(r)
    if (began) return began.letter
    if (this.#random.chance(0.2)) {
      Object.assign(r, { complaint: complaint(this.#random), heard: '', photos: 0 })
      return text(r.openId, r.complaint!)
    }
    if (r.numbers.length > 0 && this.#random.chance(0.3)) return text(r.openId, this.#random.pick(r.numbers))
    return text(r.openId, this.#random.pick(QUESTIONS))
  }

  /** The next message of somebody who is telling a complaint. */
  #goesOn(resident: Resident): { kind: Kind; resident: Resident; letter: Letter } | undefined {
    const { openId, heard, complaint: told } = resident
    if (told === null) return undefined
    if (heard === '') return { kind: 'first words', resident, letter: text(openId, told) }
    const words = nextWords(heard, told)
    if (words === undefined) {
      resident.complaint = null
      return undefined
    }
    if (words === '完成' && resident.photos < PHOTOS) {
      resident.photos++
      const { mediaId } = this.#office
      const fields = { PicUrl: 'http://mmbiz.qpic.cn/x', MediaId: mediaId }
      return { kind: 'photo', resident, letter: { openId, msgType: 'image', fields } }
    }
    return { kind: words === '确认' ? 'confirmation' : 'dialogue', resident, letter: text(openId, words) }
  }

  async #send(
    residents: readonly Resident[],
    say: (r: Resident) => Letter,
    taken: Taken,
    withinMs?: number,
  ): Promise<void> {
    const { service, standIn, sent } = this.#office
    for (const r of residents) standIn.residents.opens(r.openId, 'message', Date.now())
    const letters = residents.map(say)
    const before = (await service.usage()).cpuSeconds
    const { answers, seconds } = await this.#client.run({
      target: service.target,
      letters,
      atOnce: this.#atOnce,
      ...(withinMs !== undefined && { withinMs }),
    })
    const after = await service.usage()
    const found = await this.#told(letters, answers)
    sent.length = 0
    for (const [i, heard] of found.heard.entries()) {
      const r = residents[i]!
      r.heard = heard.join('\n')
      const receipt = receiptIn(r.heard)
      if (receipt) r.numbers.push(receipt.number)
    }
    if (withinMs === undefined && residents.length < LEAST) return
    taken.messages += answers.length
    taken.seconds += seconds
    taken.cpuSeconds += after.cpuSeconds - before
    taken.lag.p99Ms = Math.max(taken.lag.p99Ms, after.lagP99Ms)
    taken.lag.maxMs = Math.max(taken.lag.maxMs, after.lagMaxMs)
    for (const { ms } of answers) taken.ms.push(ms)
    const floor = await this.#floor?.slice(FLOOR_MS)
    taken.floor.count += floor?.count ?? 0
    taken.floor.seconds += floor?.seconds ?? 0
  }

  /** What they were told. With a tally the outbox is waited for, and what went wrong is counted there. */
  async #told(letters: readonly Letter[], answers: readonly Answer[]): Promise<Told> {
    const { service, sent } = this.#office
    const find = () => told(letters, answers, sent, service.target)
    let found = find()
    const tally = this.#tally
    if (!tally) {
      const bad = answers.find(answer => answer.status !== 200)
      if (bad) throw new Error(`a message was answered with ${bad.status} after ${bad.tries} tries`)
      return found
    }
    const until = performance.now() + OUTBOX_MS
    while (found.lost.length > 0 && performance.now() < until) {
      await sleep(200)
      found = find()
    }
    tally.lost += found.lost.length
    tally.doubled += found.doubled.length
    tally.acknowledged += letters.length - found.refused.length
    return found
  }
}

/** What went wrong, since the crowd began. */
export interface Tally {
  acknowledged: number
  /** Told nothing, neither by the response nor by the outbox. */
  lost: number
  /** Told the same words twice. */
  doubled: number
}

/** The outbox tries within seconds; what has not come by then did not come. */
const OUTBOX_MS = 30_000

function grouped<K, T>(items: readonly T[], keyOf: (item: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>()
  for (const item of items) {
    const key = keyOf(item)
    const group = groups.get(key)
    if (group) group.push(item)
    else groups.set(key, [item])
  }
  return groups
}
