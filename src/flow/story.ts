import { parse } from 'yaml'
import { z } from 'zod'
import { NOT_PASSED } from '../domain/base/not-passed.ts'
import { renderPlain } from '../domain/base/text/message-text.ts'
import type { FlowSet } from './definition/flow.ts'
import { worldAfter } from './engine/shell.ts'
import { answerCall, begin, fireTimer, resume } from './engine/turns.ts'
import type { Call, CallResult, Input, Session, Turn, World } from './turn.ts'

/**
 * A story is a chat in YAML that an office can read: `群众` are the resident's messages, `回音` the bot's answers word for
 * word, `办理` the calls, `过了` time that passes with its timers. Offices write stories as tests of their dialogues; the
 * desk exports a case's conversation as one.
 */
const saysSchema = z.union([
  z.string(),
  z.strictObject({
    说: z.string().optional(),
    /** Repeats 说 so many times, for very long texts. */
    遍: z.int().max(20_000).optional(),
    /** Sent two seconds after the previous message instead of a minute. */
    紧接着: z.literal(true).optional(),
    照片: z.int().max(20).optional(),
    语音: z.int().max(20).optional(),
    视频: z.int().max(20).optional(),
    文件: z.int().max(20).optional(),
    /** The label of a shared place; its coordinates are always the same. */
    位置: z.string().optional(),
    按: z.string().optional(),
    关注: z.literal(true).optional(),
    扫码: z.string().optional(),
    点菜单: z.string().optional(),
    /** Title and address of a page that was shared. */
    链接: z.string().optional(),
    /** A message that the channel could not pass on: `true`, or what it was. */
    看不到: z.union([z.literal(true), z.enum(NOT_PASSED)]).optional(),
  }),
])
export type Says = z.infer<typeof saysSchema>

const contactSchema = z.record(z.string(), z.unknown())
const lineSchema = z.union([
  z.strictObject({ 群众: saysSchema }),
  z.strictObject({ 回音: z.string() }),
  z.strictObject({ 办理: z.record(z.string(), z.record(z.string(), z.unknown())) }),
  z.strictObject({ 过了: z.string().regex(/^\d+[smhd]$/) }),
  /** What the office knows of the resident from here on. */
  z.strictObject({ 联系人: contactSchema }),
  z.strictObject({
    开始: z.strictObject({ 流程: z.string(), 带: z.record(z.string(), z.unknown()).optional() }),
  }),
])
export type Line = z.infer<typeof lineSchema>

export const storySchema = z.strictObject({
  故事: z.string().min(1),
  流程: z.union([z.string(), z.array(z.string())]),
  /** `本单位`: replayed with the office's own content; otherwise with the small office of the tests. */
  内容: z.literal('本单位').optional(),
  /** Time of the first message; by default a Monday morning. */
  开始于: z.iso.datetime({ offset: true }).optional(),
  联系人: contactSchema.optional(),
  /** Action → its results in order; the last one repeats. */
  结果: z
    .record(
      z.string(),
      z.array(z.strictObject({ outcome: z.string(), vars: z.record(z.string(), z.unknown()).optional() })),
    )
    .optional(),
  对话: z.array(lineSchema).min(1),
})
export type Story = z.infer<typeof storySchema>

/** @throws when the text is not YAML or not a story. */
export const readStory = (text: string): Story => storySchema.parse(parse(text))

/** The setting in which a story is replayed. */
interface Stage {
  flows: FlowSet
  world(now: Date, contact: Record<string, unknown>): World
  /** The result of a call for which the story has none. */
  result(call: Call): CallResult
}

export interface ToldStory {
  lines: Line[]
  turns: Turn[]
}

const MONDAY_MORNING = '2026-11-23T01:00:00Z'
const MINUTE = 60_000
/** Time between two quick messages. */
const AT_ONCE = 2000

