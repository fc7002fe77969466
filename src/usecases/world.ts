import { OPEN, type Status } from '../domain/case.ts'
import { maskPhone } from '../domain/mask.ts'
import type { Office } from '../domain/office.ts'
import type { World } from '../flow/turn.ts'
import { type Contact, phoneOf } from '../store/contacts.ts'
import type { Db } from '../store/database.ts'
import type { Context } from './context.ts'

/** What dialogues may say of the office. */
export const officeForFlows = (office: Office): World['office'] => ({
  name: office.name,
  botName: office.botName,
  phone: office.phone,
  areas: office.areas,
  categories: office.categories,
  hours: `工作日 ${office.hours.map(h => `${h.from}–${h.to}`).join('，')}`,
})

/** What the engine may know of the office and of this resident. */
export async function worldOf(tx: Db, ctx: Context, contact: Contact, isNew: boolean): Promise<World> {
  const { office, findGuides, classify } = ctx.content()
  const phone = phoneOf(ctx.secrets, contact)
  const unrated = await tx.case.findFirst({
    where: {
      contactId: contact.id,
      rating: null,
      OR: [{ status: 'answered' }, { status: 'merged', answeredAt: { not: null } }],
    },
    orderBy: { id: 'desc' },
    select: { number: true },
  })
  const mine = await tx.case.groupBy({ by: ['status'], where: { contactId: contact.id }, _count: true })
  const count = (of: (status: Status) => boolean) =>
    mine.reduce((sum, row) => sum + (of(row.status as Status) ? row._count : 0), 0)
  return {
    office: officeForFlows(office),
    contact: {
      isNew,
      openCases: count(status => OPEN.includes(status)),
      answeredCases: count(status => status === 'answered' || status === 'closed'),
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
