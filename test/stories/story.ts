import { parse } from 'yaml'
import { z } from 'zod'
import {
  answerCall,
  begin,
  type Call,
  type CallResult,
  type FlowSet,
  fireTimer,
  type Input,
  resume,
  type Session,
  type Turn,
} from '../../src/flow/mod.ts'
import { DEFAULT_RESULTS, world } from './world.ts'

/**
 * A story is a chat in YAML that an office can read. `群众` says, `回音` answers (word for word), `办理`
 * is what the office's system was asked to do, `过了` lets time pass and timers fire.
 */
const saysSchema = z.union([
  z.string(),
  z.strictObject({
    说: z.string().optional(),
    /** 说 repeated so often: for very long texts. */
    遍: z.int().optional(),
    /** Sent two seconds after the last message instead of a minute. */
    紧接着: z.literal(true).optional(),
    照片: z.int().optional(),
    语音: z.int().optional(),
    位置: z.string().optional(),
    按: z.string().optional(),
    关注: z.literal(true).optional(),
    点菜单: z.string().optional(),
  }),
])
const lineSchema = z.union([
  z.strictObject({ 群众: saysSchema }),
  z.strictObject({ 回音: z.string() }),
  z.strictObject({ 办理: z.record(z.string(), z.record(z.string(), z.unknown())) }),
  z.strictObject({ 过了: z.string().regex(/^\d+[smhd]$/) }),
  z.strictObject({
    开始: z.strictObject({ 流程: z.string(), 带: z.record(z.string(), z.unknown()).optional() }),
  }),
])
export type Line = z.infer<typeof lineSchema>
export const storySchema = z.strictObject({
  故事: z.string().min(1),
  流程: z.union([z.string(), z.array(z.string())]),
  联系人: z.record(z.string(), z.unknown()).optional(),
  /** action → results in the order they are asked for; the last one repeats. */
  结果: z
    .record(
      z.string(),
      z.array(z.strictObject({ outcome: z.string(), vars: z.record(z.string(), z.unknown()).optional() })),
    )
    .optional(),
  对话: z.array(lineSchema).min(1),
})
export type Story = z.infer<typeof storySchema>

export const readStory = (text: string): Story => storySchema.parse(parse(text))

export interface Told {
  lines: Line[]
  turns: Turn[]
}

/** Plays the resident's side of a story and writes down the whole chat. */
export function tell(story: Story, flows: FlowSet): Told {
  let now = Date.parse('2026-11-23T01:00:00Z')
  let stored: string | null = null
  let sessions = 0
  let attachment = 0
  const lines: Line[] = []
  const turns: Turn[] = []
  const asked: Record<string, number> = {}
  const here = () => world(new Date(now), story.联系人 ?? {})
  const load = (): Session | null => (stored === null ? null : (JSON.parse(stored) as Session))
  const result = (call: Call): CallResult => {
    const own = story.结果?.[call.action]
    const nth = (asked[call.action] ?? 0) + 1
    asked[call.action] = nth
    const made = own?.[Math.min(nth, own.length) - 1]
    if (made) return { outcome: made.outcome, ...(made.vars ? { vars: made.vars } : {}) }
    return DEFAULT_RESULTS[call.action]!(call.args)
  }
  const play = (first: Turn) => {
    for (let turn = first; ; ) {
      turns.push(turn)
      stored = turn.session === null ? null : JSON.stringify(turn.session)
      if (!turn.call) {
        for (const message of turn.messages) lines.push({ 回音: message.text })
        return
      }
      const call = JSON.parse(JSON.stringify(turn.call)) as Call
      lines.push({ 办理: { [call.action]: readable(call.args) } })
      turn = answerCall(flows, load()!, result(call), here())
    }
  }
  const idOf = () => load()?.id ?? `s${++sessions}`

  for (const line of story.对话) {
    if ('群众' in line) {
      lines.push(line)
      if (typeof line.群众 === 'object' && line.群众.紧接着) now -= 58_000
      play(
        resume(
          flows,
          load(),
          inputOf(line.群众, () => ++attachment),
          here(),
          { sessionId: idOf() },
        ),
      )
      now += 60_000
    } else if ('开始' in line) {
      lines.push(line)
      const vars = line.开始.带
      play(
        begin(
          flows,
          line.开始.流程,
          { sessionId: idOf(), session: load(), ...(vars ? { vars } : {}) },
          here(),
        ),
      )
    } else if ('过了' in line) {
      lines.push(line)
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

/** Very long texts by their beginning and length: a story stays readable. */
const readable = (args: Record<string, unknown>) =>
  Object.fromEntries(
    Object.entries(args).map(([name, value]) => [
      name,
      typeof value === 'string' && value.length > 300
        ? `${value.slice(0, 20)}…（共 ${value.length} 字）`
        : value,
    ]),
  )

function inputOf(says: z.infer<typeof saysSchema>, id: () => number): Input {
  if (typeof says === 'string') return { text: says }
  const many = (kind: 'photo' | 'voice', n = 0) => Array.from({ length: n }, () => ({ id: id(), kind }))
  const attachments = [...many('photo', says.照片), ...many('voice', says.语音)]
  return {
    ...(says.说 === undefined ? {} : { text: says.说.repeat(says.遍 ?? 1) }),
    ...(attachments.length ? { attachments } : {}),
    ...(says.位置 === undefined ? {} : { location: { latitude: 30.1, longitude: 120.2, label: says.位置 } }),
    ...(says.按 === undefined ? {} : { choice: says.按 }),
    ...(says.关注 ? { event: { name: 'follow' as const } } : {}),
    ...(says.点菜单 === undefined ? {} : { event: { name: 'click' as const, key: says.点菜单 } }),
  }
}

const spanMs = (span: string): number =>
  Number(span.slice(0, -1)) *
  { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }[span.slice(-1) as 's' | 'm' | 'h' | 'd']
