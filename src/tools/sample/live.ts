import {
  civilDate,
  type DayNumber,
  dayNumber,
  instantOf,
  shanghaiDate,
} from '../../domain/base/civil-date.ts'
import type { MoveInput, MoveName } from '../../domain/cases/moves.ts'
import type { Actor } from '../../domain/people/actor.ts'
import type { Db } from '../../store/base/database.ts'
import { lockCase } from '../../store/cases/cases.ts'
import { lockContact } from '../../store/talk/contacts.ts'
import { endSession } from '../../store/talk/flow-sessions.ts'
import { addInboundText } from '../../store/talk/messages.ts'
import type { Context } from '../../usecases/base/context.ts'
import { moveCaseIn } from '../../usecases/cases/moving/move-case.ts'
import { openCaseIn } from '../../usecases/cases/moving/open-case.ts'
import { deliverOutbox } from '../../usecases/notify/deliver-outbox.ts'
import { makeMissingDigests } from '../../usecases/numbers/make-digest.ts'
import { sweep } from '../../usecases/talk/sweep.ts'
import type { Plan, PlannedCase, PlannedStep, Who } from './plan.ts'

/** The officers of the sample: one of each role, and a clerk for each department. */
export interface SampleOfficers {
  dispatcher: Actor & { id: number }
  reviewer: Actor & { id: number }
  manager: Actor & { id: number }
  clerks: ReadonlyMap<string, Actor & { id: number }>
}

const dayOf = (at: Date): DayNumber => dayNumber(shanghaiDate(at))
/** An instant of a day in Shanghai. */
const at = (day: DayNumber, hour: number, minute = 0) => instantOf(civilDate(day), hour * 60 + minute)

/**
 * Runs a plan through the real moves, with `setClock` setting the time: every day in one transaction, then the
 * scheduled work of the day (delivery, reminders, closing), and each Monday the digest of the week before.
 */
export async function runPlan(
  ctx: Context,
  { cases, steps }: Plan,
  cast: SampleOfficers,
  setClock: (now: Date) => void,
  until: Date,
  onWeek: (n: number) => void = () => {},
): Promise<void> {
  let week = 0
  const numbers = new Map<number, string>()
  const contacts = new Map<number, number>()
  const days = new Map<number, PlannedStep[]>()
  for (const step of steps) {
    const day = dayOf(step.at)
    days.set(day, [...(days.get(day) ?? []), step])
  }
  for (let day = dayOf(steps[0]!.at); day <= dayOf(until); day++) {
    if ((day + 3) % 7 === 0) {
      onWeek(++week)
      setClock(at(day, 8, 30))
      await makeMissingDigests(ctx)
    }
    const today = days.get(day) ?? []
    if (today.length > 0) {
      await ctx.db.inTransaction(async tx => {
        for (const step of today) {
          setClock(step.at)
          await doStep(tx, step, cases[step.of]!)
        }
      })
    }
    const evening = at(day, 21)
    setClock(evening < until ? evening : until)
    while ((await deliverOutbox(ctx, 200)) > 0);
    await sweep(ctx)
  }

  async function doStep(tx: Db, step: PlannedStep, planned: PlannedCase): Promise<void> {
    if (step.do === 'open') {
      const { row, contactId } = await open(tx, planned, step.of)
      numbers.set(step.of, row.number)
      if (contactId !== undefined) contacts.set(step.of, contactId)
      return
    }
    const row = (await lockCase(tx, numbers.get(step.of)!))!
    const input =
      step.otherCase === undefined ? step.input : { ...step.input, into: numbers.get(step.otherCase)! }
    const by = actor(step.by, planned)
    // Residents who phoned or came cannot rate by themselves.
    if (step.move === 'rate' && row.contactId === null) return
    await moveCaseIn(tx, ctx, row, step.move, input as MoveInput<MoveName>, by)
    const contactId = contacts.get(step.of)
    if (contactId !== undefined && (step.move === 'rate' || step.move === 'approve')) {
      // Ends the dialogue that asks for a rating: in the sample nobody would answer its reminders.
      await endSession(tx, contactId)
    }
  }

  async function open(tx: Db, planned: PlannedCase, index: number) {
    const now = ctx.now()
    const online = planned.channel === 'web'
    const contact = online
      ? (await lockContact(tx, ctx.secrets, 'web', `sample-${index}`, now)).contact
      : undefined
    const { row } = await openCaseIn(
      tx,
      ctx,
      {
        kind: planned.template.kind,
        text: planned.text,
        area: planned.areaId,
        category: planned.template.category,
        place: planned.place,
        channel: planned.channel,
        resident: {
          phone: `138${String(10_000_000 + index * 7919).slice(-8)}`,
          name: SURNAMES[index % SURNAMES.length]!,
        },
      },
      online ? { kind: 'resident' } : cast.dispatcher,
      contact ? { contactId: contact.id } : {},
    )
    if (contact) {
      await addInboundText(tx, { contactId: contact.id, caseId: row.id, text: planned.text, at: now })
    }
    return { row, contactId: contact?.id }
  }

  function actor(who: Who, planned: PlannedCase): Actor {
    if (who === 'resident') return { kind: 'resident' }
    if (who === 'clerk') return cast.clerks.get(planned.department)!
    return cast[who]
  }
}

const SURNAMES = [
  '王大爷',
  '李阿姨',
  '陈先生',
  '张女士',
  '周师傅',
  '吴老师',
  '徐大姐',
  '孙先生',
  '马女士',
  '朱大妈',
]
