import { RESIDENT_STEP, roundDown } from '../../domain/base/civil-date.ts'
import type { Secrets } from '../../domain/base/secrets.ts'
import type { Followed } from '../../domain/talk/first-words.ts'
import type { Session } from '../../flow/turn.ts'
import type { Db } from '../base/database.ts'
import { statement, tables } from '../base/statement.ts'

export interface StoredSession {
  session: Session
  /** The inbound message that started it. */
  firstMessageId: number
  /** The first messages of the dialogue and what became of them so far. */
  followed?: Followed | null
}

/** A session as it is stored. */
export interface SealedSession {
  state: string
  /** Only of a session stored before it was kept in the sealed state. */
  firstMessageId: number
}

/** The first message's id is sealed, too, because that message may belong to an anonymous case by now. */
type Sealed = StoredSession

/** The whole state is sealed, because the resident's answers may include a phone number. */
const CONTEXT = 'session.state'

const BY_CONTACT = statement<{ contactId: number }>()(p =>
  tables.selectFrom('Session').select(['state', 'firstMessageId']).where('contactId', '=', p.contactId),
)

export async function loadSession(
  db: Db,
  secrets: Secrets,
  contactId: number,
): Promise<StoredSession | null> {
  const [row] = await db.sql.all(BY_CONTACT, { contactId })
  return row ? openSession(secrets, row) : null
}

export function openSession(secrets: Secrets, row: SealedSession): StoredSession {
  const state = JSON.parse(secrets.open(row.state, CONTEXT)) as Sealed | Session
  // A session stored before both were sealed together.
  return 'session' in state ? state : { session: state, firstMessageId: row.firstMessageId }
}

const END = statement<{ contactId: number }>()(p =>
  tables.deleteFrom('Session').where('contactId', '=', p.contactId),
)

export const endSession = (db: Db, contactId: number): Promise<number> => db.sql.run(END, { contactId })

interface SessionRow {
  contactId: number
  flowId: string
  version: string
  state: string
  remindAt: Date | null
  expiresAt: Date | null
  updatedAt: Date
}

const SAVE = statement<SessionRow>()(p => {
  const row = {
    flowId: p.flowId,
    version: p.version,
    state: p.state,
    firstMessageId: 0,
    remindAt: p.remindAt,
    expiresAt: p.expiresAt,
    updatedAt: p.updatedAt,
  }
  return tables
    .insertInto('Session')
    .values({ contactId: p.contactId, ...row })
    .onConflict(at =>
      at.column('contactId').doUpdateSet(to => ({
        flowId: to.ref('excluded.flowId'),
        version: to.ref('excluded.version'),
        state: to.ref('excluded.state'),
        firstMessageId: to.ref('excluded.firstMessageId'),
        remindAt: to.ref('excluded.remindAt'),
        expiresAt: to.ref('excluded.expiresAt'),
        updatedAt: to.ref('excluded.updatedAt'),
      })),
    )
})

/** Stores the session, or removes it when the flow has ended. */
export async function saveSession(
  db: Db,
  secrets: Secrets,
  contactId: number,
  { session, ...rest }: Omit<StoredSession, 'session'> & { session: Session | null },
  now: Date,
): Promise<void> {
  if (session === null) {
    await endSession(db, contactId)
    return
  }
  await db.sql.run(SAVE, {
    contactId,
    flowId: session.flowId,
    version: session.version,
    state: secrets.seal(JSON.stringify({ session, ...rest } satisfies Sealed), CONTEXT),
    remindAt: session.remindAt === null ? null : new Date(session.remindAt),
    expiresAt: session.expiresAt === null ? null : new Date(session.expiresAt),
    updatedAt: roundDown(now, RESIDENT_STEP),
  })
}

/** Contacts whose session's reminder or expiry is due, in the order of ids, after `after`. */
export const dueSessions = (db: Db, now: Date, after: number, take: number) =>
  db.session.findMany({
    where: { contactId: { gt: after }, OR: [{ remindAt: { lte: now } }, { expiresAt: { lte: now } }] },
    orderBy: { contactId: 'asc' },
    take,
    select: { contactId: true },
  })

/** Moves a failed timer to `until`, so that it does not block the others. */
export async function putOffTimers(db: Db, contactId: number, now: Date, until: Date): Promise<void> {
  await db.session.updateMany({ where: { contactId, remindAt: { lte: now } }, data: { remindAt: until } })
  await db.session.updateMany({ where: { contactId, expiresAt: { lte: now } }, data: { expiresAt: until } })
}

interface KeptFlow {
  hash: string
  flowId: string
  definition: string
  createdAt: Date
}

const KEEP_FLOW = statement<KeptFlow>()(p =>
  tables
    .insertInto('FlowVersion')
    .values({ hash: p.hash, flowId: p.flowId, definition: p.definition, createdAt: p.createdAt })
    .onConflict(at => at.column('hash').doNothing()),
)

/** Stores a flow's definition, unless it is there, for sessions that continue with it after a change. */
export const keepFlowVersion = (
  db: Db,
  hash: string,
  flowId: string,
  definition: string,
  now: Date,
): Promise<number> => db.sql.run(KEEP_FLOW, { hash, flowId, definition, createdAt: now })

export const flowVersions = (db: Db, hashes: readonly string[]) =>
  db.flowVersion.findMany({ where: { hash: { in: [...hashes] } } })
