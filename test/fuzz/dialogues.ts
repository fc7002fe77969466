import fc from 'fast-check'
import { Refusal } from '../../src/domain/base/errors.ts'
import type { Inbound } from '../../src/domain/base/message.ts'
import { parsePeriod, shiftPeriod } from '../../src/domain/base/period.ts'
import { OFFICER_MOVES } from '../../src/domain/cases/moves.ts'
import type { Actor } from '../../src/domain/people/actor.ts'
import { moveCase } from '../../src/usecases/cases/moving/move-case.ts'
import { deliverOutbox } from '../../src/usecases/notify/deliver-outbox.ts'
import { computeDigest } from '../../src/usecases/numbers/compute-digest.ts'
import { receiveMessage } from '../../src/usecases/talk/receive-message.ts'
import { sweep } from '../../src/usecases/talk/sweep.ts'
import { clockAt, MemoryChannel, officer, type TestContext, testContext } from '../helpers/context.ts'
import type { FuzzTarget } from './target.ts'
import { anyText } from './texts.ts'

type Act =
  | { do: 'say'; who: number; channel: 'wechat' | 'web'; what: Partial<Inbound>; again: boolean }
  | { do: 'report'; who: number; channel: 'wechat' | 'web'; matter: number; steps: number }
  | { do: 'work'; officer: number; which: number; move: number; text: string }
  | { do: 'wait'; minutes: number }
  | { do: 'deliver'; fails: boolean }

const sends = (...ways: Partial<Inbound>[]): fc.Arbitrary<Partial<Inbound>> => fc.constantFrom(...ways)

const what: fc.Arbitrary<Partial<Inbound>> = fc.oneof(
  { weight: 10, arbitrary: anyText.map((text): Partial<Inbound> => ({ kind: 'text', text })) },
  {
    weight: 2,
    arbitrary: sends(
      ...['1', '2', 'complaint', '跳过', 'dongshan'].map(choice => ({
        kind: 'text' as const,
        text: choice,
        choice,
      })),
    ),
  },
  {
    weight: 2,
    arbitrary: sends(
      { kind: 'media', media: [{ kind: 'photo', ref: 'media-1' }] },
      { kind: 'media', media: [{ kind: 'voice', ref: 'media-2' }] },
      { kind: 'location', location: { latitude: 30.2, longitude: 119.7 } },
      { kind: 'link', link: { title: '', url: 'https://a.example/' } } as Partial<Inbound>,
    ),
  },
)

/** What a resident writes who knows what they want; by chance alone hardly anybody would come to a number. */
const REPORTS = [
  ['村口的路灯坏了半个月，晚上看不见路', '东山村', '村口小卖部旁', '跳过', '跳过', '确认'],
  ['我要举报', '村里的账目一直不公开', '跳过', '匿名', '确认', '确认'],
  ['我想问老戏台什么时候修好', '东山村', '跳过', '跳过', '确认', '确认'],
] as const

const act: fc.Arbitrary<Act> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('report' as const),
      who: fc.nat(2),
      channel: fc.constantFrom('wechat' as const, 'web' as const),
      matter: fc.nat(REPORTS.length - 1),
      steps: fc.integer({ min: 3, max: 6 }),
    }),
  },
  {
    weight: 12,
    arbitrary: fc.record({
      do: fc.constant('say' as const),
      who: fc.nat(2),
      channel: fc.constantFrom('wechat' as const, 'web' as const),
      what,
      again: fc.boolean(),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('work' as const),
      officer: fc.nat(3),
      which: fc.nat(20),
      move: fc.nat(),
      text: anyText,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('wait' as const), minutes: fc.integer({ min: 1, max: 300 }) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('deliver' as const), fails: fc.boolean() }) },
)

/** A day of the office: a few residents write what comes to their minds, officers make whatever moves they may. */
export const dialogues: FuzzTarget = {
  name: 'dialogues',
  holds: 'loses nothing, doubles nothing, and never answers with a program’s words',
  tries: 6,
  open: async () => ({
    property: fc.asyncProperty(fc.array(act, { minLength: 10, maxLength: 60 }), async acts => {
      const clock = clockAt()
      const channels = [new MemoryChannel('wechat'), new MemoryChannel('web')]
      const ctx = await testContext({ clock, channels })
      try {
        await live(ctx, acts as Act[], channels[0]!)
        await checkDatabase(ctx)
        clock.advance(8 * 24 * 60)
        await sweep(ctx)
        const week = shiftPeriod(parsePeriod('2026-W47', ctx.now()), 0)
        if (!(await computeDigest(ctx, week)).balanced) throw new Error('the digest does not balance')
      } finally {
        await ctx.close()
      }
    }) as fc.IAsyncProperty<[unknown]>,
    close: async () => {
      if (opened === 0) throw new Error('no resident ever came to a number: this tries nothing')
    },
  }),
}

