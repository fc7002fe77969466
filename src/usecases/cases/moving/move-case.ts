import { shanghaiDate } from '../../../domain/base/civil-date.ts'
import { Refusal } from '../../../domain/base/errors.ts'
import type { Case } from '../../../domain/cases/case.ts'
import {
  askThirdParty,
  awaitingDeadlines,
  extendDeadline,
  recompute,
  reopenedDeadlines,
  resumedDeadlines,
  thirdPartyAnswered,
} from '../../../domain/cases/deadline.ts'
import type { DecidedEvent, Happened } from '../../../domain/cases/event-data.ts'
import type { EventType } from '../../../domain/cases/events.ts'
import {
  hasMove,
  MOVES,
  type MoveContext,
  type MoveInput,
  type MoveName,
  move,
  type OfficerMove,
  type ResolvedReferences,
  referencesIn,
  whyNot,
} from '../../../domain/cases/moves.ts'
import type { Actor } from '../../../domain/people/actor.ts'
import { canSee } from '../../../domain/people/policy.ts'
import type { Db } from '../../../store/base/database.ts'
import {
  currentVersion,
  type LockedCase,
  lockCase,
  type MoreColumns,
  saveCase,
  toCase,
} from '../../../store/cases/cases.ts'
import { appendEvents, toEvent } from '../../../store/cases/record.ts'
import { discardReply } from '../../../store/cases/replies/replies.ts'
import { checked } from '../../base/checked.ts'
import type { Context } from '../../base/context.ts'
import { runEventReactions } from '../../base/reactions.ts'
import { refuseSamePerson } from '../../people/two-persons.ts'
import { hideIn, makeHide } from '../anonymous.ts'
import { inputWithoutCodes } from '../own/case-codes.ts'
import { refusePrivate } from '../public/refuse-private.ts'
import { type PictureChange, refuseTooMany } from '../public/reply-pictures.ts'
import { type CaseView, viewMoved } from '../shown/view-case.ts'
import { writeRows } from './effects.ts'
import { markColumns } from './open-case.ts'
import { resolveReferences } from './resolve-references.ts'

/** Working days within which an instruction is answered, unless the manager sets a date. */
const SUPERVISION_DAYS = 3

interface MoveOptions {
  /** The version the officer saw (If-Match): another one is refused as `stale`. */
  version?: number
  /** Of a draft: photos it gets or loses. */
  pictures?: PictureChange | undefined
}

/** Parses input from outside with the move's schema. */
export function parseMove<M extends MoveName>(name: M, input: unknown): MoveInput<M> {
  return checked(MOVES[name].input, input) as MoveInput<M>
}

interface MoveExtras {
  /** Of a draft: photos it gets or loses. */
  pictures?: PictureChange | undefined
  /** What happened to a case that was merged into this one and is passed on here. */
  because?: Happened | undefined
  /** For a deadline mark: when it was due. The next mark is computed from it. */
  passed?: Date | undefined
}

/**
 * Makes one move on a case that the transaction has locked: look up the names in the input, decide (pure), store, run
 * the reactions. Officers, dialogues and jobs all change a case through this function.
 * @returns the case after the move; to make another one, lock it again
 */
export async function moveCaseIn<M extends MoveName>(
  tx: Db,
  ctx: Context,
  row: LockedCase,
  name: M,
  given: MoveInput<M>,
  by: Actor,
  { pictures, because, passed }: MoveExtras = {},
): Promise<Case> {
  const now = ctx.now()
  // Input is stored without codes that open a case, whoever made the move.
  const plain = await inputWithoutCodes(tx, ctx, given, [row.number])
  const own = row.anonymous && by.kind === 'resident'
  const input = own ? hideIn(plain, makeHide([], ctx.content().office)) : plain
  if (name === 'publish') refusePrivate(ctx, row, input as MoveInput<'publish'>)
  const before = toCase(row)
  const reason = whyNot(before, name, input, by, now)
  const { found, lead } = await resolveReferences(tx, ctx, row, reason ? {} : referencesIn(name, input), by)
  const { next, events, publicTexts } = move(before, name, input, by, clockOf(ctx, before, now, found))
  if (name === 'approve' && before.pending) {
    await refuseSamePerson(tx, ctx, row.number, before.pending.draftedById, by.id!)
  }
  if (pictures) await refuseTooMany(tx, before.pending?.id, pictures)
  if (by.kind === 'officer' && sentTwice(row, events, by, now)) return before
  const more: MoreColumns = {}
  if (next.mergedInto !== before.mergedInto) more.mergedIntoId = lead?.id ?? null
  const change = { tx, ctx, row, before, next, by, now, publicTexts, pictures, more }
  const recorded: Omit<Happened, 'seq'>[] = []
  for (const event of events) {
    const later = await writeRows(change, event)
    recorded.push({ ...event, data: { ...event.data, ...later } } as Omit<Happened, 'seq'>)
  }
  if (before.pending && !next.pending) await discardReply(tx, before.pending.id)
  const clockMoved = next.deadlines !== before.deadlines || next.concludedAt !== before.concludedAt
  const marksAfter = clockMoved ? now : passed
  await saveCase(tx, row, next, now, { ...(marksAfter && markColumns(ctx, next, marksAfter)), ...more })
  const firstSeq = await appendEvents(tx, row, recorded)
  for (const [i, event] of recorded.entries()) {
    const happened = { ...event, seq: firstSeq + i } as Happened
    await runEventReactions({ tx, ctx, row, before, next, event: happened, by, now, because })
  }
  return next
}

