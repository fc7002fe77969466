import { randomInt } from 'node:crypto'
import { DAY } from '../../../domain/base/civil-date.ts'
import { Refusal } from '../../../domain/base/errors.ts'
import { findCaseNumbers } from '../../../domain/base/text/case-number.ts'
import { plainCode, readableCode } from '../../../domain/base/text/readable-code.ts'
import { HIDDEN_CODE, maybeCodes } from '../../../domain/cases/case-key.ts'
import type { Actor } from '../../../domain/people/actor.ts'
import { canSee, may } from '../../../domain/people/policy.ts'
import type { Db } from '../../../store/base/database.ts'
import {
  addCaseCode,
  caseCodeByKey,
  codesOfCase,
  knownCodeKeys,
  noteCodeUsed,
  revokeCode,
} from '../../../store/cases/case-codes.ts'
import { type CaseRow, findCaseByNumber } from '../../../store/cases/cases.ts'
import { addAudit } from '../../../store/people/officers.ts'
import type { Context } from '../../base/context.ts'
import { caseUrl } from '../moving/open-case.ts'

/** Longer than any deadline with its extension, reopening and rating. */
const VALID_MS = 180 * DAY

/** The purpose of an issued code. */
type CodePurpose = 'receipt' | 'api'

const keyOf = (ctx: Context, code: string) => ctx.secrets.key(plainCode(code), 'case-code')

async function caseFor(db: Db, number: string, by: Actor): Promise<CaseRow> {
  const row = await findCaseByNumber(db, number)
  if (!row || !canSee(by, row)) throw new Refusal('not_found', '没有这件诉求。')
  if (!may(by, 'registerCase')) throw new Refusal('forbidden', '您的角色不能给查询码。')
  return row
}

/**
 * Makes a code that an officer gives to the resident of a case. It differs from the resident's own, is shown only
 * once, and the audit log records who made it.
 * @throws Refusal `not_found` when out of sight, `forbidden` for a role that does not register cases.
 */
export async function issueCode(
  ctx: Context,
  number: string,
  by: Actor,
  purpose: CodePurpose,
): Promise<{ code: string; url: string }> {
  const now = ctx.now()
  const code = readableCode(() => randomInt(31))
  await ctx.db.inTransaction(async tx => {
    const row = await caseFor(tx, number, by)
    await addCaseCode(tx, {
      key: keyOf(ctx, code),
      caseId: row.id,
      officerId: by.id!,
      purpose,
      createdAt: now,
      expiresAt: new Date(now.getTime() + VALID_MS),
    })
    await addAudit(tx, {
      at: now,
      officerId: by.id!,
      action: 'case_code_issued',
      target: number,
      detail: purpose,
    })
  })
  return { code, url: caseUrl(ctx, number, plainCode(code)) }
}

/** Revokes an issued code, and the pages it opened. @throws Refusal `not_found`, `forbidden` */
export async function revokeCaseCode(ctx: Context, number: string, id: number, by: Actor): Promise<void> {
  const now = ctx.now()
  await ctx.db.inTransaction(async tx => {
    const row = await caseFor(tx, number, by)
    if (!(await revokeCode(tx, id, row.id, by.id!, now)))
      throw new Refusal('not_found', '没有这个查询码，或已经作废。')
    await addAudit(tx, {
      at: now,
      officerId: by.id!,
      action: 'case_code_revoked',
      target: number,
      detail: String(id),
    })
  })
}

/** The issued codes of a case, without the codes themselves. */
export const issuedCodes = async (ctx: Context, caseId: number) =>
  (await codesOfCase(ctx.db.read, caseId)).map(row => ({
    id: row.id,
    by: row.officer.name,
    purpose: row.purpose as CodePurpose,
    at: row.createdAt.toISOString(),
    until: row.expiresAt.toISOString(),
    lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
    revokedAt: row.revokedAt?.toISOString() ?? null,
    good: row.revokedAt === null && row.expiresAt > ctx.now(),
  }))

/** The issued code with this value, if it opens this case now. */
export async function findIssuedCode(db: Db, ctx: Context, row: Pick<CaseRow, 'id'>, code: string) {
  const found = await caseCodeByKey(db, keyOf(ctx, code))
  return found && found.caseId === row.id && isValidCode(found, ctx.now()) ? found : undefined
}

export const isValidCode = (code: { revokedAt: Date | null; expiresAt: Date }, now: Date): boolean =>
  code.revokedAt === null && code.expiresAt > now

export const recordCodeUse = (ctx: Context, id: number): Promise<unknown> =>
  ctx.db.inTransaction(tx => noteCodeUsed(tx, id, ctx.now()))

/**
 * Removes codes from a text before it is stored: residents copy whole answers, and with them the code that opens
 * their case. Finds the own code of each number in the text, and every code an officer issued.
 * @param about numbers whose codes may be in the text although the numbers are not
 */
export async function withoutCodes(
  db: Db,
  ctx: Context,
  text: string,
  about: readonly string[] = [],
): Promise<string> {
  const maybe = maybeCodes(text)
  if (maybe.length === 0) return text
  const numbers = [...about, ...findCaseNumbers(text).flatMap(found => found.number ?? [])]
  const keys = new Map(maybe.map(code => [code, keyOf(ctx, code)]))
  const issued = await knownCodeKeys(db, [...keys.values()])
  return maybe
    .filter(code => issued.has(keys.get(code)!) || numbers.some(n => ctx.secrets.opensCase(n, code)))
    .reduce((kept, code) => kept.replaceAll(code, HIDDEN_CODE), text)
}

/** The same for every text of an input. */
export async function inputWithoutCodes<T extends object>(
  db: Db,
  ctx: Context,
  input: T,
  about: readonly string[] = [],
): Promise<T> {
  const entries = await Promise.all(
    Object.entries(input).map(async ([name, value]) => [
      name,
      typeof value === 'string' ? await withoutCodes(db, ctx, value, about) : value,
    ]),
  )
  return Object.fromEntries(entries) as T
}
