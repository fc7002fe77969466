import { backoffMs } from '../../domain/base/backoff.ts'
import { MINUTE } from '../../domain/base/civil-date.ts'
import type { ChatChannel, Purpose, SendResult } from '../../domain/base/message.ts'
import type { Db } from '../../store/base/database.ts'
import { caseNumberOf, lockCaseById } from '../../store/cases/cases.ts'
import { noteOutcome, recordPartsSent, recordStatusOnly } from '../../store/delivery/outbox.ts'
import {
  CLAIM_MS,
  claimOutbox,
  type OutboxRow,
  renewClaims,
  unclaim,
  wakeNext,
} from '../../store/delivery/outbox-claims.ts'
import { clearTrouble, noticeIn } from '../../store/office/notices.ts'
import { type Contact, externalIdOf, setWindow } from '../../store/talk/contacts.ts'
import { toOutbound } from '../../store/talk/messages.ts'
import { ownerOf } from '../../store/talk/pseudonyms.ts'
import type { Context } from '../base/context.ts'
import { moveCaseIn } from '../cases/moving/move-case.ts'
import { noteEarlyDelivery } from '../cases/moving/note-delivery.ts'
import { trackingUrl } from '../cases/moving/open-case.ts'
import { freeLanes, LANES, type Lane, type LaneName, type Lanes } from '../delivery/outbox-lanes.ts'

/** After this many attempts an unsent message waits for the resident's next contact instead. */
const MAX_ATTEMPTS = 12

/** Long uploads outlast a claim: it is renewed while they run. */
const RENEW_MS = CLAIM_MS / 3

/** A message on a channel that is down waits a tenth of its age, at most this. */
const LONGEST_WAIT_MS = 2 * MINUTE

/**
 * Delivers what is due on every channel, once. Nothing is sent inside a transaction: claim, send, record.
 * @returns how many rows were tried.
 */
export async function deliverOutbox(ctx: Context, limit = 20, lanes: Lanes = freeLanes()): Promise<number> {
  const tried = await Promise.all(LANES.map(name => deliverLane(ctx, name, lanes[name], limit)))
  return tried.reduce((sum, n) => sum + n, 0)
}

/**
 * Delivers what is due on one channel: a few at once, at the channel's rate. When the channel itself turns out to be
 * down, what was claimed and not tried is given back, and the lane rests.
 * @returns how many rows were tried.
 */
export async function deliverLane(ctx: Context, name: LaneName, lane: Lane, limit = 20): Promise<number> {
  const room = lane.room(limit)
  if (room === 0) return 0
  const order = lane.probing ? 'newest' : 'oldest'
  const rows = await claimOutbox(ctx.db, ctx.processId, ctx.now(), room, name, order)
  if (rows.length === 0) return 0
  const waiting = [...rows]
  const held = new Set(rows.map(row => row.id))
  const renewal = setInterval(() => {
    renewClaims(ctx.db, [...held], ctx.processId, ctx.now()).catch((error: unknown) =>
      ctx.log.warn({ err: error }, 'claims could not be renewed'),
    )
  }, RENEW_MS)
  const sendNext = async () => {
    for (let row = waiting.shift(); row; row = waiting.shift()) {
      await lane.turn()
      if (lane.rests || ctx.stopping?.aborted) {
        waiting.unshift(row)
        return
      }
      const result = await deliver(ctx, row)
      held.delete(row.id)
      if (result.channelRestsMs === undefined) lane.works()
      else lane.rest(result.channelRestsMs)
    }
  }
  try {
    await Promise.all(Array.from({ length: Math.min(lane.atOnce, rows.length) }, sendNext))
  } finally {
    clearInterval(renewal)
    if (waiting.length > 0) {
      await unclaim(
        ctx.db,
        waiting.map(row => row.id),
      )
    }
  }
  return rows.length - waiting.length
}

async function deliver(whole: Context, row: OutboxRow): Promise<SendResult> {
  const ctx = { ...whole, log: whole.log.child({ outbox: row.id, message: row.messageId }) }
  // A message under a pseudonym uses the person's own window, too.
  const contact = await ownerOf(ctx.db.read, ctx.secrets, row.contact)
  const result = await attempt(ctx, row, contact).catch((error: unknown): SendResult => {
    ctx.log.error({ err: error }, 'sending failed unexpectedly')
    return { outcome: 'retry', via: 'direct', code: 'internal', detail: '发送时出错，稍后重试。' }
  })
  ctx.measures?.messageTried(row.contact.channel, result)
  const { outcome, via } = result
  ctx.log.debug(
    { channel: row.contact.channel, via, outcome, ...(result.outcome !== 'sent' && { code: result.code }) },
    'sending',
  )
  try {
    await record(ctx, row, contact, result)
  } catch (error) {
    ctx.log.error({ err: error }, 'the outcome of a sending could not be recorded whole')
    await recordBare(ctx, row, result).catch((again: unknown) =>
      ctx.log.error({ err: again }, 'the outcome of a sending could not be recorded'),
    )
  }
  return result
}

