import { shanghaiDate } from '../../domain/base/civil-date.ts'
import { Refusal } from '../../domain/base/errors.ts'
import { STATUS_NAMES, type Status } from '../../domain/cases/case.ts'
import { VERDICTS, type Verdict } from '../../domain/numbers/sample.ts'
import { withoutPersons } from '../../domain/numbers/without-persons.ts'
import { KIND_NAMES, type Kind } from '../../domain/office/kinds.ts'
import type { Actor } from '../../domain/people/actor.ts'
import { may } from '../../domain/people/policy.ts'
import { resultsOf, samplesBefore } from '../../store/numbers/samples.ts'
import { nameOf, phoneOf } from '../../store/talk/contacts.ts'
import type { Context } from '../base/context.ts'
import { namesOf } from '../cases/moving/open-case.ts'
import { ownNumbers } from '../office/shown-text.ts'

/**
 * What inspections found, for outside observers: of each case its kind, department, village, dates and state; no
 * number, no words of the resident, nobody's name.
 */

const PAGE = 30

function reads(by: Actor): void {
  if (!may(by, 'seeSampleResults')) throw new Refusal('forbidden', '您的角色不能看抽查结果。')
}

/** A page of samples, latest first. @throws Refusal `forbidden` */
export async function sampleResults(ctx: Context, by: Actor, before?: number) {
  reads(by)
  const rows = await samplesBefore(ctx.db.read, before, PAGE + 1)
  const page = rows.slice(0, PAGE)
  const names = namesOf(ctx.content())
  return {
    samples: page.map(s => ({
      id: s.id,
      from: s.from,
      to: s.to,
      about: names.department(s.departmentId) ?? '全单位',
      drawn: s.items.length,
      looked: s.items.filter(i => i.verdict !== null).length,
      bad: s.items.filter(i => i.verdict === 'bad').length,
    })),
    next: rows.length > PAGE ? page.at(-1)!.id : null,
  }
}

export type SampleResults = Awaited<ReturnType<typeof sampleResults>>

/** What one inspection found. @throws Refusal `forbidden`, `not_found` */
export async function sampleResult(ctx: Context, by: Actor, id: number) {
  reads(by)
  const sample = await resultsOf(ctx.db.read, id)
  if (!sample) throw new Refusal('not_found', '没有这次抽查。')
  const names = namesOf(ctx.content())
  const own = ownNumbers(ctx.content())
  return {
    id: sample.id,
    from: sample.from,
    to: sample.to,
    about: names.department(sample.departmentId) ?? '全单位',
    population: sample.population,
    items: sample.items.map(({ case: c, ...i }) => ({
      ordinal: i.ordinal,
      kind: KIND_NAMES[c.kind as Kind],
      department: names.department(c.departmentId),
      area: names.area(c.areaId),
      status: STATUS_NAMES[c.status as Status],
      receivedOn: shanghaiDate(c.receivedAt),
      dueOn: c.replyDueOn,
      answeredOn: c.answeredAt && shanghaiDate(c.answeredAt),
      verdict: i.verdict && VERDICTS[i.verdict as Verdict],
      bad: i.verdict === 'bad',
      finding:
        i.finding &&
        withoutPersons(i.finding, own, [nameOf(ctx.secrets, c), phoneOf(ctx.secrets, c), c.officer?.name]),
    })),
  }
}

export type SampleResult = Awaited<ReturnType<typeof sampleResult>>
