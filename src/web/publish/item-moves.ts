import { instantOf, isCivilDate } from '../../domain/base/civil-date.ts'
import { invalidField } from '../../domain/base/errors.ts'
import { ITEM_MOVE_NAMES, type ItemMoveName, itemRule } from '../../domain/publish/moves.ts'

/** The moves of an item as forms: which fields each has, and how what was sent becomes its input. */

export type OfficerItemMove = Exclude<ItemMoveName, 'goLive' | 'expire'>

interface ItemMoveField {
  name: string
  label: string
  hint?: string
  /** `said`: a box that must be ticked. `time`: a day and a time in Shanghai. */
  kind: 'text' | 'line' | 'said' | 'time'
  max?: number
  rows?: number
  optional?: true
}

const REASON_SHOWN = '群众看得到。'

export const ITEM_FORMS: Record<OfficerItemMove, readonly ItemMoveField[]> = {
  submit: [],
  recall: [],
  pass: [],
  check: [
    {
      name: 'confirmed',
      label: '我已做保密审查：没有国家秘密、商业秘密，没有不该公开的个人信息',
      kind: 'said',
    },
    {
      name: 'publishAt',
      label: '什么时候发布',
      hint: '不填就马上发布。北京时间，最多定在一年以内。',
      kind: 'time',
      optional: true,
    },
  ],
  return: [{ name: 'reason', label: '要改什么', kind: 'text', max: 500 }],
  publishNow: [],
  amend: [
    { name: 'change', label: '改什么、为什么', hint: REASON_SHOWN, kind: 'text', max: 500 },
    {
      name: 'because',
      label: '因为哪条意见',
      hint: '填意见的编号，例如 2026-00012-3。',
      kind: 'line',
      max: 20,
      optional: true,
    },
  ],
  abandon: [],
  discard: [],
  conclude: [
    {
      name: 'result',
      label: '征集结果',
      hint: `收到多少条意见，采纳了哪些，没采纳的为什么。${REASON_SHOWN}`,
      kind: 'text',
      max: 5000,
      rows: 6,
    },
  ],
  withdraw: [{ name: 'reason', label: '为什么撤下', hint: REASON_SHOWN, kind: 'text', max: 200 }],
}

export const isOfficerItemMove = (name: string): name is OfficerItemMove =>
  (ITEM_MOVE_NAMES as string[]).includes(name) && itemRule(name as ItemMoveName).who !== 'system'

/** A moment as `datetime-local` sends it, in Shanghai time. */
const MOMENT = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}):(\d{2})(?::\d{2})?$/

/** @throws Refusal `invalid_field` for what is no moment, or one that has passed */
function momentOf(text: string, now: Date): Date {
  const [, date = '', hours, minutes] = MOMENT.exec(text.trim()) ?? []
  const minute = Number(hours) * 60 + Number(minutes)
  if (!isCivilDate(date) || !(Number(hours) < 24 && Number(minutes) < 60))
    throw invalidField('publishAt', '时间写成 2026-12-01 08:30')
  const at = instantOf(date, minute)
  if (at <= now) throw invalidField('publishAt', '定的时间已经过了。要马上发布，就不填')
  return at
}

/**
 * The input of a move from the fields of its form.
 * @throws Refusal `invalid_field`
 */
export function itemMoveInput(
  move: OfficerItemMove,
  read: (name: string) => string,
  now: Date,
): Record<string, unknown> {
  const input: Record<string, unknown> = {}
  for (const { name, kind, optional } of ITEM_FORMS[move]) {
    const value = read(name)
    if (kind === 'said') input[name] = value === 'yes'
    else if (kind === 'time') {
      if (value !== '') input[name] = momentOf(value, now)
    } else if (!optional || value.trim() !== '') input[name] = kind === 'line' ? value.trim() : value
  }
  return input
}

/** What was typed into the form of a move. */
export const typedInMove = (move: OfficerItemMove, read: (name: string) => string): Record<string, string> =>
  Object.fromEntries(ITEM_FORMS[move].map(({ name }) => [name, read(name)]))
