import type { z } from 'zod'
import type { Deadlines } from '../../domain/cases/case.ts'
import { CONFIRMED_NAMES, VIA_NAMES } from '../../domain/people/actor.ts'
import type { CaseListItem } from '../../usecases/cases/shown/list-cases.ts'
import type { CaseView } from '../../usecases/cases/shown/view-case.ts'
import type { apiCase, caseList } from './schemas.ts'

/** Converts views to the API's fields, without what only the desk needs. */

export const presentDeadlines = ({ accept, reply }: Deadlines) => ({
  accept: presentDeadline(accept),
  reply: presentDeadline(reply),
})

const presentDeadline = ({ dueOn, originalDueOn, provisional, explanation }: Deadlines['reply']) => ({
  dueOn,
  originalDueOn,
  provisional,
  explanation,
})

const presentPerson = (p: { login: string; name: string } | null) => p && { login: p.login, name: p.name }

export function presentCase(view: CaseView): z.input<typeof apiCase> {
  return {
    number: view.number,
    kind: view.kind,
    status: view.status,
    channel: view.channel,
    title: view.title,
    text: view.text,
    area: view.area,
    category: view.category,
    department: view.department,
    assignee: presentPerson(view.assignee),
    firstTaker: presentPerson(view.firstTaker),
    anonymous: view.anonymous,
    place: view.place,
    urgent: view.urgent,
    receivedAt: view.receivedAt,
    deadlines: presentDeadlines(view.deadlines),
    overdue: view.overdue,
    replies: view.replies.map(({ text, draftedBy, approvedBy, approvedAt, delivery, pictures }) => ({
      text,
      draftedBy,
      approvedBy,
      approvedAt,
      delivery,
      attachments: pictures.map(presentAttachment),
    })),
    pending: view.pending && {
      text: view.pending.text,
      status: view.pending.status,
      purpose: view.pending.purpose,
      draftedBy: view.pending.draftedBy,
      reviewNote: view.pending.reviewNote,
      attachments: view.pending.pictures.map(presentAttachment),
    },
    events: view.events.map(({ seq, type, at, by, data }) => ({ seq, type, at, by, ...actedOf(data) })),
    attachments: view.attachments.map(presentAttachment),
    rating: view.rating,
    ratingText: view.ratingText,
    mergedInto: view.mergedInto,
    merged: view.merged,
    moves: view.moves,
  }
}

/** The route a resident's act came by. */
const actedOf = ({ via, confirmed }: CaseView['events'][number]['data']) => ({
  ...(isOne(VIA_NAMES, via) && { via }),
  ...(isOne(CONFIRMED_NAMES, confirmed) && { confirmed }),
})

const isOne = <T extends object>(names: T, value: unknown): value is keyof T =>
  typeof value === 'string' && Object.hasOwn(names, value)

const presentAttachment = ({ id, kind, status, mime, name }: CaseView['attachments'][number]) => ({
  id,
  kind,
  status,
  mime,
  name,
})

export const presentItem = (item: CaseListItem): z.input<typeof caseList>['items'][number] => ({
  number: item.number,
  kind: item.kind,
  status: item.status,
  channel: item.channel as z.input<typeof caseList>['items'][number]['channel'],
  title: item.title,
  area: item.area,
  category: item.category,
  department: item.department,
  assignee: presentPerson(item.assignee),
  receivedAt: item.receivedAt,
  dueOn: item.dueOn,
  provisional: item.provisional,
  overdue: item.overdue,
  urgent: item.urgent,
  held: item.held,
  rating: item.rating,
})

/** The version of a case as an entity tag (RFC 9110): what `If-Match` names. */
export const etagOf = (view: { version: number }) => `"${view.version}"`

/**
 * The version `If-Match` names; undefined for none or `*`. Compressing proxies mark a tag as weak, which is accepted.
 * A foreign tag matches no version.
 */
export function versionOf(ifMatch: string | undefined): number | undefined {
  if (ifMatch === undefined || ifMatch.trim() === '*') return undefined
  const version = /^(?:W\/)?"(\d{1,9})"$/.exec(ifMatch.trim())?.[1]
  return version === undefined ? -1 : Number(version)
}
