import { VERDICTS } from '../../../domain/numbers/sample.ts'
import { VISIT_KINDS, type Visit, type VisitKind } from '../../../domain/numbers/visit.ts'
import { publicVisits as publicRows } from '../../../store/numbers/visits.ts'
import type { Context } from '../../base/context.ts'
import { namesOf } from '../../cases/moving/open-case.ts'
import { shownText } from '../../office/shown-text.ts'

const PAGE = 20

/** A visit as the public reads it: no names, no photos. */
export interface PublicVisit {
  id: number
  kind: string
  verdict: string
  department: string
  area: string | null
  visitedOn: string
  finding: string
  answer: string | null
}

/** `1763258400000.12`: behind visit 12, which was shown at that instant. */
const PLACE = /^(\d{1,15})\.(\d{1,9})$/

/** Visits that a manager chose to show, latest first. @param before the `next` of the page before */
export async function publicVisits(
  ctx: Context,
  before = '',
): Promise<{ visits: PublicVisit[]; next: string | null }> {
  const [, at, id] = PLACE.exec(before) ?? []
  const place = at === undefined ? null : { at: new Date(Number(at)), id: Number(id) }
  const rows = await publicRows(ctx.db.read, place, PAGE + 1)
  const page = rows.slice(0, PAGE)
  const names = namesOf(ctx.content())
  const shown = shownText(ctx)
  const last = page.at(-1)
  return {
    visits: page.map(v => ({
      id: v.id,
      kind: VISIT_KINDS[v.kind as VisitKind],
      verdict: VERDICTS[v.verdict as Visit['verdict']],
      department: names.department(v.departmentId) ?? v.departmentId,
      area: names.area(v.areaId),
      visitedOn: v.visitedOn,
      finding: shown(v.publicFinding ?? ''),
      answer: v.publicAnswer && shown(v.publicAnswer),
    })),
    next: rows.length > PAGE && last ? `${last.publicAt!.getTime()}.${last.id}` : null,
  }
}
