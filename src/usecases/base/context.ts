import type { Logger } from 'pino'
import type { LanguageModel } from '../../channels/llm/mod.ts'
import type { AskWitness } from '../../channels/witness/mod.ts'
import type { Config } from '../../config.ts'
import type { CivilDate } from '../../domain/base/civil-date.ts'
import type { Channel, ChatChannel } from '../../domain/base/message.ts'
import type { Secrets } from '../../domain/base/secrets.ts'
import type { Mailer } from '../../domain/delivery/mail.ts'
import type { Guide } from '../../domain/guides/guide.ts'
import type { Calendar } from '../../domain/office/calendar.ts'
import type { Office } from '../../domain/office/office.ts'
import type { Catalogue } from '../../domain/publish/catalogue.ts'
import type { Understanding } from '../../domain/talk/understanding.ts'
import type { Flow } from '../../flow/mod.ts'
import type { Database, Db } from '../../store/base/database.ts'
import type { Files } from '../../store/base/files.ts'
import type { CaseRow } from '../../store/cases/cases.ts'
import type { Measures } from './measures.ts'
import type { Reactions } from './reactions.ts'

/** Names that office.yaml no longer has but old cases still refer to. */
export type FormerNames = Record<'department' | 'area' | 'category', readonly { id: string; name: string }[]>

/** The office's content as loaded from OFFICE_DIR: replaced whole on reload, never changed in place. */
export interface Content extends Understanding {
  office: Office
  former: FormerNames
  calendar: Calendar
  /** What the office publishes, column by column. */
  catalogue: Catalogue
  guides: ReadonlyMap<string, Guide>
  flows: readonly Flow[]
  suggestCategory(text: string): { categoryId: string; departmentId: string; confidence: number } | undefined
  loadedAt: Date
}

/**
 * Whether and how the public ledger counts a case, in words for its resident, and the last day that the ledger has
 * whole (null before it has one).
 */
export type StandingInLedger = (
  ctx: Context,
  db: Db,
  row: CaseRow,
) => Promise<{ words: string; recordedTo: CivilDate | null }>

/** The outside world, passed to every use case. `app/context.ts` makes the real one, tests make their own. */
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
  /** The reactions to events, which run in the event's transaction. */
  reactions: Reactions
  /** What a dialogue asks of the ledger, which belongs to a later matter. */
  standingInLedger: StandingInLedger
  /** The optional language model: it suggests, it never answers a resident. */
  languageModel?: LanguageModel
  /** Counts for /metrics; absent without METRICS_TOKEN and in processes that do not serve. */
  measures?: Measures
  /** Sends a checkpoint to a witness. Absent in processes that do not serve. */
  askWitness?: AskWitness
  /** Loads the residents' wordings that officers accepted. Absent in processes that do not serve. */
  relearn?(): Promise<void>
  /**
   * Reads the office's files again; with mistakes in them the old content stays. Absent in processes that do not
   * serve.
   */
  reload?(): Promise<void>
  /** Aborted when the process begins to stop: begin nothing new. Absent in processes that do not serve. */
  stopping?: AbortSignal
  /** The background workers of this process, and how long each has been at its round. Absent where none run. */
  workers?(): readonly { name: string; busyMs: number }[]
  /** Something is waiting in the outbox: deliver soon. Safe to call any number of times, after a commit. */
  wakeOutbox(): void
  /** A case changed: live pages of all processes refresh. Called after the commit. */
  caseChanged(number: string): void
  /**
   * Subscribes to changed cases, e.g. for server-sent events. The number is empty when other processes could not be heard
   * for a while: any case may have changed. Returns a function that unsubscribes.
   */
  onCaseChanged(listener: (number: string) => void): () => void
  /** An officer's access ended, so live pages check whether they may continue. Called after the commit. */
  accessEnded(officerId: number): void
  /** Subscribes to ended access. Returns a function that unsubscribes. */
  onAccessEnded(listener: (officerId: number) => void): () => void
  /** Names this process in claims and logs. */
  processId: string
}
