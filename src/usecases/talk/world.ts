import { maskPhone } from '../../domain/base/text/mask.ts'
import type { Status } from '../../domain/cases/case.ts'
import { type ResidentAct, whyResidentCannot } from '../../domain/cases/resident-acts.ts'
import type { Office } from '../../domain/office/office.ts'
import type { Reading, Understanding } from '../../domain/talk/understanding.ts'
import type { World } from '../../flow/turn.ts'
import { mattersIn, placeIn, sinceIn, summaryOf } from '../../search/mod.ts'
import type { Db } from '../../store/base/database.ts'
import { type Contact, phoneOf } from '../../store/talk/contacts.ts'
import { idsOf } from '../../store/talk/pseudonyms.ts'
import { type CaseSummary, caseSummaryOf } from '../../store/talk/resident-cases.ts'
import type { Content, Context } from '../base/context.ts'

/** The office's data that dialogues may use. */
export const officeForFlows = (office: Office): World['office'] => ({
  name: office.name,
  botName: office.botName,
  phone: office.phone,
  areas: office.areas,
  categories: office.categories,
  hours: `工作日 ${office.hours.map(h => `${h.from}–${h.to}`).join('，')}`,
})

/** What dialogues may ask of the office's understanding. */
export const understandingOf = ({
  findGuides,
  classify,
  emergencyIn,
  complains,
}: Content): Understanding & Reading => ({
  findGuides,
  classify,
  emergencyIn,
  complains,
  mattersIn,
  placeIn,
  sinceIn,
  summaryOf,
})

const allows = (status: Status, act: ResidentAct) =>
  whyResidentCannot({ status, firstReplyAt: null, rating: null }, act) === undefined

/** The data of the office and of this resident for the engine. */
export const worldOf = async (tx: Db, ctx: Context, contact: Contact): Promise<World> =>
  worldWith(ctx, contact, await caseSummaryOf(tx, idsOf(ctx.secrets, contact)))

/** The same when it is known how this resident's cases stand. */
export function worldWith(
  ctx: Context,
  contact: Contact,
  { statuses, mergedWaiting, unrated }: CaseSummary,
  isNew = false,
): World {
  const content = ctx.content()
  const phone = phoneOf(ctx.secrets, contact)
  const possible = (act: ResidentAct) =>
    statuses.reduce((sum, { status, count }) => {
      if (status !== 'merged') return sum + (allows(status, act) ? count : 0)
      // A merged case counts as owed until its own resident has the answer.
      return sum + (act === 'urge' ? mergedWaiting : count - mergedWaiting)
    }, 0)
  return {
    ...understandingOf(content),
    office: officeForFlows(content.office),
    contact: {
      isNew,
      openCases: possible('urge'),
      answeredCases: possible('reopen'),
      ...(unrated && { awaitingRating: unrated }),
      ...(contact.areaId && { areaId: contact.areaId }),
      ...(phone && { phoneKnown: maskPhone(phone) }),
      ...(contact.locale && { locale: contact.locale }),
    },
    now: ctx.now(),
  }
}
