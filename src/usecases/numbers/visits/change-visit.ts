import { z } from 'zod'
import { type FieldError, invalidFields, Refusal } from '../../../domain/base/errors.ts'
import { textField } from '../../../domain/base/text/visible-text.ts'
import { findPrivate } from '../../../domain/cases/publishable.ts'
import {
  answerDueOn,
  hasVisitMove,
  moveVisit,
  type Visit,
  type VisitMove,
} from '../../../domain/numbers/visit.ts'
import type { OfficerActor } from '../../../domain/people/actor.ts'
import { addVisitPhotos, saveVisit, type VisitRow } from '../../../store/numbers/visits.ts'
import { addAudit } from '../../../store/people/officers.ts'
import { checked } from '../../base/checked.ts'
import type { Context } from '../../base/context.ts'
import { runReactions } from '../../base/reactions.ts'
import { type GivenFile, storePictures } from '../../cases/public/reply-pictures.ts'
import { ownNumbers } from '../../office/shown-text.ts'
import { VISIT_PICTURES, VISIT_TEXT } from './record-visit.ts'
import { visitInScope } from './view-visit.ts'

const text = textField(VISIT_TEXT)
const nothing = z.strictObject({})
const SHAPES = {
  answer: z.strictObject({ text }),
  sendBack: z.strictObject({ text: textField(VISIT_TEXT, { empty: '写明为什么退回' }) }),
  settle: z.strictObject({ text: textField(VISIT_TEXT, { empty: '写一句，改了没有' }) }),
  publish: z.strictObject({
    publicFinding: text,
    publicAnswer: z.union([z.literal('').transform(() => null), text]).default(null),
    checked: z.literal('yes', '看过没有个人信息和秘密，再打勾'),
  }),
  hide: nothing,
} satisfies Record<VisitMove, z.ZodType>

/** Names of audit entries. */
const ACTIONS: Record<VisitMove, string> = {
  answer: 'visit_answered',
  sendBack: 'visit_sent_back',
  settle: 'visit_settled',
  publish: 'visit_published',
  hide: 'visit_hidden',
}

/** Moves after which somebody else has something to do. */
const TELLS: Partial<Record<VisitMove, 'answered' | 'sentBack'>> = {
  answer: 'answered',
  sendBack: 'sentBack',
}

/**
 * Makes a move on a visit: the department answers, the author settles it or sends the answer back, a manager shows it
 * to the public.
 * @param version the one that the form was filled in for
 * @throws Refusal `not_found`, `forbidden`, `move_refused`, `invalid_field`, `stale`
 */
export async function changeVisit(
  ctx: Context,
  by: OfficerActor,
  at: { id: number; version: number },
  move: VisitMove,
  given: unknown,
  files: readonly GivenFile[] = [],
): Promise<void> {
  const before = await visitInScope(ctx.db.read, by, at.id)
  const now = ctx.now()
  const { office, calendar } = ctx.content()
  const dueOn = answerDueOn(now, office.visits, calendar)
  // Refused before the texts are looked at, and before a photo is read.
  if (!hasVisitMove(before.visit, move, by)) moveVisit(before.visit, move, by, { text: '', at: now, dueOn })
  if (before.row.version !== at.version) throw stale()
  const input: { text?: string } & PublicTexts = checked(SHAPES[move], given)
  if (move === 'publish') refusePrivateIn(ctx, before.row, input)
  const photos = move === 'answer' ? await storePictures(ctx, files, VISIT_PICTURES) : []

  await ctx.db.inTransaction(async tx => {
    const { row, visit } = await visitInScope(tx, by, at.id)
    const next: Visit = moveVisit(visit, move, by, { text: input.text ?? '', at: now, dueOn })
    const { publicFinding, publicAnswer = null } = input
    const shown = publicFinding === undefined ? {} : { publicFinding, publicAnswer }
    if (!(await saveVisit(tx, at, next, shown))) throw stale()
    await addVisitPhotos(tx, row.id, 'answer', photos, now)
    await addAudit(tx, { at: now, officerId: by.id, action: ACTIONS[move], target: `visits/${row.id}` })
    const act = TELLS[move]
    if (act) {
      const { id, departmentId, byId } = row
      await runReactions(ctx.reactions.visits, {
        tx,
        ctx,
        act,
        visit: { id, version: at.version + 1, departmentId, byId },
        by,
      })
    }
  })
}

const stale = () => new Refusal('stale', '这条刚被别人改过，请看看现在的内容再办。')

interface PublicTexts {
  publicFinding?: string
  publicAnswer?: string | null
}

const FIELDS = { publicFinding: '公开的情况', publicAnswer: '公开的答复' } as const

/**
 * Refuses what must not be published: numbers and names of persons, and who visited.
 * @throws Refusal `invalid_field`, naming what was found and where
 */
function refusePrivateIn(ctx: Context, row: VisitRow, input: PublicTexts): void {
  const own = ownNumbers(ctx.content())
  const errors = Object.entries(FIELDS).flatMap(([path, where]): FieldError[] => {
    const words = input[path as keyof typeof FIELDS] ?? ''
    const found = findPrivate(words, own)
    if (row.by.length > 1 && words.includes(row.by) && !found.some(f => f.words === row.by))
      found.push({ what: '监察员的姓名', words: row.by })
    const list = found.map(piece => `${piece.what}“${piece.words}”`).join('、')
    return found.length > 0 ? [{ path, message: `“${where}”里有${list}，去掉再公开` }] : []
  })
  if (errors.length > 0) throw invalidFields(errors)
}
