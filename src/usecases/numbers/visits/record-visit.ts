import { z } from 'zod'
import { addDays, shanghaiDate } from '../../../domain/base/civil-date.ts'
import { invalidField, Refusal } from '../../../domain/base/errors.ts'
import { givenDate } from '../../../domain/base/given-date.ts'
import { lineField, textField } from '../../../domain/base/text/visible-text.ts'
import { answerDueOn } from '../../../domain/numbers/visit.ts'
import type { OfficerActor } from '../../../domain/people/actor.ts'
import { may } from '../../../domain/people/policy.ts'
import { addVisit, addVisitPhotos } from '../../../store/numbers/visits.ts'
import { addAudit } from '../../../store/people/officers.ts'
import { checked } from '../../base/checked.ts'
import type { Context } from '../../base/context.ts'
import { runReactions } from '../../base/reactions.ts'
import { type GivenFile, storePictures } from '../../cases/public/reply-pictures.ts'

/** Photos of a finding, or of an answer. */
export const VISIT_PICTURES = 6
export const VISIT_TITLE = 60
export const VISIT_TEXT = 2000
/** What was seen longer ago than this cannot be answered for any more. */
const OLDEST_DAYS = 366

const shape = z.strictObject({
  kind: z.enum(['visit', 'question'], '请选是走访还是提问'),
  departmentId: z.string().min(1, '请选承办单位').max(40),
  areaId: z.string().max(40).optional(),
  visitedOn: givenDate('日期写成 2026-11-01'),
  title: lineField(VISIT_TITLE, { empty: '写一句话，说是什么事' }),
  finding: textField(VISIT_TEXT, { empty: '写下看到的、听到的' }),
  verdict: z.enum(['good', 'bad'], '请选合格或有问题'),
})

/**
 * Writes down a visit or a test question. A good one is settled at once; a bad one must be answered by its department.
 * What was found never changes afterwards. Returns its id.
 * @throws Refusal `forbidden`, `invalid_field`
 */
export async function recordVisit(
  ctx: Context,
  by: OfficerActor,
  given: unknown,
  files: readonly GivenFile[] = [],
): Promise<number> {
  if (!may(by, 'visit')) throw new Refusal('forbidden', '只有特邀监察员和监督员能写明查暗访。')
  const visit = checked(shape, given)
  const now = ctx.now()
  const { office, calendar } = ctx.content()
  const today = shanghaiDate(now)
  if (visit.visitedOn > today) throw invalidField('visitedOn', '不能晚于今天')
  if (visit.visitedOn < addDays(today, -OLDEST_DAYS)) throw invalidField('visitedOn', '最早是一年前')
  if (!office.departments.some(d => d.id === visit.departmentId))
    throw invalidField('departmentId', '没有这个承办单位')
  if (visit.areaId && !office.areas.some(a => a.id === visit.areaId))
    throw invalidField('areaId', '没有这个村（社区）')
  const photos = await storePictures(ctx, files, VISIT_PICTURES)
  const bad = visit.verdict === 'bad'
  return ctx.db.inTransaction(async tx => {
    const { id } = await addVisit(tx, {
      ...visit,
      areaId: visit.areaId ?? null,
      status: bad ? 'open' : 'settled',
      dueOn: bad ? answerDueOn(now, office.visits, calendar) : null,
      settledAt: bad ? null : now,
      byId: by.id,
      by: by.name,
      createdAt: now,
    })
    await addVisitPhotos(tx, id, 'finding', photos, now)
    await addAudit(tx, { at: now, officerId: by.id, action: 'visit_recorded', target: `visits/${id}` })
    if (bad) {
      const { departmentId } = visit
      await runReactions(ctx.reactions.visits, {
        tx,
        ctx,
        act: 'found',
        visit: { id, version: 1, departmentId, byId: by.id },
        by,
      })
    }
    return id
  })
}