/** Moves that only add to the record, so that two at the same time are both made. */
const ADDS_ONLY: readonly OfficerMove[] = ['note', 'nudge']

/** Moves that leave a case's version as it is, so that `stale` does not stop a form that is sent twice. */
const REPEATABLE: readonly EventType[] = ['noted', 'reminded', 'supplemented', 'urged', 'rated']
const TWICE_MS = 10 * 60_000

/** Whether the move repeats the last event, by the same officer: a double click, or the back button. */
function sentTwice(
  { lastEvent }: LockedCase,
  events: readonly DecidedEvent[],
  by: Actor,
  now: Date,
): boolean {
  const [event] = events
  if (!event || !REPEATABLE.includes(event.type)) return false
  const last = lastEvent && toEvent(lastEvent)
  if (last?.type !== event.type || last.by.kind !== by.kind || last.by.id !== by.id) return false
  const said = new Map<string, unknown>(Object.entries(event.data))
  const same = (name: string) => last.data[name] === said.get(name)
  return last.at.getTime() > now.getTime() - TWICE_MS && same('text') && same('mark') && same('rating')
}

function clockOf(ctx: Context, c: Case, now: Date, found: ResolvedReferences): MoveContext {
  const { office, calendar } = ctx.content()
  const rule = { kind: c.kind, urgent: c.urgent, office, calendar }
  return {
    now,
    found,
    extended: days => ({ ...c.deadlines, reply: extendDeadline(c.deadlines.reply, { ...rule, days }) }),
    reopened: () => reopenedDeadlines(c.deadlines, { ...rule, at: now }),
    awaiting: () => awaitingDeadlines(c.deadlines, { ...rule, at: now }),
    resumed: () => resumedDeadlines(c.deadlines, { ...rule, at: now }),
    consulting: () => ({
      ...c.deadlines,
      reply: askThirdParty(c.deadlines.reply, { at: now, calendar }),
    }),
    consulted: () => ({
      ...c.deadlines,
      reply: thirdPartyAnswered(c.deadlines.reply, { at: now, calendar }),
    }),
    recomputed: () => recompute(c.deadlines, calendar, office.hours),
    superviseBy: () => calendar.addWorkingDays(shanghaiDate(now), SUPERVISION_DAYS),
  }
}

/**
 * An officer's move.
 * @throws Refusal `not_found` (also when out of sight), `forbidden`, `move_refused`, `stale`, `invalid_field`.
 */
export async function moveCase<M extends OfficerMove>(
  ctx: Context,
  number: string,
  name: M,
  input: unknown,
  by: Actor,
  options: MoveOptions = {},
): Promise<CaseView> {
  // An officer who may never make this move is told that, not what is wrong with the input: `move` refuses before
  // parsing.
  const parsed = hasMove(by, name) ? parseMove(name, input) : (input as MoveInput<M>)
  // Without a version the current one is meant, so of two moves at the same time the later one is stale, too.
  const seen =
    options.version ?? (ADDS_ONLY.includes(name) ? undefined : await currentVersion(ctx.db.read, number))
  await ctx.db.inTransaction(async tx => {
    const row = await lockCase(tx, number)
    if (!row || (by.kind === 'officer' && !canSee(by, row))) throw new Refusal('not_found', '没有这件诉求。')
    if (seen !== undefined && seen !== row.version) {
      throw new Refusal('stale', '您打开之后，这件被别人办理过。请看过最新情况再操作。')
    }
    await moveCaseIn(tx, ctx, row, name, parsed, by, { pictures: options.pictures })
  })
  ctx.caseChanged(number)
  ctx.wakeOutbox()
  return viewMoved(ctx, number, by)
}
