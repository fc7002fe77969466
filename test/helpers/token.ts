import { SCOPES, type TokenScope } from '../../src/domain/people/token-scopes.ts'
import type { Context } from '../../src/usecases/base/context.ts'
import { confirmToken, createToken } from '../../src/usecases/people/api-tokens.ts'

/** A bearer token that its officer has confirmed, for everything unless said otherwise. */
export async function liveToken(
  ctx: Context,
  login: string,
  scopes: readonly TokenScope[] = SCOPES,
): Promise<string> {
  const token = await createToken(ctx, login, { name: 'test', scopes: [...scopes] })
  const row = await ctx.db.read.apiToken.findFirstOrThrow({
    orderBy: { id: 'desc' },
    include: { officer: true },
  })
  const { id, role, totpSince } = row.officer
  await confirmToken(ctx, row.id, {
    kind: 'officer',
    id,
    role: role as never,
    secondFactor: totpSince !== null,
  })
  return token
}

/** The token that a one-time link carries behind its `#`. */
export const tokenIn = (link: string): string =>
  new URLSearchParams(new URL(link).hash.slice(1)).get('token')!
