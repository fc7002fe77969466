import type { CivilDate } from '../base/civil-date.ts'
import type { Kind } from '../office/kinds.ts'
import { asksForOpinions, type Item, isLive } from './item.ts'

/** What residents write below an item: a question or an opinion. Each is an ordinary case of that kind. */
export const COMMENT_KINDS = ['inquiry', 'suggestion'] as const satisfies readonly Kind[]
export type CommentKind = (typeof COMMENT_KINDS)[number]

/** What an item takes at the moment. */
export type CommentDoor =
  /** Questions and opinions. */
  | 'open'
  /** A consultation that is over: questions only. */
  | 'over'
  /** It is no longer public: what is written becomes an ordinary case that is tied to nothing. */
  | 'withdrawn'

type Asked = Pick<Item, 'consultation' | 'endsOn' | 'liveVersion' | 'publishedAt' | 'resultAt'>

/** @returns undefined for an item that the public has never read: for the public it does not exist */
export function commentDoor(item: Asked, today: CivilDate): CommentDoor | undefined {
  if (item.publishedAt === null) return undefined
  if (!isLive(item)) return 'withdrawn'
  return item.consultation && !asksForOpinions(item, today) ? 'over' : 'open'
}

export const kindsAt = (door: CommentDoor): readonly CommentKind[] =>
  door === 'over' ? ['inquiry'] : COMMENT_KINDS
