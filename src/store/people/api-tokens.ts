import type { Db } from '../base/database.ts'
import type { ApiToken } from '../generated/sqlite/client.ts'

export type { ApiToken }

export interface NewToken {
  /** Keyed hash of the token; the token itself is not stored. */
  key: string
  officerId: number
  name: string
  createdAt: Date
  /** The administrator who made it; null: the command line. */
  createdById: number | null
  expiresAt: Date
  /** Names of TOKEN_SCOPES with spaces between. */
  scopes: string
}

export const addToken = (db: Db, token: NewToken) => db.apiToken.create({ data: token, select: { id: true } })

/** Records that it was used. */
export const touchToken = (db: Db, id: number, lastUsedAt: Date) =>
  db.apiToken.updateMany({ where: { id }, data: { lastUsedAt } })

/**
 * Ends one token, by its id.
 * @param ownedBy revoke it only if it is this officer's
 * @returns false when there is none, or it was ended before
 */
export async function revokeToken(
  db: Db,
  id: number,
  now: Date,
  { ownedBy }: { ownedBy?: number | undefined } = {},
): Promise<boolean> {
  const { count } = await db.apiToken.updateMany({
    where: { id, revokedAt: null, ...(ownedBy !== undefined && { officerId: ownedBy }) },
    data: { revokedAt: now },
  })
  return count === 1
}

/** With its officer, by the unique key. */
export const findToken = (db: Db, key: string) =>
  db.apiToken.findUnique({ where: { key }, include: { officer: true } })

/** An officer's live tokens, newest first. By the index on officerId. */
export const tokensOf = (db: Db, officerId: number) =>
  db.apiToken.findMany({ where: { officerId, revokedAt: null }, orderBy: { id: 'desc' } })

/** Ends all tokens of an officer. */
export const revokeTokens = (db: Db, officerId: number, now: Date) =>
  db.apiToken.updateMany({ where: { officerId, revokedAt: null }, data: { revokedAt: now } })

/** Confirms a token that waits for its officer: true for exactly one caller. */
export const confirmToken = async (
  db: Db,
  {
    id,
    officerId,
    role,
    now,
    since,
  }: { id: number; officerId: number; role: string; now: Date; since: Date },
): Promise<boolean> => {
  const { count } = await db.apiToken.updateMany({
    where: {
      id,
      officerId,
      revokedAt: null,
      confirmedAt: null,
      createdAt: { gt: since },
      expiresAt: { gt: now },
    },
    data: { confirmedAt: now, role },
  })
  return count === 1
}
