import type { Inbound } from '../../../domain/base/message.ts'
import { hasVisibleText } from '../../../domain/base/text/visible-text.ts'
import type { ActionName, ArgsOf, ResultOf } from '../../../flow/actions.ts'
import type { Db } from '../../../store/base/database.ts'
import type { Contact } from '../../../store/talk/contacts.ts'
import type { Content, Context } from '../../base/context.ts'
import type { Hide } from '../../cases/anonymous.ts'
import type { Crowded } from '../../cases/moving/case-ceiling.ts'

/** What an action works with in one resident's turn, inside its transaction. */
export interface ActionContext {
  readonly tx: Db
  readonly ctx: Context
  readonly contact: Contact
  readonly inbound: Pick<Inbound, 'channel' | 'atDesk'>
  /** The message that the dialogue began with, and the current one. */
  readonly firstMessageId: number
  readonly messageId: number
  /** Whether this resident's network has opened too many cases; unknown where residents have an identity. */
  readonly crowded?: Crowded | undefined
  /** The guide search of this turn; by default the office's. */
  readonly findGuides?: Content['findGuides'] | undefined
  /** Removes the writer from a text, once the turn concerns an anonymous case of theirs. */
  readonly hide?: Hide | undefined
}

/** What an action did besides its result. */
export interface Effects {
  /** The number of the changed case, so that live pages refresh. */
  changed?: string | undefined
  /** Messages to the resident besides those of the dialogue. */
  notes?: readonly string[] | undefined
  /** Set when the turn now concerns an anonymous case: removes its writer from what is stored of the turn. */
  hide?: Hide | undefined
}

export type Done<N extends ActionName> = Effects & { result: ResultOf<N> }

/** The implementation of a dialogue's action. The key is the same for every retry of one submission. */
export type Action<N extends ActionName> = (
  acting: ActionContext,
  args: ArgsOf<N>,
  key: string,
) => Done<N> | Promise<Done<N>>

/** The resident, in their own chat. */
export const RESIDENT = { kind: 'resident', via: 'chat' } as const

/** The text if it has something visible. */
export const visible = (text: string | undefined): string | undefined =>
  text !== undefined && hasVisibleText(text) ? text : undefined

/** Cuts a text to this many characters. */
export const cut = (text: string, most: number): string => [...text].slice(0, most).join('')
