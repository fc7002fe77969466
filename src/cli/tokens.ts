import { findOfficer } from '../store/officers.ts'
import { createToken, listTokens, revokeToken } from '../usecases/api-tokens.ts'
import { CommandFailure } from './failure.ts'
import { withContext } from './open-context.ts'
import { say, sayJson, sayTable } from './say.ts'
import { settingsOfExisting } from './settings.ts'

export async function create(options: { officer: string; name: string; json?: true }): Promise<void> {
  await withContext(settingsOfExisting(), async ctx => {
    const token = await createToken(ctx, options.officer, options.name)
    // The token alone on stdout, for scripts.
    if (options.json) sayJson({ token })
    else say(token)
  })
}

export async function list(options: { officer: string; json?: true }): Promise<void> {
  await withContext(settingsOfExisting(), async ctx => {
    const officer = await findOfficer(ctx.db.read, options.officer)
    if (!officer) throw new CommandFailure(`没有登录名为 ${options.officer} 的工作人员。`)
    const tokens = await listTokens(ctx, officer.id)
    if (options.json) return sayJson(tokens)
    sayTable([
      ['编号', '名称', '生成', '最近使用'],
      ...tokens.map(t => [
        String(t.id),
        t.name,
        t.createdAt.slice(0, 10),
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