async function live(ctx: TestContext, acts: readonly Act[], wechat: MemoryChannel): Promise<void> {
  const office: Actor[] = [
    await officer(ctx, 'dispatcher', '林小梅'),
    await officer(ctx, 'clerk', '张建国', 'construction'),
    await officer(ctx, 'reviewer', '韩立'),
    await officer(ctx, 'manager', '周镇长'),
  ]
  let serial = 0
  for (const step of acts) {
    if (step.do === 'wait') {
      ctx.clock.advance(step.minutes)
      await sweep(ctx)
    } else if (step.do === 'deliver') {
      if (step.fails)
        wechat.outcomes.push({ outcome: 'retry', via: 'custom', code: 'network', detail: '连不上。' })
      await deliverOutbox(ctx)
    } else if (step.do === 'work') await work(ctx, office[step.officer]!, step)
    else {
      const { who, channel } = step
      const inbound = (what: Partial<Inbound>): Inbound => ({
        kind: 'text',
        ...{ channel, externalId: `m${++serial}`, from: `r${who}`, at: ctx.now() },
        ...what,
      })
      if (step.do === 'say') await say(ctx, inbound(step.what), step.again)
      else
        for (const text of REPORTS[step.matter]!.slice(0, step.steps))
          await say(ctx, inbound({ text }), false)
    }
  }
}

async function say(ctx: TestContext, inbound: Inbound, again: boolean): Promise<void> {
  const receive = () =>
    receiveMessage(ctx, inbound, { passive: () => 1 }).catch((error: unknown) => {
      if (error instanceof Refusal && error.status < 500) return null
      throw error
    })
  const received = await receive()
  for (const { text } of received?.replies ?? []) checkWords(text, inbound.text ?? '')
  if (!again) return
  const before = await count(ctx)
  const repeated = await receive()
  same(
    'the answer to a repeat',
    repeated?.replies.map(r => r.text),
    received?.replies.map(r => r.text),
  )
  same('what a repeat left', await count(ctx), before)
}

/** Words of programs, which no resident may ever read unless they wrote them. */
const PROGRAMS = /undefined|\[object|\bNaN\b|\{\{|__proto__|Error:|\bnull\b/

function checkWords(text: string | undefined, said: string): void {
  if (text === undefined || text.trim() === '') throw new Error('an empty answer')
  if (PROGRAMS.test(text) && !PROGRAMS.test(said) && !SAID_BEFORE.test(text))
    throw new Error(`an answer in a program's words: ${text.slice(0, 300)}`)
}
/** What a resident wrote earlier is shown to them again. */
const SAID_BEFORE = /事情：|接着写|已经写了|举报|内容：|您说的|写的/

/** The inputs that moves need, as an officer in a hurry fills them in. */
const INPUTS: Readonly<Record<string, (text: string) => object>> = {
  assign: () => ({ department: 'construction' }),
  decline: text => ({ reason: text, redirect: text }),
  extend: text => ({ days: 5, reason: text }),
  supervise: text => ({ instruction: text }),
  publish: () => ({ openness: 'public' }),
}

async function work(
  ctx: TestContext,
  by: Actor,
  { which, move, text }: Extract<Act, { do: 'work' }>,
): Promise<void> {
  const cases = await ctx.db.read.case.findMany({ select: { number: true }, orderBy: { id: 'asc' } })
  if (cases.length === 0) return
  const name = OFFICER_MOVES[move % OFFICER_MOVES.length]!
  const input = INPUTS[name]?.(text) ?? { text, reason: text, days: 3 }
  await moveCase(ctx, cases[which % cases.length]!.number, name, input, by).catch((error: unknown) => {
    if (!(error instanceof Refusal) || error.status >= 500) throw error
  })
}

/** Cases of all days: a day without any tries little. */
let opened = 0

async function count({ db: { read } }: TestContext) {
  return {
    messages: await read.message.count(),
    cases: await read.case.count(),
    events: await read.caseEvent.count(),
    outbox: await read.outbox.count(),
  }
}

async function checkDatabase({ db: { read } }: TestContext): Promise<void> {
  const cases = await read.case.findMany({
    orderBy: { id: 'asc' },
    include: { events: { orderBy: { seq: 'asc' } } },
  })
  for (const [i, row] of cases.entries()) {
    same(`the number of case ${i}`, Number(row.number.split('-')[1]), i + 1)
    same(
      `the history of ${row.number}`,
      row.events.map(e => e.seq),
      row.events.map((_, n) => n + 1),
    )
    if (row.replyDueOn && row.originalDueOn && row.replyDueOn < '2026-11-16')
      throw new Error(`${row.number} was due before it came`)
  }
  opened += cases.length
  const waiting = await read.outbox.count({ where: { status: 'sending' } })
  same('messages that are claimed by nobody who lives', waiting, 0)
}

function same(of: string, found: unknown, expected: unknown): void {
  const [a, b] = [JSON.stringify(found), JSON.stringify(expected)]
  if (a !== b) throw new Error(`${of}: ${a} and not ${b}`)
}