/** Replays the resident's side of a story and returns the whole chat. The session is serialised between turns. */
export function tell(story: Story, { flows, world, result }: Stage): ToldStory {
  let now = Date.parse(story.开始于 ?? MONDAY_MORNING)
  let stored: string | null = null
  let contact = story.联系人 ?? {}
  let sessions = 0
  let attachment = 0
  const lines: Line[] = []
  const turns: Turn[] = []
  const asked: Record<string, number> = {}
  const here = () => world(new Date(now), contact)
  const load = (): Session | null => (stored === null ? null : (JSON.parse(stored) as Session))
  const answer = (call: Call): CallResult => {
    const own = story.结果?.[call.action]
    const nth = (asked[call.action] ?? 0) + 1
    asked[call.action] = nth
    const made = own?.[Math.min(nth, own.length) - 1]
    if (made) return { outcome: made.outcome, ...(made.vars ? { vars: made.vars } : {}) }
    return result(call)
  }
  const play = (first: Turn) => {
    for (let turn = first; ; ) {
      turns.push(turn)
      stored = turn.session === null ? null : JSON.stringify(turn.session)
      if (!turn.call) {
        for (const message of turn.messages)
          lines.push({ 回音: message.card ? renderPlain(message) : message.text })
        return
      }
      const call = JSON.parse(JSON.stringify(turn.call)) as Call
      lines.push({ 办理: { [call.action]: readable(call.args) } })
      contact = { ...worldAfter(here(), call).contact }
      turn = answerCall(flows, load()!, answer(call), here())
    }
  }
  const idOf = () => load()?.id ?? `s${++sessions}`

  for (const line of story.对话) {
    if ('回音' in line || '办理' in line) continue
    lines.push(line)
    if ('群众' in line) {
      if (typeof line.群众 === 'object' && line.群众.紧接着) now -= MINUTE - AT_ONCE
      const input = inputOf(line.群众, () => ++attachment)
      play(resume(flows, load(), input, here(), { sessionId: idOf() }))
      now += MINUTE
    } else if ('联系人' in line) contact = line.联系人
    else if ('开始' in line) {
      const vars = line.开始.带
      const options = { sessionId: idOf(), session: load(), ...(vars ? { vars } : {}) }
      play(begin(flows, line.开始.流程, options, here()))
    } else {
      const until = now + spanMs(line.过了)
      for (;;) {
        const session = load()
        const timers = (['remind', 'expire'] as const).flatMap(timer => {
          const at = session?.[timer === 'remind' ? 'remindAt' : 'expiresAt']
          return at ? [{ timer, at: Date.parse(at) }] : []
        })
        const due = timers.filter(t => t.at <= until).sort((a, b) => a.at - b.at)[0]
        if (!session || !due) break
        now = Math.max(now, due.at)
        play(fireTimer(flows, session, due.timer, here()))
      }
      now = until
    }
  }
  return { lines, turns }
}

/** Shortens very long arguments to their beginning and length, so that a story stays readable. */
export const readable = (args: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(args).map(([name, value]) => [
      name,
      typeof value === 'string' && value.length > 300
        ? `${value.slice(0, 20)}…（共 ${value.length} 字）`
        : value,
    ]),
  )

/** The coordinates of every shared place in stories. */
export const STORY_POINT = { latitude: 30.1, longitude: 120.2 } as const

function inputOf(says: Says, id: () => number): Input {
  if (typeof says === 'string') return { text: says }
  const many = (kind: 'photo' | 'voice' | 'video' | 'file', n = 0) =>
    Array.from({ length: n }, () => ({ id: id(), kind }))
  const attachments = [
    ...many('photo', says.照片),
    ...many('voice', says.语音),
    ...many('video', says.视频),
    ...many('file', says.文件),
  ]
  const event = says.关注
    ? { name: 'follow' as const }
    : says.扫码 !== undefined
      ? { name: 'scan' as const, key: says.扫码 }
      : says.点菜单 !== undefined
        ? { name: 'click' as const, key: says.点菜单 }
        : undefined
  return {
    ...(says.说 === undefined ? {} : { text: says.说.repeat(says.遍 ?? 1) }),
    ...(attachments.length ? { attachments } : {}),
    ...(says.位置 === undefined ? {} : { location: { ...STORY_POINT, label: says.位置 } }),
    ...(says.按 === undefined ? {} : { choice: says.按 }),
    ...(event ? { event } : {}),
    ...(says.链接 === undefined ? {} : { link: says.链接 }),
    ...(says.看不到 ? { lost: says.看不到 === true ? 'unknown' : says.看不到 } : {}),
  }
}

const spanMs = (span: string): number =>
  Number(span.slice(0, -1)) *
  { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }[span.slice(-1) as 's' | 'm' | 'h' | 'd']
