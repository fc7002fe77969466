import { DAY, HOUR, instantOf, MINUTE, minuteOfDay, shanghaiDate } from './civil-date.ts'

/**
 * When scheduled jobs are due. A schedule says which run should have happened by now: a pure function of the time of
 * day in Shanghai, whatever the machine's zone. A process that checks late finds the same run.
 */

/** One run of a job: its name (`2026-11-16 08:30`, the same for every process) and its moment. */
export interface Slot {
  name: string
  at: Date
}

interface Schedule {
  /** The last run that should have happened by `now`. */
  last(now: Date): Slot
  /** The next one after it. */
  next(now: Date): Date
}

const pad = (n: number) => String(n).padStart(2, '0')
const slotAt = (at: Date): Slot => {
  const minute = minuteOfDay(at)
  return { name: `${shanghaiDate(at)} ${pad(Math.floor(minute / 60))}:${pad(minute % 60)}`, at }
}

/** Shanghai is a whole number of minutes from UTC and has no summer time, so spans of it can be counted in UTC. */
const every = (period: number, offset = 0): Schedule => ({
  last: now => slotAt(new Date(Math.floor((now.getTime() - offset) / period) * period + offset)),
  next: now => new Date((Math.floor((now.getTime() - offset) / period) + 1) * period + offset),
})

export const everyMinute: Schedule = every(MINUTE)
export const hourlyAt = (minute: number): Schedule => every(HOUR, minute * MINUTE)

/** @param time e.g. `08:30` */
export function dailyAt(time: string): Schedule {
  const [hour, minute] = time.split(':').map(Number) as [number, number]
  const today = (now: Date) => instantOf(shanghaiDate(now), hour * 60 + minute)
  return {
    last: now => slotAt(today(now) <= now ? today(now) : new Date(today(now).getTime() - DAY)),
    next: now => (today(now) > now ? today(now) : new Date(today(now).getTime() + DAY)),
  }
}

interface JobPlan {
  /** For administrators. */
  title: string
  due: Schedule
  /** A missed run is made up while it is no older than this, in milliseconds. */
  worthMs: number
  /**
   * `once`: once for each slot, however many processes there are. `process`: in every process, because the job fills
   * that process's memory, or claims its work piece by piece.
   */
  where: 'once' | 'process'
  /** Also runs when a process starts, because its work may have become due while nothing ran. */
  atStart?: true
}

const DAILY_LIST_UNTIL = 14 * HOUR - (8 * HOUR + 30 * MINUTE)

/** The table of scheduled jobs. `jobs/jobs.ts` says what each does. */
export const JOB_PLANS = {
  sweep: { title: '提醒、到期和自动办结', due: everyMinute, worthMs: HOUR, where: 'process' },
  items: { title: '公开信息到点发布、到期撤下', due: everyMinute, worthMs: HOUR, where: 'process' },
  clock: { title: '核对时钟', due: everyMinute, worthMs: HOUR, where: 'process' },
  letters: { title: '发邮件', due: everyMinute, worthMs: HOUR, where: 'process' },
  articles: { title: '公开信息放进公众号', due: everyMinute, worthMs: HOUR, where: 'process' },
  followers: { title: '通知订阅公开信息的人', due: everyMinute, worthMs: HOUR, where: 'process' },
  'outbox-watch': { title: '检查待发消息', due: everyMinute, worthMs: HOUR, where: 'process' },
  calendar: {
    title: '按新日历重算期限',
    due: dailyAt('03:20'),
    worthMs: DAY,
    where: 'process',
    atStart: true,
  },
  // Five minutes later than the grace of close-days.ts. In every process, because whoever comes first closes the day.
  ledger: { title: '台账日结', due: dailyAt('00:10'), worthMs: DAY, where: 'process', atStart: true },
  // The first run of a day is just after its closing; with every cosignature there is nothing to do.
  witnesses: { title: '请见证人给台账加签', due: hourlyAt(12), worthMs: HOUR, where: 'once' },
  // The use case makes every report that is missing: only the last run is worth making up.
  digest: { title: '制作和发送报表', due: dailyAt('08:30'), worthMs: DAY, where: 'once' },
  // Marks begin with a day or an hour; nobody waits for their minute.
  marks: { title: '电子监察', due: hourlyAt(2), worthMs: HOUR, where: 'once', atStart: true },
  // Before the daily list, which names them.
  columns: { title: '提醒没按时更新的公开栏目', due: dailyAt('08:25'), worthMs: DAY / 2, where: 'once' },
  visits: { title: '提醒没按期答复的明查暗访', due: dailyAt('08:20'), worthMs: DAY / 2, where: 'once' },
  // After a morning's outage the list would be old.
  'daily-list': { title: '每日清单', due: dailyAt('08:30'), worthMs: DAILY_LIST_UNTIL, where: 'once' },
  // Until everything that an older version stored in the clear is sealed.
  seal: { title: '加密旧数据', due: dailyAt('03:30'), worthMs: DAY, where: 'process', atStart: true },
  // After the night's erasure. In every process: each writes the end of the chain down where it runs.
  audit: { title: '核对操作记录', due: dailyAt('02:10'), worthMs: DAY, where: 'process', atStart: true },
  erase: { title: '清除到期内容', due: dailyAt('01:30'), worthMs: DAY, where: 'once' },
  // After the day's closing of the ledger and what is erased, before people write.
  backup: { title: '每晚备份', due: dailyAt('02:00'), worthMs: DAY, where: 'once' },
  'backup-watch': { title: '检查备份', due: hourlyAt(40), worthMs: HOUR, where: 'once' },
  // In every process, so that another continues at once what one left unfinished. With nothing to do it reads one
  // row.
  'count-anew': {
    title: '按新规则重算统计',
    due: everyMinute,
    worthMs: HOUR,
    where: 'process',
    atStart: true,
  },
  recheck: { title: '复核已存报表', due: dailyAt('02:40'), worthMs: DAY, where: 'once' },
  // Each process keeps what was learned in its own memory.
  routing: { title: '学习转办', due: dailyAt('03:10'), worthMs: DAY, where: 'process', atStart: true },
  files: { title: '清理附件', due: hourlyAt(25), worthMs: HOUR, where: 'process' },
  assessments: { title: '预先核对考核', due: hourlyAt(50), worthMs: HOUR, where: 'process', atStart: true },
} as const satisfies Record<string, JobPlan>

export type JobName = keyof typeof JOB_PLANS
export const JOB_NAMES = Object.keys(JOB_PLANS) as JobName[]
export const planOf = (name: JobName): JobPlan => JOB_PLANS[name]
