import type { CivilDate } from '../../../domain/base/civil-date.ts'
import { shanghaiDate } from '../../../domain/base/civil-date.ts'
import { isDue, reviewReasons } from '../../../domain/cases/reply-review.ts'
import type { Office } from '../../../domain/office/office.ts'
import { normalise } from '../../../search/mod.ts'
import {
  combinationsOf,
  LIST,
  type Likeness,
  likeness,
  mattersOf,
  OFFER,
  reaches,
} from '../../../search/replies/likeness.ts'
import type { Db } from '../../../store/base/database.ts'
import { publicRepliesByIds } from '../../../store/cases/replies/public-replies.ts'
import { repliesWithWords } from '../../../store/cases/replies/reply-search.ts'
import type { Context } from '../../base/context.ts'
import { type PublicReply, replyViews } from './reply-views.ts'

/** The newest that are compared: whatever is older was hardly ever asked since. */
const COMPARED = 60
/** Nobody reads a longer list of what may or may not fit. */
const LISTED = 5

/**
 * @param db the transaction that runs, or the reader
 * @param known what the resident need not say
 */
async function compared(ctx: Context, db: Db, said: string, least: Likeness, known = '') {
  const words = mattersOf(said)
  const ids = await repliesWithWords(ctx.db, db, combinationsOf(words, least), COMPARED)
  const rows = await publicRepliesByIds(db, ids)
  const view = replyViews(ctx)
  return rows
    .map(row => {
      const reply = view(row)
      return { row, reply, like: likeness(words, `${said}\n${known}`, reply) }
    })
    .filter(({ like }) => reaches(like, least))
    .sort((a, b) => b.like.asked + b.like.told - (a.like.asked + a.like.told) || b.row.id - a.row.id)
}

/** Public replies about something like these words, best first, for somebody who reads the list themselves. */
export const similarReplies = async (ctx: Context, db: Db, said: string): Promise<PublicReply[]> =>
  (await compared(ctx, db, said, LIST)).slice(0, LISTED).map(({ reply }) => reply)

export interface MatchedReply {
  id: number
  title: string
  text: string
  answeredOn: CivilDate
}

/**
 * The public reply that answers a question, if there is one without doubt. A wrong one is worse than none: the question
 * must be nearly the same, the village must not be another, and no officer may have to look at it again first.
 * @param areaId the resident's village, when it is known
 */
export async function replyTo(
  ctx: Context,
  db: Db,
  said: string,
  areaId: string | null,
): Promise<MatchedReply | null> {
  const { office } = ctx.content()
  const now = ctx.now()
  const asked = areasIn(office, said)
  const own = asked.size === 0 ? office.areas.find(area => area.id === areaId) : undefined
  const known = own ? [own.name, ...own.aliases].join('\n') : ''
  for (const { row, reply } of await compared(ctx, db, said, OFFER, known)) {
    if (row.reviewedAt === null) continue
    const whole = `${reply.question ?? ''}\n${reply.text}`
    const told = areasIn(office, whole)
    const sameVillage =
      [...asked].every(id => told.has(id) || row.case.areaId === id) &&
      (told.size === 0 || [...told].some(id => asked.has(id) || id === own?.id))
    const since = row.confirmedAt ?? row.reviewedAt
    if (!sameVillage || isDue(reviewReasons({ text: whole, since }, office.laws, now))) continue
    const { id, title, text } = reply
    return { id, title, text, answeredOn: shanghaiDate(row.reviewedAt) }
  }
  return null
}

/** The villages that a text names. */
function areasIn({ areas }: Pick<Office, 'areas'>, text: string): ReadonlySet<string> {
  const plain = normalise(text)
  return new Set(
    areas
      .filter(({ name, aliases }) =>
        [name, ...aliases].map(normalise).some(word => word.length > 1 && plain.includes(word)),
      )
      .map(area => area.id),
  )
}
