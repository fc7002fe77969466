import { type Inbound, type MediaKind, NOBODY, type ReceiveOptions } from '../../../domain/base/message.ts'
import type { Db } from '../../../store/base/database.ts'
import type { Contact } from '../../../store/talk/contacts.ts'
import type { SealedSession } from '../../../store/talk/flow-sessions.ts'
import type { Wording } from '../../../store/talk/messages.ts'
import type { Content, Context } from '../../base/context.ts'
import type { UploadedMedia } from '../keep-media.ts'

/** A message before its transaction: its files are stored, and whatever needs a network was asked. */
export interface Incoming extends ReceiveOptions {
  readonly inbound: Inbound
  readonly uploads: readonly UploadedMedia[]
  readonly findGuides: Content['findGuides']
}

/** A message that is kept, inside its transaction: what each phase is given. Nothing in it changes. */
export interface Kept extends Incoming {
  readonly tx: Db
  readonly ctx: Context
  readonly now: Date
  readonly messageId: number
  readonly contact: Contact
  /** Nothing was ever said to this resident before. */
  readonly isNew: boolean
  /** Their dialogue as it was before this message. */
  readonly session: SealedSession | null
  /** All ids of this person: their own and their pseudonyms'. */
  readonly mine: readonly number[]
  readonly attachments: readonly { id: number; kind: MediaKind }[]
  /** Earlier wordings of the same message, oldest first. */
  readonly earlier: readonly Wording[]
}

/** Whether somebody wrote it who can be answered. */
export const hasSender = ({ from }: Pick<Inbound, 'from'>): boolean => from !== NOBODY

/** Whether the bot has something to say to it: not to notifications that only inform, nor to nobody. */
export const speaks = (inbound: Inbound): boolean =>
  hasSender(inbound) &&
  (inbound.kind !== 'event' || ['follow', 'scan', 'click'].includes(inbound.event?.name ?? ''))
