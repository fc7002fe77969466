import { addDays, type CivilDate, instantOf, shanghaiDate } from '../../domain/base/civil-date.ts'
import type { OfficerActor } from '../../domain/people/actor.ts'
import type { Context } from '../../usecases/base/context.ts'
import { moveItemAs } from '../../usecases/publish/move-item.ts'
import { runItemClock } from '../../usecases/publish/run-clock.ts'
import { createItem, saveDraft } from '../../usecases/publish/save-item.ts'
import { PUBLISHED_TEXTS, type PublishedText } from './published-texts.ts'

/** What the sample office has published in a year: the whole office, and two villages. */

/** Who writes for the office and for each village, who reviews, and who checks the secrecy. */
export interface SamplePublishers {
  office: OfficerActor
  villages: ReadonlyMap<string, OfficerActor>
  reviewer: OfficerActor
  manager: OfficerActor
}

/** How long a list of names stands. */
const SHOWN_DAYS = 7

interface Planned {
  on: CivilDate
  text: PublishedText
  /** How many times it was published before: the round of a column that is updated again and again. */
  round: number
}

/** Every publication of the year, in the order of days. */
function planYear(until: CivilDate): Planned[] {
  const planned = PUBLISHED_TEXTS.flatMap(text => {
    const days = text.every === undefined ? [text.daysAgo] : []
    if (text.every !== undefined) for (let d = text.daysAgo; d > 0; d -= text.every) days.push(d)
    return days.map((ago, round) => ({ on: addDays(until, -ago), text, round }))
  })
  return planned.sort((a, b) => (a.on < b.on ? -1 : a.on > b.on ? 1 : 0))
}

/** Publishes the year through the real moves, with `setClock` setting the time. */
export async function publishYear(
  ctx: Context,
  people: SamplePublishers,
  until: Date,
  setClock: (now: Date) => void,
): Promise<void> {
  for (const { on, text, round } of planYear(shanghaiDate(until))) {
    const at = instantOf(on, 9 * 60 + 10)
    setClock(at)
    await runItemClock(ctx)
    const writer = text.areaId === undefined ? people.office : people.villages.get(text.areaId)!
    const endsOn =
      text.openFor !== undefined
        ? addDays(on, text.openFor)
        : text.names
          ? addDays(on, SHOWN_DAYS)
          : undefined
    const input = {
      columnId: text.columnId,
      areaId: text.areaId ?? '',
      title: text.title(on, round),
      body: text.body(on, round),
      ...(text.names && { namesReason: text.names }),
      ...(endsOn && { endsOn }),
      consultation: text.openFor !== undefined,
    }
    const number = await createItem(ctx, writer, input)
    await goOut(ctx, number, writer, people)
    if (text.corrected) {
      setClock(instantOf(addDays(on, 3), 10 * 60))
      await moveItemAs(ctx, number, 'amend', { change: text.corrected.change }, writer)
      await saveDraft(ctx, writer, number, { ...input, body: text.corrected.body }, undefined)
      await goOut(ctx, number, writer, people)
    }
    if (text.result && endsOn && endsOn < shanghaiDate(until)) {
      setClock(instantOf(addDays(endsOn, 2), 15 * 60))
      await moveItemAs(ctx, number, 'conclude', { result: text.result }, people.manager)
    }
  }
  setClock(until)
  await runItemClock(ctx)
}

async function goOut(
  ctx: Context,
  number: string,
  writer: OfficerActor,
  { reviewer, manager }: SamplePublishers,
): Promise<void> {
  await moveItemAs(ctx, number, 'submit', {}, writer)
  await moveItemAs(ctx, number, 'pass', {}, reviewer)
  await moveItemAs(ctx, number, 'check', { confirmed: true }, manager)
}
