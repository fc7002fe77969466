import { z } from 'zod'
import { shanghaiDate } from '../../../domain/base/civil-date.ts'
import { Refusal } from '../../../domain/base/errors.ts'
import { CHANNELS } from '../../../domain/base/message.ts'
import type { Secrets } from '../../../domain/base/secrets.ts'
import { formatCaseNumber } from '../../../domain/base/text/case-number.ts'
import {
  isReadable,
  LONGEST_TEXT,
  lineField,
  textField,
  tidyText,
} from '../../../domain/base/text/visible-text.ts'
import { type Case, NEW_CASE_FIELDS, OPEN } from '../../../domain/cases/case.ts'
import { deadlinesFor } from '../../../domain/cases/deadline.ts'
import type { DecidedEvent } from '../../../domain/cases/event-data.ts'
import { nextMark } from '../../../domain/cases/marks.ts'
import { KINDS } from '../../../domain/office/kinds.ts'
import type { Actor } from '../../../domain/people/actor.ts'
import { may } from '../../../domain/people/policy.ts'
import { keySentenceOf } from '../../../search/mod.ts'
import { type Db, isDuplicate } from '../../../store/base/database.ts'
import { indexCase } from '../../../store/cases/case-search.ts'
import { type LockedCase, lockCase, toCase } from '../../../store/cases/cases.ts'
import { countOpen, createCase, nextCounter, openedOrRecent } from '../../../store/cases/opening.ts'
import { appendEvents, eventRow } from '../../../store/cases/record.ts'
import { addPseudonym } from '../../../store/talk/pseudonyms.ts'
import type { Content, Context } from '../../base/context.ts'
import { runEventReactions } from '../../base/reactions.ts'
import { hideIn, makeHide } from '../anonymous.ts'
import { inputWithoutCodes } from '../own/case-codes.ts'
import { type Ceiling, countedCases, heldReason, MOST_OPEN } from './case-ceiling.ts'

/** The input to open a case, from the desk, the API or a dialogue. Ids are those of flows/office.yaml. */
export const openCaseInput = z.strictObject({
  kind: z.enum(KINDS),
  title: lineField(80).optional(),
  text: textField(LONGEST_TEXT),
  area: lineField(40).optional(),
  category: lineField(40).optional(),
  place: lineField(200).optional(),
  channel: z.enum(CHANNELS),
  resident: z
    .strictObject({
      name: lineField(40).optional(),
      phone: z
        .string()
        .trim()
        .regex(/^(1\d{10}|0\d{2,3}-?\d{7,8}(-\d{1,6})?)$/, '请填 11 位手机号或带区号的座机号')
        .optional(),
    })
    .optional(),
  anonymous: z.boolean().optional().meta({
    description:
      '群众要求匿名。同时给了 resident 时，姓名和电话不保存，只用来把标题、正文、地点里出现的同一姓名和号码去掉',
  }),
})
export type OpenCase = z.infer<typeof openCaseInput>

/** Optional facts from the caller. */
export interface OpenCaseExtras {
  contactId?: number
  /** The same for every retry of one submission: a repeat finds the case of the first. */
  submissionKey?: string
  /** The resident said that it is urgent: the hours-based tier applies. */
  urgent?: boolean
  location?: { latitude: number; longitude: number }
  facts?: Record<string, unknown>
  /** When too many cases came lately, this one is held. */
  ceiling?: Ceiling
  /** For an anonymous case: the known names and numbers of its writer, which are removed from all of its texts. */
  known?: readonly string[]
}

/** The URL of a case page with a code behind the #, which browsers never send to a server, so no proxy logs it. */
export const caseUrl = (ctx: Context, number: string, code: string): string =>
  `${ctx.config.baseUrl}/c/${number}#k=${code}`

/** The same with the resident's own code, for their own chat only. */
export const trackingUrl = (ctx: Context, number: string): string =>
  caseUrl(ctx, number, ctx.secrets.trackingCode(number))

/** The first sentence with something to read in it, short enough for a list. */
export function titleOf(text: string, max = 30): string {
  const whole = tidyText(text)
  const first =
    whole
      .split(/[\n。！？!?；;]/)
      .find(isReadable)
      ?.trim() ?? whole
  const letters = [...first]
  return letters.length <= max ? first : `${letters.slice(0, max - 1).join('')}…`
}

/** The stored form of a submission's key, which contains the dialogue's id that other cases of a person may share. */
export const submissionKeyOf = (secrets: Secrets, key: string): string => secrets.key(key, 'case.submission')

