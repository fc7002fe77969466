import { addDays, shanghaiDate } from '../../../domain/base/civil-date.ts'
import { Refusal } from '../../../domain/base/errors.ts'
import { VERDICTS } from '../../../domain/numbers/sample.ts'
import {
  isVisitOverdue,
  VISIT_KINDS,
  VISIT_STATUS_NAMES,
  type Visit,
  type VisitKind,
  type VisitStatus,
  visitMovesOf,
} from '../../../domain/numbers/visit.ts'
import { ROLE_NAMES } from '../../../domain/office/roles.ts'
import type { OfficerActor } from '../../../domain/people/actor.ts'
import { may, scopeOf } from '../../../domain/people/policy.ts'
import type { Db } from '../../../store/base/database.ts'
import {
  countVisits,
  type ListedVisit,
  toVisit,
  type VisitPlace,
  type VisitRow,
  visitById,
  visitPhoto,
  visitsByDay,
  visitsWaiting,
} from '../../../store/numbers/visits.ts'
import { officerById } from '../../../store/people/officers.ts'
import type { Context } from '../../base/context.ts'
import { namesOf } from '../../cases/moving/open-case.ts'
import { type AttachmentBytes, present } from '../../cases/shown/read-attachment.ts'
import { shownText } from '../../office/shown-text.ts'

const PAGE = 30

/** @throws Refusal `forbidden` */
function demandVisits(by: OfficerActor): void {
  if (!may(by, 'seeVisits')) throw new Refusal('forbidden', '您的角色不能看明查暗访。')
}

const notFound = () => new Refusal('not_found', '没有这条明查暗访。')

/**
 * A visit that this officer may see: one of their department, or any for officers of the whole office.
 * @throws Refusal `forbidden`, `not_found` (also for another department's)
 */
export async function visitInScope(
  db: Db,
  by: OfficerActor,
  id: number,
): Promise<{ row: VisitRow; visit: Visit }> {
  demandVisits(by)
  const row = await visitById(db, id)
  if (!row || (scopeOf(by) ?? row.departmentId) !== row.departmentId) throw notFound()
  const author = await officerById(db, row.byId)
  return { row, visit: toVisit(row, author !== null && author.disabledAt === null) }
}

/** A department does not read who visited it, so that nobody asks them about it. */
const NAMELESS = ROLE_NAMES.observer
const sayAuthor = (by: OfficerActor, name: string) => (scopeOf(by) === null ? name : NAMELESS)

/** @throws Refusal as `visitInScope` */
export async function viewVisit(ctx: Context, by: OfficerActor, id: number) {
  const { row, visit } = await visitInScope(ctx.db.read, by, id)
  const shown = shownText(ctx)
  const names = namesOf(ctx.content())
  const photosOf = (of: string) => row.photos.filter(p => p.of === of).map(p => p.id)
  return {
    id: row.id,
    version: row.version,
    kindText: VISIT_KINDS[visit.kind],
    status: visit.status,
    statusText: VISIT_STATUS_NAMES[visit.status],
    verdict: visit.verdict,
    verdictText: VERDICTS[visit.verdict],
    department: names.department(row.departmentId) ?? row.departmentId,
    area: names.area(row.areaId),
    visitedOn: row.visitedOn,
    createdAt: row.createdAt,
    title: shown(row.title),
    finding: shown(row.finding),
    by: sayAuthor(by, row.by),
    dueOn: row.dueOn,
    overdue: isVisitOverdue(visit, shanghaiDate(ctx.now())),
    answer: visit.answer && { ...visit.answer, text: shown(visit.answer.text) },
    remarks: visit.remarks.map(r => ({
      ...r,
      by: sayAuthor(by, r.by),
      text: shown(r.text),
      answer: { ...r.answer, text: shown(r.answer.text) },
    })),
    photos: { finding: photosOf('finding'), answer: photosOf('answer') },
    publicAt: row.publicAt,
    publicFinding: row.publicFinding,
    publicAnswer: row.publicAnswer,
    moves: visitMovesOf(visit, by),
  }
}
export type VisitView = Awaited<ReturnType<typeof viewVisit>>

export const VISIT_VIEWS = { open: '等答复', answered: '等监察员看', all: '全部' } as const
export type VisitList = keyof typeof VISIT_VIEWS

/** `2026-11-16.12`: behind visit 12 of that day. */
const PLACE = /^(\d{4}-\d\d-\d\d)\.(\d{1,9})$/
const placeOf = (text: string): VisitPlace | null => {
  const [, day, id] = PLACE.exec(text) ?? []
  return day ? { day, id: Number(id) } : null
}

/** Visits in this officer's scope, a page at a time. */
export async function listVisits(ctx: Context, by: OfficerActor, view: VisitList, before = '') {
  demandVisits(by)
  const scope = scopeOf(by) ?? undefined
  const place = placeOf(before)
  const today = shanghaiDate(ctx.now())
  const rows =
    view === 'all'
      ? await visitsByDay(ctx.db.read, { departmentId: scope }, place, PAGE + 1)
      : await visitsWaiting(ctx.db.read, view, scope, place, PAGE + 1)
  const page = rows.slice(0, PAGE)
  const last = page.at(-1)
  const shown = shownText(ctx)
  const names = namesOf(ctx.content())
  return {
    visits: page.map(v => ({
      ...v,
      title: shown(v.title),
      kindText: VISIT_KINDS[v.kind as VisitKind],
      statusText: VISIT_STATUS_NAMES[v.status as VisitStatus],
      verdictText: VERDICTS[v.verdict as Visit['verdict']],
      department: names.department(v.departmentId) ?? v.departmentId,
      area: names.area(v.areaId),
      overdue: isVisitOverdue({ status: v.status as VisitStatus, dueOn: v.dueOn }, today),
    })),
    counts: await countVisits(ctx.db.read, today, scope),
    next: rows.length > PAGE && last ? `${dayOf(view, last)}.${last.id}` : null,
    /** The oldest day that the form takes. */
    earliest: addDays(today, -366),
    today,
  }
}

const dayOf = (view: VisitList, v: ListedVisit) => (view === 'all' ? v.visitedOn : v.dueOn!)

/**
 * A photo of a visit.
 * @throws Refusal `forbidden`, `not_found` (also of another department's)
 */
export async function readVisitPhoto(
  ctx: Context,
  by: OfficerActor,
  at: { visitId: number; id: number },
  form: 'full' | 'thumb',
): Promise<AttachmentBytes> {
  demandVisits(by)
  const row = await visitPhoto(ctx.db.read, at.visitId, at.id)
  if (!row || (scopeOf(by) ?? row.visit.departmentId) !== row.visit.departmentId)
    throw new Refusal('not_found', '没有这张照片。')
  const file = { hash: row.hash, mime: 'image/jpeg', cleaned: true }
  return present(ctx, file, `visit-${at.visitId}-${row.id}`, form)
}
