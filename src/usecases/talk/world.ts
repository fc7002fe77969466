import { maskPhone } from '../../domain/base/text/mask.ts'
import type { Status } from '../../domain/cases/case.ts'
import { type ResidentAct, whyResidentCannot } from '../../domain/cases/resident-acts.ts'
import type { Office } from '../../domain/office/office.ts'
import type { World } from '../../flow/turn.ts'
import type { Db } from '../../store/base/database.ts'
import { type Contact, phoneOf } from '../../store/talk/contacts.ts'
import { idsOf } from '../../store/talk/pseudonyms.ts'
import type { Context } from '../base/context.ts'

/** What dialogues may say of the office. */
export const officeForFlows = (office: Office): World['office'] => ({
  name: office.name,
  botName: office.botName,
  phone: office.phone,
  areas: office.areas,
  categories: office.categories,
  hours: `工作日 ${office.hours.map(h => `${h.from}–${h.to}`).join('，')}`,
})

const allows = (status: Status, act: ResidentAct) =>
  whyResidentCannot({ status, firstReplyAt: null, rating: null }, act) === undefined

/** What the engine may know of the office and of this resident. */
export async function worldOf(tx: Db, ctx: Context, contact: Contact, isNew: boolean): Promise<World> {
  const { office, findGuides, classify } = ctx.content()
  const phone = phoneOf(ctx.secrets, contact)
  const ids = idsOf(ctx.secrets, contact)
  const unrated = await tx.case.findFirst({
    where: {
      contactId: { in: ids },
      rating: null,
      OR: [{ status: { in: ['answered', 'declined'] } }, { status: 'merged', answeredAt: { not: null } }],
    },
    orderBy: { id: 'desc' },
    select: { number: true },
  })
  const mine = await tx.case.groupBy({ by: ['status'], where: { contactId: { in: ids } }, _count: true })
  // A merged case is owed until its own resident has the answer.
  const waiting = mine.some(row => row.status === 'merged')
    ? await tx.case.count({ where: { contactId: contact.id, status: 'merged', firstReplyAt: null } })
    : 0
  const possible = (act: ResidentAct) =>
    mine.reduce((sum, { status, _count }) => {
      if (status !== 'merged') return sum + (allows(status as Status, act) ? _count : 0)
      return sum + (act === 'urge' ? waiting : _count - waiting)
    }, 0)
  return {
    office: officeForFlows(office),
    contact: {
      isNew,
      openCases: possible('urge'),
      answeredCases: possible('reopen'),
      ...(unrated && { awaitingRating: unrated.number }),
      ...(contact.areaId && { areaId: contact.areaId }),
      ...(phone && { phoneKnown: maskPhone(phone) }),
      ...(contact.locale && { locale: contact.locale }),
    },
    findGuides,
    classify,
    now: ctx.now(),
  }
}
