import { shanghaiDate } from '../../domain/base/civil-date.ts'
import { withDigits } from '../../domain/base/text/chinese-number.ts'
import { phrase } from '../words/phrases.ts'
import type { Asking } from './answer.ts'

const DAY = 86_400_000
const NEAR: Record<string, number> = {
  大前天: -3,
  前天: -2,
  昨天: -1,
  昨日: -1,
  昨晚: -1,
  今天: 0,
  今日: 0,
  今早: 0,
  明天: 1,
  后天: 2,
}

/** A day in Shanghai, as `YYYY-MM-DD`. */
export const date: Asking<'date'> = {
  free: false,
  read(step, input, ctx) {
    const say = phrase.bind(null, ctx.world.contact.locale)
    const today = shanghaiDate(ctx.world.now)
    const day = dayIn(input.text ?? '', today)
    if (day === undefined) return { is: 'wrong', why: say('badDate') }
    if (step.not === 'future' && day > today) return { is: 'wrong', why: say('dateFuture') }
    if (step.not === 'past' && day < today) return { is: 'wrong', why: say('datePast') }
    return { is: 'value', value: day }
  },
}

/** The day that a text names; without a year it is in this year. */
export function dayIn(text: string, today: string): string | undefined {
  const flat = text.normalize('NFKC').trim()
  const word = Object.keys(NEAR).find(name => flat.startsWith(name) && flat.length <= name.length + 6)
  if (word !== undefined) return new Date(Date.parse(today) + NEAR[word]! * DAY).toISOString().slice(0, 10)
  const said = withDigits(flat)
  const full =
    /^(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*[日号]?$/.exec(said) ??
    /^(\d{4})(\d\d)(\d\d)$/.exec(said)
  if (full) return valid(Number(full[1]), Number(full[2]), Number(full[3]))
  const short = /^(?:(今年|去年|明年))?\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*[日号]?$/.exec(said)
  if (!short) return undefined
  const shift = { 今年: 0, 去年: -1, 明年: 1 }[short[1] ?? '今年'] ?? 0
  return valid(Number(today.slice(0, 4)) + shift, Number(short[2]), Number(short[3]))
}

function valid(year: number, month: number, day: number): string | undefined {
  const made = new Date(Date.UTC(year, month - 1, day))
  const same = made.getUTCFullYear() === year && made.getUTCMonth() === month - 1 && made.getUTCDate() === day
  return same && year >= 1900 && year <= 2200 ? made.toISOString().slice(0, 10) : undefined
}
