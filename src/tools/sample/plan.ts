import type { MoveName } from '../../domain/cases/moves.ts'
import type { Calendar } from '../../domain/office/calendar.ts'
import type { Office } from '../../domain/office/office.ts'
import type { Random } from './random.ts'
import {
  SAMPLE_PLACES,
  SAMPLE_RATINGS,
  SAMPLE_RETURNS,
  SAMPLE_TEXTS,
  SAMPLE_TRY_OUT,
  type SampleText,
} from './texts.ts'

/**
 * Plans what happens to each sample case, as data: who does what when. Pure. It runs through the real moves in
 * live.ts, so a plan that the table of moves does not allow fails there.
 */

export type Who = 'dispatcher' | 'clerk' | 'reviewer' | 'manager' | 'resident'

/** `otherCase`: the input names another sample case, whose number is known once it is open. */
export type PlannedStep = { at: Date; of: number } & (
  | { do: 'open' }
  | { do: 'move'; move: MoveName; input: Record<string, unknown>; by: Who; otherCase?: number }
)

export interface PlannedCase {
  template: SampleText
  text: string
  areaId: string
  place: string
  channel: 'web' | 'phone' | 'visit'
  department: string
}

export interface Plan {
  cases: PlannedCase[]
  /** In chronological order. */
  steps: PlannedStep[]
}

const HOUR = 3_600_000

/** The share of cases that take each course of events. */
const COURSES = [
  ['usual', 58],
  ['returned', 8],
  ['late', 6],
  ['extended', 5],
  ['declined', 5],
  ['asked', 5],
  ['reopened', 5],
  ['merged', 4],
  ['withdrawn', 2],
  ['stuck', 2],
] as const
type Course = (typeof COURSES)[number][0]

/** Fresh cases that stop where somebody has to act next. */
const WAITING: readonly [Course, MoveName | 'open'][] = [
  ['usual', 'open'],
  ['usual', 'accept'],
  ['usual', 'accept'],
  ['usual', 'assign'],
  ['asked', 'askResident'],
  ['asked', 'askResident'],
  ['usual', 'submit'],
  ['usual', 'submit'],
  ['declined', 'decline'],
]

interface PlanOptions {
  random: Random
  office: Pick<Office, 'areas' | 'categories' | 'hours'>
  calendar: Calendar
  from: Date
  until: Date
  casesPerWeek: number
}

