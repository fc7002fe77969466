import express, { type Request, type Router } from 'express'
import { Refusal } from '../../domain/base/errors.ts'
import { networkOf } from '../../domain/base/network.ts'
import { TOKEN_SCOPES, type TokenScope } from '../../domain/people/token-scopes.ts'
import type { Context } from '../../usecases/base/context.ts'
import { amongProcesses } from '../../usecases/base/limits.ts'
import { withoutNul } from '../../usecases/base/storable.ts'
import { officerOfToken, type TokenBearer } from '../../usecases/people/api-tokens.ts'
import { recordViewings } from '../people/viewings.ts'
import { readJson } from '../shell/body/json.ts'
import { problemHandler } from '../shell/problem.ts'
import { API_LIMITS, type ApiLimits, countRequest } from './limits.ts'
import { check } from './operation.ts'
import { OPERATIONS } from './operations.ts'

/** An OpenAPI path as express writes one. */
const pathOf = (path: string) => `/v1${path.replace(/\{(\w+)\}/g, ':$1')}`

/** @throws Refusal `scope_missing` */
function demandScope({ scopes }: TokenBearer, scope: TokenScope): void {
  if (scopes.has(scope)) return
  throw new Refusal(
    'scope_missing',
    `这个令牌不能用来“${TOKEN_SCOPES[scope]}”（${scope}）。需要的话请管理员另发一个。`,
  )
}

/**
 * /api: version 1 of the JSON API and its description. A request passes token, rate limit, schema and handler, in
 * this order.
 */
export function api(ctx: Context, limits: ApiLimits = API_LIMITS): Router {
  const make = amongProcesses(ctx)
  const perOfficer = make('api of officer', limits.perOfficer)
  const wrongTokens = make('token of network', limits.wrongTokens)
  const router = express.Router()
  let document: string | undefined

  router.get('/openapi.json', async (_req, res) => {
    // Whoever writes a client asks for it, the service itself never: what makes it is loaded then.
    document ??= JSON.stringify((await import('./openapi.ts')).openApiDocument())
    res.type('json').send(document)
  })

  router.use('/v1', (_req, res, next) => {
    res.set('Cache-Control', 'no-store')
    next()
  })
  router.use(
    '/v1',
    recordViewings(ctx, (_req, res) => (res.locals['bearer'] as TokenBearer | undefined)?.by),
  )
  for (const op of OPERATIONS) {
    router[op.method](
      pathOf(op.path),
      async (req, res, next) => {
        const bearer = await authenticate(req)
        await countRequest(perOfficer, String(bearer.by.id))
        res.locals['bearer'] = bearer
        if (typeof op.scope === 'string') demandScope(bearer, op.scope)
        if (op.body && !req.is('json')) throw new Refusal('unsupported_type', '请用 application/json 发送。')
        next()
      },
      readJson({
        reviver: (_key, value: unknown) => (typeof value === 'string' ? withoutNul(value) : value),
      }),
      async (req, res) => {
        const bearer = res.locals['bearer'] as TokenBearer
        const input = op.body ? check(op.body, req.body) : undefined
        if (typeof op.scope === 'function') demandScope(bearer, op.scope(input))
        const { status, body, headers } = await op.handle({
          ctx,
          by: bearer.by,
          params: op.params ? check(op.params, req.params) : undefined,
          query: op.query ? check(op.query, req.query) : undefined,
          body: input,
          header: name => req.get(name),
        })
        // The tag is for If-Match only: a case's representation also changes with the clock, so there is no "not
        // modified".
        delete req.headers['if-none-match']
        res
          .status(status)
          .set(headers ?? {})
          .json(body)
      },
    )
  }
  // A known path with an unknown method.
  for (const path of new Set(OPERATIONS.map(op => op.path))) {
    const methods = OPERATIONS.filter(op => op.path === path).map(op => op.method.toUpperCase())
    const allow = [...methods, ...(methods.includes('GET') ? ['HEAD'] : [])].join(', ')
    router.all(pathOf(path), (_req, res) => {
      res.set('Allow', allow)
      throw new Refusal('method_not_allowed', `这个接口只能用 ${allow}。`)
    })
  }
  router.use(() => {
    throw new Refusal('not_found', '没有这个接口，请看 /api/openapi.json。')
  })
  router.use(problemHandler(ctx.log))
  return router

  async function authenticate(req: Request): Promise<TokenBearer> {
    const token = /^Bearer +([\w.~+/=-]{16,200})$/i.exec(req.get('authorization') ?? '')?.[1]
    if (!token) throw new Refusal('unauthenticated', '请带上令牌：Authorization: Bearer …')
    const bearer = await officerOfToken(ctx, token)
    if (bearer) return bearer
    await countRequest(wrongTokens, networkOf(req.ip))
    throw new Refusal('unauthenticated', '令牌无效、已撤销，或账号已停用。')
  }
}
