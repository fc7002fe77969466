import type { Inbound } from '../../../domain/base/message.ts'
import { hasVisibleText } from '../../../domain/base/text/visible-text.ts'
import type { ActionName, ArgsOf, ResultOf } from '../../../flow/actions.ts'
import type { Db } from '../../../store/base/database.ts'
import type { Contact } from '../../../store/talk/contacts.ts'
import type { Content, Context } from '../../base/context.ts'
import type { Hide } from '../../cases/anonymous.ts'
import type { Crowded } from '../../cases/moving/case-ceiling.ts'

/** One resident's turn, inside its transaction: what an action works with. */
export interface Acting {
  readonly tx: Db
  readonly ctx: Context
  readonly contact: Contact
  readonly inbound: Pick<Inbound, 'channel' | 'atDesk'>
  /** The message that the dialogue began with, and the one that is answered now. */
  readonly firstMessageId: number
  readonly messageId: number
  /** Whether this resident's network has opened too many cases; unknown where residents have an identity. */
  readonly crowded?: Crowded | undefined
  /** The guide search of this turn; without it the office's. */
  readonly findGuides?: Content['findGuides'] | undefined
  /** Takes the writer out of a text, once the turn is about an anonymous case of theirs. */
  readonly hide?: Hide | undefined
}

/** What an action did besides its result. */
export interface Effects {
  /** The number of the case that it changed: live pages refresh. */
  changed?: string | undefined
  /** What the resident must hear besides what the dialogue says. */
  notes?: readonly string[] | undefined
  /** The turn is about an anonymous case now: takes its writer out of what is kept of the turn. */
  hide?: Hide | undefined
}

export type Done<N extends ActionName> = Effects & { result: ResultOf<N> }

/** What an action of a dialogue does. The key is the same for every retry of one submission. */
export type Action<N extends ActionName> = (
  acting: Acting,
  args: ArgsOf<N>,
  key: string,
) => Done<N> | Promise<Done<N>>

/** The resident, in their own chat. */
export const RESIDENT = { kind: 'resident', via: 'chat' } as const

/** A text that shows something, or nothing. */
export const visible = (text: string | undefined): string | undefined =>
  text !== undefined && hasVisibleText(text) ? text : undefined

/** At most so many characters. */
export const cut = (text: string, most: number): string => [...text].slice(0, most).join('')
