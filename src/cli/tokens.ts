import { TOKEN_PENDING_DAYS, type TokenScope } from '../domain/people/token-scopes.ts'
import { findOfficer } from '../store/people/officers.ts'
import { confirmWithPassword, createToken, listTokens, revokeToken } from '../usecases/people/api-tokens.ts'
import { CommandFailure } from './failure.ts'
import { readPassword } from './officers.ts'
import { withContext } from './open-context.ts'
import { say, sayJson, sayOnStderr, sayTable } from './say.ts'
import { settingsOfExisting } from './settings.ts'

export async function create(options: {
  officer: string
  name: string
  scope: string[]
  days: string
  passwordStdin?: true
  json?: true
}): Promise<void> {
  await withContext(settingsOfExisting(), async ctx => {
    const { officer, name, days } = options
    const scopes = options.scope.flatMap(s => s.split(/[,，\s]+/)).filter(Boolean) as TokenScope[]
    const password = options.passwordStdin ? await readPassword() : undefined
    const token = await createToken(ctx, officer, { name, scopes, days })
    if (password !== undefined) await confirmWithPassword(ctx, token, password)
    // The token alone on stdout, for scripts.
    if (options.json) sayJson({ token })
    else say(token)
    if (password === undefined) {
      sayOnStderr(
        `${officer} 本人要先在办件台“我的账户”里确认，令牌才能用（${TOKEN_PENDING_DAYS} 天内）。权限：${scopes.join('、')}，${days} 天后失效。`,
      )
    }
  })
}

const STATES = { pending: '等本人确认', live: '在用', expired: '已到期' } as const

export async function list(options: { officer: string; json?: true }): Promise<void> {
  await withContext(settingsOfExisting(), async ctx => {
    const officer = await findOfficer(ctx.db.read, options.officer)
    if (!officer) throw new CommandFailure(`没有登录名为 ${options.officer} 的工作人员。`)
    const tokens = await listTokens(ctx, officer.id)
    if (options.json) return sayJson(tokens)
    sayTable([
      ['编号', '名称', '状态', '权限', '生成', '到期', '最近使用'],
      ...tokens.map(t => [
        String(t.id),
        t.name,
        STATES[t.state],
        t.scopes.join(' '),
        t.createdAt.slice(0, 10),
        t.expiresAt?.slice(0, 10) ?? '',
        t.lastUsedAt?.slice(0, 10) ?? '没有用过',
      ]),
    ])
  })
}

export async function revoke(id: string): Promise<void> {
  if (!/^\d{1,9}$/.test(id)) throw new CommandFailure('令牌的编号是数字，用 token list 查看。')
  await withContext(settingsOfExisting(), async ctx => {
    await revokeToken(ctx, Number(id))
    say('已撤销。')
  })
}
