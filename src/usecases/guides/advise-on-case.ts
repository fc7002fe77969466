import { Refusal } from '../../domain/base/errors.ts'
import { OPEN, STATUS_NAMES, type Status } from '../../domain/cases/case.ts'
import type { Actor } from '../../domain/people/actor.ts'
import { canSee } from '../../domain/people/policy.ts'
import { alike, SAME_TEXT } from '../../search/mod.ts'
import { findCaseByNumber } from '../../store/cases/cases.ts'
import { answeredLately, openAround } from '../../store/cases/similar-cases.ts'
import type { Context } from '../base/context.ts'
import { namesOf, titleOf } from '../cases/moving/open-case.ts'
import { shownText } from '../office/shown-text.ts'
import { learnedOf } from './learned.ts'

/** Suggestions for the officer of a case. None is decided or sent automatically. */
export interface Advice {
  /**
   * The suggested department with a confidence from 0 to 1. `from`: learned from the office's own cases, or matched by
   * the words in office.yaml.
   */
  department: { id: string; name: string; confidence: number; from: 'office' | 'words' } | null
  category: { id: string; name: string; confidence: number } | null
  /** The most similar answered cases, at most three, with their replies. */
  answered: { number: string; title: string; reply: string; full: string; score: number }[]
  /** Open cases about perhaps the same matter, at most three. `repeat`: nearly the same text, or the same resident. */
  open: { number: string; title: string; statusText: string; repeat: boolean; score: number }[]
}

const DAYS = 180
const MOST = 200
const SHOWN = 3

/**
 * Finds suggestions for a case. Names only cases that the officer may see.
 * @throws Refusal `not_found`, also when the officer may not see the case.
 */
export async function adviseOnCase(ctx: Context, number: string, by: Actor): Promise<Advice> {
  const db = ctx.db.read
  const row = await findCaseByNumber(db, number)
  if (!row || !canSee(by, row)) throw new Refusal('not_found', '没有这件诉求。')
  const said = { title: row.title, text: row.text }
  const since = new Date(ctx.now().getTime() - DAYS * 86_400_000)
  const around = { areaId: row.areaId, statuses: OPEN, since, notId: row.id, limit: MOST }
  const open = OPEN.includes(row.status as Status)
  const [answered, nearby] = await Promise.all([
    answeredLately(db, row.categoryId, row.id, MOST),
    open ? openAround(db, around) : [],
  ])
  const shown = shownText(ctx)
  const seen = <T extends Parameters<typeof canSee>[1]>(rows: readonly T[]) => rows.filter(r => canSee(by, r))
  return {
    ...suggestFor(ctx, said),
    answered: alike(said, seen(answered), { top: SHOWN, least: 0.1 }).map(({ item, score }) => ({
      number: item.number,
      title: shown(item.title),
      reply: titleOf(shown(item.replies[0]?.text ?? ''), 80),
      full: shown(item.replies[0]?.text ?? ''),
      score,
    })),
    open: alike(said, seen(nearby), { top: SHOWN }).map(({ item, score }) => ({
      number: item.number,
      title: shown(item.title),
      statusText: STATUS_NAMES[item.status as Status],
      // An anonymous case must not reveal whose it is, not even through “the same resident”.
      repeat:
        score >= SAME_TEXT || (!row.anonymous && row.contactId !== null && item.contactId === row.contactId),
      score,
    })),
  }
}

/** Suggests department and category from a text alone; stores nothing. */
export function suggestFor(
  ctx: Context,
  said: { title: string; text: string },
): Pick<Advice, 'department' | 'category'> {
  const names = namesOf(ctx.content())
  const words = ctx.content().suggestCategory(`${said.title} ${said.text}`)
  const learned = learnedOf(ctx).router?.predict(said)[0]
  const known = learned && ctx.content().office.departments.some(d => d.id === learned.label)
  const department = known
    ? { id: learned.label, confidence: learned.score, from: 'office' as const }
    : words
      ? { id: words.departmentId, confidence: words.confidence, from: 'words' as const }
      : null
  return {
    department: department && { ...department, name: names.department(department.id) ?? department.id },
    category: words
      ? {
          id: words.categoryId,
          name: names.category(words.categoryId) ?? words.categoryId,
          confidence: words.confidence,
        }
      : null,
  }
}
