import { stringify } from 'yaml'
import { Refusal } from '../../domain/base/errors.ts'
import { notPassedKind } from '../../domain/base/not-passed.ts'
import { KIND_NAMES } from '../../domain/office/kinds.ts'
import type { Actor } from '../../domain/people/actor.ts'
import { canSee } from '../../domain/people/policy.ts'
import {
  flowSet,
  readableArgs,
  type Says,
  type Story,
  type StoryLine,
  tell,
  type World,
} from '../../flow/mod.ts'
import { findCaseByNumber, toCase } from '../../store/cases/cases.ts'
import { addAudit } from '../../store/people/officers.ts'
import { contactById } from '../../store/talk/contacts.ts'
import { type ReproMessage, reproMessages, reproMessagesOutsideCases } from '../../store/talk/messages.ts'
import type { Content, Context } from '../base/context.ts'
import { isPersonalAnswer, openTurn, type TurnRecord } from '../base/turn-record.ts'
import { demandConversations } from './conversations.ts'
import { type Masks, reproMasks } from './repro-masks.ts'
import { officeForFlows, understandingOf } from './world.ts'

export interface Repro {
  /** A story of flows/stories. */
  yaml: string
  story: Story
  /** Replayed with the current dialogues, it gives the same texts. */
  replays: boolean
}

/**
 * A case's conversation as a story: the resident's inputs, the bot's answers, the results of calls. Personal data is
 * replaced by made-up values of the same form, so that it can be shared and still be replayed.
 * @throws Refusal `not_found`, also when it is out of the officer's sight; `conflict` when there was no dialogue.
 */
export async function reproCase(ctx: Context, number: string, by: Actor): Promise<Repro> {
  const row = await findCaseByNumber(ctx.db.read, number)
  if (!row || !canSee(by, row)) throw new Refusal('not_found', '没有这件诉求。')
  const messages = await reproMessages(ctx.db.read, row.id)
  const { kind } = toCase(row)
  return storyOf(ctx, messages, by, number, masks => `${KIND_NAMES[kind]} ${masks.text(number)} 的对话`)
}

/**
 * The same for what somebody said outside of cases: the last two hundred messages.
 * @throws Refusal `forbidden`, `not_found`; `conflict` when there was no dialogue.
 */
export async function reproConversation(ctx: Context, contactId: number, by: Actor): Promise<Repro> {
  demandConversations(by)
  const contact = await contactById(ctx.db.read, contactId)
  if (!contact) throw new Refusal('not_found', '没有这个会话。')
  const messages = await reproMessagesOutsideCases(ctx.db.read, contactId)
  return storyOf(ctx, messages, by, `会话 ${contactId}`, () => '没有登记成诉求件的会话')
}

async function storyOf(
  ctx: Context,
  messages: readonly ReproMessage[],
  by: Actor,
  target: string,
  titled: (masks: Masks) => string,
): Promise<Repro> {
  const records = new Map(messages.map(m => [m.id, openTurn(ctx.secrets, m)]))
  if (![...records.values()].some(Boolean)) throw new Refusal('conflict', '没有可以重放的对话。')

  const identities = messages
    .filter(m => isPersonalAnswer(records.get(m.id) ?? null, m.text))
    .map(m => m.text)
  const attachments = messages.flatMap(m => m.attachments.map(a => a.id))
  const masks = reproMasks(ctx.secrets, ctx.content(), identities, attachments)
  const written = write(messages, records, masks)
  const story: Story = {
    故事: titled(masks),
    流程: written.flows.length > 0 ? written.flows : ['route'],
    内容: '本单位',
    ...written.head,
    ...(Object.keys(written.results).length > 0 && { 结果: written.results }),
    对话: written.lines,
  }
  const replays = same(replayStory(ctx.content(), story), story.对话)
  await ctx.db.inTransaction(tx =>
    addAudit(tx, { at: ctx.now(), officerId: by.id ?? null, action: 'repro', target }),
  )
  const note = replays
    ? '用现在的对话流程重放，一字不差。'
    : '用现在的对话流程重放，与当时不同：流程改过，或结果取决于当时的情况。'
  return {
    yaml: `# 由工作台导出，个人信息已换成样例。${note}\n${stringify(story, { lineWidth: 0 })}`,
    story,
    replays,
  }
}

/** Replays a story with the office's own content. */
export function replayStory(content: Content, story: Story): StoryLine[] {
  const world = (now: Date, contact: Record<string, unknown>): World => ({
    office: officeForFlows(content.office),
    contact: { isNew: false, openCases: 0, ...contact },
    ...understandingOf(content),
    now,
  })
  return tell(story, { flows: flowSet(content.flows), world, result: () => ({ outcome: 'failed' }) }).lines
}

