import { WeChatApi } from '../channels/wechat/api.ts'
import { WeChatError } from '../channels/wechat/errors.ts'
import { type MenuButton, publishMenu } from '../channels/wechat/menu.ts'
import { storedTokens } from '../store/delivery/tokens.ts'
import { storedTroubles } from '../store/office/notices.ts'
import { sayProblems } from '../usecases/office/load-content.ts'
import { loadMenu, MENU_FILE } from '../usecases/office/load-menu.ts'
import { CommandFailure } from './failure.ts'
import { withContext } from './open-context.ts'
import { say, sayJson } from './say.ts'
import { settings } from './settings.ts'

/** `huiyin menu publish`: replaces the official account's whole menu by flows/menu.yaml, or says what is wrong with it. */
export async function publish({ dryRun, json }: { dryRun?: true; json?: true }): Promise<void> {
  const config = settings()
  const { wechat } = config
  if (!wechat && !dryRun) {
    throw new CommandFailure('没有接入微信公众号：请先填 WECHAT_APP_ID 等设置。只想检查请加 --dry-run。')
  }
  await withContext(config, async ctx => {
    const { menu, problems } = await loadMenu(config.officeDir, ctx.content().flows, config.baseUrl)
    if (problems.length > 0) throw new CommandFailure(sayProblems(problems))
    if (!menu) throw new CommandFailure(`在 ${config.officeDir} 里没有找到 ${MENU_FILE}。`)
    if (wechat && !dryRun) {
      const store = storedTokens(ctx.db, ctx.secrets)
      // A failure is also a notice at the desk until a menu is published.
      const troubles = storedTroubles(ctx.db, 'wechat', ctx.now)
      await publishMenu(new WeChatApi({ ...wechat, store, now: ctx.now, troubles }), menu).catch(
        (error: unknown) => {
          if (!(error instanceof WeChatError)) throw error
          throw new CommandFailure(`微信没有接受：${error.rule.detail}（${error.code}）`)
        },
      )
    }
    if (json) return sayJson({ published: !dryRun, menu })
    for (const line of outline(menu)) say(line)
    say(dryRun ? '检查通过，没有发布。' : '已发布。手机上要过几分钟才看得到；重新关注可以马上看到。')
  })
}

const outline = (menu: readonly MenuButton[], depth = ''): string[] =>
  menu.flatMap(button =>
    'below' in button
      ? [`${depth}${button.name}`, ...outline(button.below, `${depth}  `)]
      : [`${depth}${button.name}  ${'key' in button ? button.key : button.url}`],
  )