async function attempt(ctx: Context, row: OutboxRow, contact: Contact): Promise<SendResult> {
  const channel = ctx.channels.get(row.contact.channel as ChatChannel)
  const to = externalIdOf(ctx.secrets, row.contact)
  if (to === undefined) {
    return {
      outcome: 'undeliverable',
      via: 'none',
      code: 'forgotten',
      detail: '对方已取消关注或要求删除信息，无法送达。',
    }
  }
  if (!channel)
    return { outcome: 'held', via: 'none', code: 'no_channel', detail: '这个渠道没有开通，等接通后再发。' }
  const number = row.caseId === null ? undefined : (await caseNumberOf(ctx.db.read, row.caseId)).number
  const { windowUntil, windowLeft } = contact
  const outbound = toOutbound(ctx.secrets, row.message)
  const { about } = outbound
  return channel.send(to, outbound, {
    purpose: row.purpose as Purpose,
    key: row.dedupeKey,
    ...(number && { caseNumber: number, casePageUrl: trackingUrl(ctx, number) }),
    ...(about && { caseNumber: about.number, casePageUrl: about.url }),
    ...(windowUntil && { window: { left: windowLeft, until: windowUntil } }),
    ...(row.partsSent > 0 && { partsSent: row.partsSent }),
    partArrived: partsSent => recordPartsSent(ctx.db, row.id, partsSent),
    picture: hash => ctx.files.get(hash).catch(() => undefined),
  })
}

/** Records the outcome on the row. */
async function record(ctx: Context, row: OutboxRow, contact: Contact, result: SendResult): Promise<void> {
  const now = ctx.now()
  const gaveUp = result.outcome === 'retry' && !result.notItsFault && row.attempts >= MAX_ATTEMPTS
  // Once its text arrived, the answer is given; pictures that cannot be sent are on the case page.
  const ended = result.textArrived ? 'sent' : 'held'
  const status = result.outcome === 'retry' ? (gaveUp ? ended : 'queued') : result.outcome
  const failure = result.outcome === 'sent' || status === 'sent' ? undefined : result
  const changed = await ctx.db.inTransaction(async tx => {
    const numbers: string[] = []
    // Replied is not delivered, so the delivery is recorded on the case. Locks the case first, like all code that
    // changes both.
    const about =
      row.replyId !== null && row.caseId !== null && status !== 'queued'
        ? await lockCaseById(tx, row.caseId)
        : null
    await noteOutcome(tx, row.id, {
      status,
      via: result.via,
      at: now,
      failure: failure ? { code: failure.code, detail: failure.detail } : null,
      ...(result.outcome === 'sent' && result.externalId && { externalId: result.externalId }),
      ...(result.notItsFault && { uncounted: true }),
      nextAt: status === 'queued' ? new Date(now.getTime() + waitMs(row, result, now)) : null,
      tries: historyOf(result, gaveUp),
    })
    if (status !== 'queued') await wakeNext(tx, row.contactId, now)
    if (row.contact.channel === 'wechat') await noteWindow(tx, contact, result, now)
    await noteTrouble(tx, row.contact.channel, result, now)
    if (row.replyId !== null && about) {
      await moveCaseIn(
        tx,
        ctx,
        about,
        'recordDelivery',
        {
          replyId: row.replyId,
          state: status as 'sent' | 'held' | 'undeliverable',
          via: result.via,
          ...(failure && { code: failure.code }),
        },
        { kind: 'system' },
      )
      numbers.push(about.number)
    }
    if (result.outcome === 'sent' && result.externalId)
      numbers.push(...(await noteEarlyDelivery(tx, ctx, contact, result.externalId)))
    return numbers
  })
  for (const number of new Set(changed)) ctx.caseChanged(number)
}

/** Records the outcome on the row alone when the case cannot be updated, so that a sent message is not sent again. */
async function recordBare(ctx: Context, row: OutboxRow, result: SendResult): Promise<void> {
  const now = ctx.now()
  const retry = result.outcome === 'retry'
  await recordStatusOnly(ctx.db, row.id, {
    status: retry ? 'queued' : result.outcome,
    via: result.via,
    sentAt: result.outcome === 'sent' ? now : null,
    nextAt: retry ? new Date(now.getTime() + waitMs(row, result, now)) : null,
  })
  if (!retry) await ctx.db.inTransaction(tx => wakeNext(tx, row.contactId, now))
}

/** How long until the next try. */
function waitMs(row: OutboxRow, result: SendResult, now: Date): number {
  if (result.outcome === 'retry' && result.afterMs) return result.afterMs
  const wait = backoffMs(row.attempts, Math.random())
  if (!result.notItsFault) return wait
  // Such attempts are not counted; the message's age tells how long it has waited.
  return Math.max(wait, Math.min(LONGEST_WAIT_MS, (now.getTime() - row.createdAt.getTime()) / 10))
}

/** A line for each route that was tried; none when no call was made. */
function historyOf(result: SendResult, gaveUp: boolean) {
  const own =
    result.outcome === 'sent'
      ? { via: result.via, outcome: result.outcome }
      : {
          via: result.via,
          outcome: gaveUp ? 'held' : result.outcome,
          code: result.code,
          detail: result.detail,
        }
  return result.attempts?.map(a => (gaveUp && a.outcome === 'retry' ? { ...a, outcome: 'held' } : a)) ?? [own]
}

/**
 * Records what the attempt used of the sending window, or learned about it; nothing when the resident wrote
 * meanwhile.
 */
async function noteWindow(tx: Db, contact: Contact, result: SendResult, now: Date): Promise<void> {
  const { messages = 0, windowShut } = result
  if (!windowShut && messages === 0) return
  const left = windowShut ? 0 : Math.max(0, contact.windowLeft - messages)
  const until = windowShut === 'over' ? now : (contact.windowUntil ?? now)
  await setWindow(tx, contact, { left, ...(windowShut && { until }) })
}

/** Raises a notice when the account is stopped, and clears it once a message goes through. */
async function noteTrouble(tx: Db, channel: string, result: SendResult, now: Date): Promise<void> {
  if (result.outcome === 'sent') await clearTrouble(tx, channel, result.via, now)
  const { trouble } = result
  if (trouble) await noticeIn(tx, `${channel}:${trouble.about}:${trouble.code}`, trouble.detail, now)
}