/** Opens a case within a transaction, once per `submissionKey`. */
export async function openCaseIn(
  tx: Db,
  ctx: Context,
  given: OpenCase,
  by: Actor,
  extras: OpenCaseExtras = {},
): Promise<{ row: LockedCase; opened: boolean }> {
  const now = ctx.now()
  const key = extras.submissionKey
  const submissionKey = key ? submissionKeyOf(ctx.secrets, key) : null
  const past = await openedOrRecent(tx, submissionKey, countedCases(extras.ceiling, now))
  if ('opened' in past) return { row: (await lockCase(tx, past.opened))!, opened: false }
  const input = await inputWithoutCodes(tx, ctx, given)
  const { office, calendar, suggestCategory } = ctx.content()
  const area = known(office.areas, input.area, 'area', '村（社区）')
  const category = input.category ?? suggestCategory(`${input.title ?? ''} ${input.text}`)?.categoryId
  const chosen = known(office.categories, category, 'category', '类别')
  const urgent = Boolean(
    (chosen?.urgent || extras.urgent) && (input.kind === 'complaint' || input.kind === 'help'),
  )
  const { ceiling } = extras
  const open = ceiling?.unproved ? await countOpen(tx, ceiling.contactIds, OPEN, MOST_OPEN) : 0
  const opening = { key: key ?? '', urgent, at: now }
  const held = ceiling && (await heldReason(ceiling, past.lately, opening, open))
  const deadlines = deadlinesFor({ kind: input.kind, urgent, receivedAt: now, office, calendar })
  const year = Number(shanghaiDate(now).slice(0, 4))
  const number = formatCaseNumber(year, await nextCounter(tx, `case:${year}`))
  const anonymous = input.anonymous ?? false
  const { name, phone } = input.resident ?? {}
  // Lists, searches and reports read the stored text, so it must not identify the writer. A name or number that was
  // given nevertheless is used to remove it from the text, and is not stored.
  const writer = [name, phone, ...(extras.known ?? [])].filter(value => value !== undefined)
  const plain = anonymous ? makeHide(writer, office) : (said: string) => said
  const text = plain(input.text)
  const opened: Case = {
    ...NEW_CASE_FIELDS,
    number,
    kind: input.kind,
    channel: input.channel,
    anonymous,
    title: input.title === undefined ? keySentenceOf(text) : plain(input.title),
    text,
    areaId: area?.id ?? null,
    categoryId: chosen?.id ?? null,
    // 首问负责: the officer who took it at the counter or on the phone is recorded.
    firstTakerId: by.kind === 'officer' ? by.id! : null,
    urgent,
    receivedAt: now,
    heldAt: held ? now : null,
    deadlines,
  }
  // For an anonymous resident neither name nor phone is stored, and the case gets a pseudonym.
  const contactId =
    anonymous && extras.contactId !== undefined
      ? await addPseudonym(tx, ctx.secrets, extras.contactId, now)
      : extras.contactId
  const created = await createCase(tx, opened, {
    ...markColumns(ctx, opened, now),
    contactId: contactId ?? null,
    nameSealed: name && !anonymous ? ctx.secrets.seal(name, 'name') : null,
    phoneSealed: phone && !anonymous ? ctx.secrets.seal(phone, 'phone') : null,
    place: input.place === undefined ? null : plain(input.place),
    location: extras.location ?? null,
    facts: extras.facts ? hideIn(extras.facts, plain) : null,
    submissionKey,
  })
  await indexCase(tx, ctx.secrets, created)
  const received = {
    type: 'received',
    at: now,
    by,
    data: {
      kind: opened.kind,
      channel: opened.channel,
      areaId: opened.areaId,
      categoryId: opened.categoryId,
      deadlines,
      ...(held && { held }),
    },
  } as const satisfies DecidedEvent<'received'>
  const event = { ...received, seq: await appendEvents(tx, created, [received]) }
  const row = { ...created, lastEvent: eventRow(created.id, event) }
  await runEventReactions({ tx, ctx, row, before: opened, next: opened, event, by, now })
  return { row, opened: true }
}

function known<T extends { id: string }>(
  list: readonly T[],
  id: string | undefined,
  path: keyof OpenCase,
  word: string,
): T | undefined {
  if (id === undefined) return undefined
  const found = list.find(item => item.id === id)
  if (!found) {
    throw new Refusal('invalid_field', `没有这个${word}。`, {
      errors: [{ path, message: `没有这个${word}` }],
    })
  }
  return found
}

/**
 * Opens a case for someone who phoned, came, wrote, or used the API.
 * @throws Refusal `forbidden`, or `invalid_field` with the fields to correct.
 */
export async function openCase(
  ctx: Context,
  input: OpenCase,
  by: Actor,
  extras: OpenCaseExtras = {},
): Promise<{ number: string; opened: boolean; case: Case }> {
  if (by.kind === 'officer' && !may(by, 'registerCase'))
    throw new Refusal('forbidden', '您的角色不能登记诉求。')
  const work = () => ctx.db.inTransaction(tx => openCaseIn(tx, ctx, input, by, extras))
  const { row, opened } = await work().catch(error => {
    // Of two concurrent requests with one key, the second finds the case of the first.
    if (extras.submissionKey && isDuplicate(error)) return work()
    throw error
  })
  ctx.caseChanged(row.number)
  return { number: row.number, opened, case: toCase(row) }
}

/** The next deadline reminder of this case. */
export function markColumns(ctx: Context, c: Case, after: Date) {
  const { office, calendar } = ctx.content()
  const next = OPEN.includes(c.status)
    ? nextMark(c.deadlines.reply, after, { calendar, hours: office.hours })
    : null
  return { nextMarkAt: next?.at ?? null, nextMark: next?.mark ?? null }
}

/** Looks up names for the ids of office.yaml; an unknown id is its own name. */
export function namesOf({ office, former }: Content) {
  const names = (list: readonly { id: string; name: string }[]) => {
    const byId = new Map(list.map(item => [item.id, item.name]))
    return (id: string | null) => (id === null ? null : (byId.get(id) ?? id))
  }
  return {
    area: names([...former.area, ...office.areas]),
    category: names([...former.category, ...office.categories]),
    department: names([...former.department, ...office.departments]),
  }
}
