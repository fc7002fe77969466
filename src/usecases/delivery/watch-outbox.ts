import { MINUTE, sayInstant } from '../../domain/base/civil-date.ts'
import { CHANNEL_NAMES } from '../../domain/base/message.ts'
import { type LongestWaiting, oldestWaiting } from '../../store/delivery/outbox.ts'
import { clearNotice, notice, troubleOf } from '../../store/office/notices.ts'
import type { Context } from '../base/context.ts'
import { LANES, type LaneName } from './outbox-lanes.ts'

/** A message that waits this long raises an alarm. */
const LATE_MS = 10 * MINUTE

/** A channel on which messages wait too long. */
interface LateLane {
  channel: LaneName
  /** When the longest waiting message was queued, and how long ago that is. */
  since: Date
  minutes: number
  why: string
}

/** Why the oldest message of a channel still waits: the first line that applies. */
const WHY: readonly ((oldest: LongestWaiting, trouble: string | undefined) => string | null | undefined)[] = [
  // A notice about the channel says more than one message's error.
  (_oldest, trouble) => trouble,
  oldest => oldest.error,
  oldest => (oldest.attempts === 0 ? '排在前面的消息多，正按渠道允许的速度发。' : undefined),
  () => '正在发，还没有结果。',
]

const nameOf = (lane: LaneName) => (lane === '' ? '其他渠道' : CHANNEL_NAMES[lane])

/** Channels on which the oldest message has waited too long, and why. */
export async function lateLanes(ctx: Context): Promise<LateLane[]> {
  const now = ctx.now()
  const late: LateLane[] = []
  for (const channel of LANES) {
    const oldest = await oldestWaiting(ctx.db.read, channel)
    if (!oldest) continue
    const ms = now.getTime() - oldest.createdAt.getTime()
    if (ms < LATE_MS) continue
    const trouble = channel === '' ? undefined : await troubleOf(ctx.db.read, channel)
    const why = WHY.map(reason => reason(oldest, trouble)).find(Boolean)!
    late.push({ channel, since: oldest.createdAt, minutes: Math.floor(ms / MINUTE), why })
  }
  return late
}

/** `95` → `1 小时 35 分钟` */
function sayMinutes(minutes: number): string {
  if (minutes < 60) return `${minutes} 分钟`
  const hours = Math.floor(minutes / 60)
  if (hours >= 48) return `${Math.floor(hours / 24)} 天`
  return minutes % 60 === 0 ? `${hours} 小时` : `${hours} 小时 ${minutes % 60} 分钟`
}

/**
 * Raises a notice when messages wait too long, and clears it when they are sent. Once a minute.
 * @returns the channels that are late
 */
export async function watchOutbox(ctx: Context): Promise<LaneName[]> {
  const now = ctx.now()
  const late = await lateLanes(ctx)
  for (const channel of LANES) {
    const lane = late.find(l => l.channel === channel)
    const code = `outbox_late:${channel || 'other'}`
    if (!lane) {
      await clearNotice(ctx.db, code, now)
      continue
    }
    await notice(
      ctx.db,
      code,
      `${nameOf(channel)}有消息等了 ${sayMinutes(lane.minutes)}还没有发出（最早一条是 ${sayInstant(lane.since)} 的）。` +
        `原因：${lane.why}消息不会丢，通了会自动接着发。`,
      now,
    )
  }
  return late.map(l => l.channel)
}