const same = (a: readonly StoryLine[], b: readonly StoryLine[]) => JSON.stringify(a) === JSON.stringify(b)

interface Written {
  head: Pick<Story, '开始于' | '联系人'>
  flows: string[]
  results: NonNullable<Story['结果']>
  lines: StoryLine[]
}

/** Messages within this many seconds count as sent at once; also the gap that a story adds between messages. */
const AT_ONCE = 8
const BETWEEN = 60

function write(
  messages: readonly ReproMessage[],
  records: ReadonlyMap<number, TurnRecord | null>,
  masks: Masks,
): Written {
  const flows = new Set<string>()
  const results: Written['results'] = {}
  const lines: StoryLine[] = []
  let head: Written['head'] = {}
  let contact = ''
  let last = 0
  /** The time that passes in the story after the last line. */
  let passes = 0
  /** Adds the time that passed. Gaps are kept, not the time of day, because a story counts in minutes. */
  const until = (at: Date | string) => {
    const time = new Date(at).getTime()
    const seconds = Math.round((time - last) / 1000) - passes
    if (last > 0 && seconds > 0) lines.push({ 过了: `${seconds}s` })
    last = time
    passes = 0
  }

  for (const m of messages) {
    const record = records.get(m.id)
    if (m.direction === 'in' && record) {
      const now = masks.value(record.contact) as unknown as Record<string, unknown>
      if (record.asked) flows.add(record.asked.flow)
      const quick = passes > 0 && Date.parse(record.now) - last <= AT_ONCE * 1000
      if (quick) last = Date.parse(record.now)
      else until(record.now)
      if (lines.length === 0) head = { 开始于: record.now, 联系人: now }
      else if (JSON.stringify(now) !== contact) lines.push({ 联系人: now })
      contact = JSON.stringify(now)
      lines.push({ 群众: saysOf(m, masks, quick) })
      passes = BETWEEN
      for (const { action, args, outcome, vars } of record.calls) {
        lines.push({ 办理: { [action]: readableArgs(masks.value(args)) } })
        results[action] = [...(results[action] ?? []), { outcome, ...(vars && { vars: masks.value(vars) }) }]
      }
      for (const answer of messages) {
        if (answer.inReplyToId === m.id && answer.outbox?.purpose === 'dialogue')
          lines.push({ 回音: masks.text(answer.text) })
      }
    } else if (lines.length > 0 && m.direction === 'out' && m.inReplyToId === null) {
      if (m.outbox?.dedupeKey.startsWith('timer:')) {
        until(m.at)
        lines.push({ 回音: masks.text(m.text) })
      } else if (m.outbox?.purpose === 'reply' && m.payload?.includes('"choices"') && m.case) {
        // The answer included the invitation to rate it; only that part is dialogue.
        until(m.at)
        lines.push({ 开始: { 流程: 'rate', 带: { number: masks.text(m.case.number) } } })
        lines.push({ 回音: masks.text(m.text.slice(m.text.lastIndexOf('\n\n') + 2)) })
      }
    }
  }
  return { head, flows: [...flows], results, lines }
}

function saysOf(m: ReproMessage, masks: Masks, quick: boolean): Says {
  const payload = m.payload ? (JSON.parse(m.payload) as Record<string, unknown>) : {}
  const choice = payload['choice'] as string | undefined
  const event = payload['event'] as { name?: string; key?: string } | undefined
  const location = payload['location'] as { label?: string } | undefined
  const count = (kind: string) => m.attachments.filter(a => a.kind === kind).length
  const text = choice !== undefined && m.text === choice ? '' : masks.text(m.text)
  const written = text !== '' || (m.kind === 'text' && choice === undefined)
  const says: Exclude<Says, string> = {
    ...(written && (m.kind === 'link' ? { 链接: text } : { 说: text })),
    ...(count('photo') > 0 && { 照片: count('photo') }),
    ...(count('voice') > 0 && { 语音: count('voice') }),
    ...(count('video') > 0 && { 视频: count('video') }),
    ...(count('file') > 0 && { 文件: count('file') }),
    ...(location && { 位置: masks.text(location.label ?? '') }),
    ...(choice !== undefined && { 按: masks.text(choice) }),
    ...(event?.name === 'follow' && { 关注: true as const }),
    ...(event?.name === 'scan' && { 扫码: event.key ?? '' }),
    ...(event?.name === 'click' && { 点菜单: event.key ?? '' }),
    ...(m.kind === 'unknown' && { 看不到: notPassedKind(payload['raw'] as string | undefined) }),
    ...(quick && { 紧接着: true as const }),
  }
  return Object.keys(says).length === 1 && says.说 !== undefined ? says.说 : says
}
