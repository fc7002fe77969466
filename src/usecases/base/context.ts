import type { Logger } from 'pino'
import type { LanguageModel } from '../../channels/llm/mod.ts'
import type { Config } from '../../config.ts'
import type { Channel, ChatChannel } from '../../domain/base/message.ts'
import type { Secrets } from '../../domain/base/secrets.ts'
import type { Mailer } from '../../domain/delivery/mail.ts'
import type { Guide } from '../../domain/guides/guide.ts'
import type { Calendar } from '../../domain/office/calendar.ts'
import type { Office } from '../../domain/office/office.ts'
import type { Flow } from '../../flow/mod.ts'
import type { GuideMatch, Routing } from '../../flow/turn.ts'
import type { Database } from '../../store/base/database.ts'
import type { Files } from '../../store/base/files.ts'
import type { Reactions } from './reactions.ts'

/** Names of what office.yaml has no longer and old cases still have. */
export type FormerNames = Record<'department' | 'area' | 'category', readonly { id: string; name: string }[]>

/** The office's content as loaded from OFFICE_DIR: replaced whole on reload, never changed in place. */
export interface Content {
  office: Office
  former: FormerNames
  calendar: Calendar
  guides: ReadonlyMap<string, Guide>
  flows: readonly Flow[]
  findGuides(text: string): GuideMatch
  classify(text: string): Routing
  suggestCategory(text: string): { categoryId: string; departmentId: string; confidence: number } | undefined
  loadedAt: Date
}

/** What every use case gets: the outside world, passed in. `app/context.ts` makes the real one, tests make theirs. */
export interface Context {
  config: Config
  db: Database
  /** Photos, voice and files of residents. */
  files: Files
  secrets: Secrets
  content(): Content
  now(): Date
  log: Logger
  channels: ReadonlyMap<ChatChannel, Channel>
  /** The office's mail server, when one is set. */
  mail?: Mailer
  /** Who reacts to what happens, in the transaction of what happens. */
  reactions: Reactions
  /** The optional language model: it suggests, it never answers a resident. */
  languageModel?: LanguageModel
  /** Takes over what officers accepted of residents' wordings. Absent where nothing is served. */
  relearn?(): Promise<void>
  /** Reads the office's files again; with mistakes in them the old content stays. Absent where nothing is served. */
  reload?(): Promise<void>
  /** Something is waiting in the outbox: deliver soon. Safe to call any number of times, after a commit. */
  wakeOutbox(): void
  /** A case changed: live pages refresh. Called after the commit. */
  caseChanged(number: string): void
  /** Listens to it, e.g. for server-sent events. Returns how to stop. */
  onCaseChanged(listener: (number: string) => void): () => void
  /** An officer's way in ended: live pages look whether they may go on. Called after the commit. */
  accessEnded(officerId: number): void
  /** Listens to it. Returns how to stop. */
  onAccessEnded(listener: (officerId: number) => void): () => void
  /** This process, in claims and logs. */
  processId: string
}
