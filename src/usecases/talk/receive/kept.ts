import { type Inbound, type MediaKind, NOBODY, type ReceiveOptions } from '../../../domain/base/message.ts'
import type { Db } from '../../../store/base/database.ts'
import type { Contact } from '../../../store/talk/contacts.ts'
import type { SealedSession } from '../../../store/talk/flow-sessions.ts'
import type { Wording } from '../../../store/talk/messages.ts'
import type { Content, Context } from '../../base/context.ts'
import type { UploadedMedia } from '../keep-media.ts'

/** A message ready for its transaction: its files are stored, and everything that needs a network is done. */
export interface Incoming extends ReceiveOptions {
  readonly inbound: Inbound
  readonly uploads: readonly UploadedMedia[]
  readonly findGuides: Content['findGuides']
}

/** A stored message with its transaction: the input of every phase after `keep`. Phases do not change it. */
export interface Kept extends Incoming {
  readonly tx: Db
  readonly ctx: Context
  readonly now: Date
  readonly messageId: number
  readonly contact: Contact
  /** This is the first message of this contact. */
  readonly isNew: boolean
  /** Their dialogue as it was before this message. */
  readonly session: SealedSession | null
  /** The contact ids of this person: their own and their pseudonyms'. */
  readonly contactIds: readonly number[]
  readonly attachments: readonly { id: number; kind: MediaKind }[]
  /** Versions of this message that came before, oldest first; none unless it was edited. */
  readonly earlier: readonly Wording[]
}

/** Whether the sender is known, so that somebody can be answered. */
export const hasSender = ({ from }: Pick<Inbound, 'from'>): boolean => from !== NOBODY

/** Whether the bot answers it. It does not answer events that only inform, nor messages without a known sender. */
export const expectsAnswer = (inbound: Inbound): boolean =>
  hasSender(inbound) &&
  (inbound.kind !== 'event' || ['follow', 'scan', 'click'].includes(inbound.event?.name ?? ''))