export function planSample({ random, office, calendar, from, until, casesPerWeek }: PlanOptions): Plan {
  const cases: PlannedCase[] = []
  const steps: PlannedStep[] = []
  const openAt = (at: Date) => calendar.nextOpening(at, office.hours)
  /** Some working time later: never at night, never exactly on the hour. */
  const later = (at: Date, minHours: number, maxHours: number) =>
    openAt(new Date(at.getTime() + (minHours + random.next() * (maxHours - minHours)) * HOUR))
  const soon = (at: Date) => new Date(at.getTime() + random.whole(3, 40) * 60_000)

  const total = Math.round(((until.getTime() - from.getTime()) / (7 * 24 * HOUR)) * casesPerWeek)
  for (let i = 0; i < total; i++) {
    const at = residentTime(new Date(from.getTime() + random.next() * (until.getTime() - from.getTime())))
    addCase(drawCase(), at, draw())
  }
  // Added regardless of the random plan, so that every officer has something to do.
  for (const [course, stopAfter] of WAITING) {
    const first = steps.length
    addCase(
      drawCase(),
      residentTime(
        new Date(until.getTime() - (stopAfter === 'submit' ? 9 * 24 : random.whole(60, 90)) * HOUR),
      ),
      course,
    )
    const end = steps.findIndex((s, i) => i >= first && (s.do === 'open' ? 'open' : s.move) === stopAfter)
    steps.splice(end + 1)
  }
  tryOut(later(new Date(from.getTime() + 8 * 24 * HOUR), 0, 1))
  steps.sort((a, b) => a.at.getTime() - b.at.getTime())
  return { cases, steps: steps.filter(step => step.at < until) }

  /** A test message, which is set aside with its reason. */
  function tryOut(at: Date): void {
    const planned: PlannedCase = { ...drawCase(), text: SAMPLE_TRY_OUT, channel: 'web' }
    const of = cases.push(planned) - 1
    steps.push(
      { at, of, do: 'open' },
      { at: later(at, 0.1, 1), of, do: 'move', move: 'setAside', input: { code: 'test' }, by: 'dispatcher' },
    )
  }

  /** Most write by day and in the evening, few at night. */
  function residentTime(at: Date): Date {
    const hour = (at.getUTCHours() + 8) % 24
    return hour >= 6 && hour < 23 ? at : new Date(at.getTime() + 9 * HOUR)
  }

  function draw(): Course {
    let left = random.next() * COURSES.reduce((sum, [, weight]) => sum + weight, 0)
    for (const [course, weight] of COURSES) {
      left -= weight
      if (left < 0) return course
    }
    return 'usual'
  }

  function drawCase(like?: PlannedCase): PlannedCase {
    const template = like?.template ?? random.pick(SAMPLE_TEXTS)
    const area = like ? office.areas.find(a => a.id === like.areaId)! : random.pick(office.areas)
    const place = like?.place ?? `${area.name}${random.pick(SAMPLE_PLACES)}`
    const text = template.text.replace('{place}', place)
    const channel = random.chance(0.72) ? 'web' : random.chance(0.7) ? 'phone' : 'visit'
    return {
      template,
      text: like ? `${random.pick(['我也反映一下，', '同样的问题：', '补充反映：'])}${text}` : text,
      areaId: area.id,
      place,
      channel,
      department: office.categories.find(c => c.id === template.category)!.department,
    }
  }

  function addCase(planned: PlannedCase, at: Date, course: Course): void {
    const of = cases.push(planned) - 1
    // A call or a visit happens in opening hours, and is opened by the officer who takes it.
    let t = planned.channel === 'web' ? at : later(at, 0, 1)
    const open = (step: PlannedStep) => steps.push(step)
    const move = (name: MoveName, by: Who, input: Record<string, unknown> = {}) =>
      steps.push({ at: t, of, do: 'move', move: name, input, by })
    const { reply } = planned.template
    open({ at: t, of, do: 'open' })

    const urgent = planned.template.category === 'water' || planned.template.category === 'power'
    if (course === 'withdrawn') {
      t = soon(t)
      move('withdraw', 'resident', { reason: '已经自己解决了。' })
      return
    }
    t = later(t, 0.2, urgent ? 1 : 9)
    if (course === 'declined') {
      move('decline', 'dispatcher', {
        reason: '这件事不属于本镇办理的范围，我们不能代为决定。',
        redirect: '可以拨打县 12345 热线，或到县级主管部门的窗口反映。',
      })
      t = later(t, 1, 8)
      move('approve', 'reviewer')
      return
    }
    move('accept', 'dispatcher')
    t = random.chance(0.7) ? soon(t) : later(t, 1, 9)
    move('assign', 'dispatcher', { department: planned.department })
    if (course === 'stuck') {
      if (random.chance(0.5)) {
        t = later(t, 24 * 10, 24 * 12)
        move('supervise', 'manager', { instruction: '请三天内拿出结果，当面向我说明为什么拖到现在。' })
      }
      return
    }
    if (course === 'merged') {
      t = later(t, 4, 20)
      const twin = drawCase(planned)
      const child = cases.push(twin) - 1
      let u = later(t, 0.1, 4)
      steps.push({ at: u, of: child, do: 'open' })
      u = later(u, 0.5, 3)
      steps.push({ at: u, of: child, do: 'move', move: 'accept', input: {}, by: 'dispatcher' })
      u = soon(u)
      steps.push({ at: u, of: child, do: 'move', move: 'merge', input: {}, by: 'dispatcher', otherCase: of })
      t = later(u, 20, 40)
    }
    if (course === 'asked') {
      t = later(t, 2, 8)
      move('askResident', 'clerk', { text: '请说一下具体在哪个位置，最好附一张照片。' })
      t = later(t, 3, 30)
      move('supplement', 'resident', { text: `就在${planned.place}左手边，十几米的地方。` })
    }
    // The deadline of an urgent case is in hours and cannot be extended.
    if (course === 'extended' && !urgent) {
      t = later(t, 24, 60)
      move('extend', 'clerk', { days: 3, reason: '需要等专业队伍进场，原来的时间来不及。' })
      t = later(t, 2, 12)
      move('extend', 'manager', { days: 3, reason: '需要等专业队伍进场，原来的时间来不及。' })
      t = later(t, 60, 110)
    }
    if (course === 'late') t = later(t, 24 * 11, 24 * 14)

    const inquiry = planned.template.kind === 'inquiry'
    answer(urgent ? [2, 10] : inquiry ? [3, 26] : [12, 130], reply, course === 'returned')
    if (course === 'reopened') {
      t = later(t, 4, 60)
      move('rate', 'resident', { rating: random.whole(1, 2), text: SAMPLE_RATINGS[random.whole(3, 4)]! })
      t = later(t, 1, 20)
      move('reopen', 'resident', { reason: '说处理好了，其实还是老样子，请再来看看。' })
      answer([20, 100], `抱歉上次没有处理到位。${reply}这次完成后我们会打电话再问您一次。`, false)
      t = later(t, 4, 60)
      move('rate', 'resident', { rating: 4 })
      return
    }
    if (random.chance(0.6)) {
      t = later(t, 2, 70)
      const rating = random.pick([5, 5, 5, 5, 4, 4, 4, 3, 2])
      const text = random.chance(0.4) ? SAMPLE_RATINGS[Math.min(4, 5 - rating)] : undefined
      move('rate', 'resident', { rating, ...(text && { text }) })
    }
    if (planned.template.kind !== 'report' && random.chance(0.12)) {
      t = later(t, 2, 20)
      move('publish', 'reviewer', { openness: 'open', redactedText: reply })
    }

    function answer([min, max]: [number, number], text: string, returned: boolean): void {
      t = later(t, min, max)
      move('draft', 'clerk', { text })
      t = soon(t)
      move('submit', 'clerk')
      if (returned) {
        t = later(t, 1, 5)
        move('return', 'reviewer', { reason: random.pick(SAMPLE_RETURNS) })
        t = later(t, 1, 4)
        move('draft', 'clerk', { text: `您好，${text}` })
        t = soon(t)
        move('submit', 'clerk')
      }
      t = later(t, 0.5, 6)
      move('approve', 'reviewer')
    }
  }
}
