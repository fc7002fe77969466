import { randomBytes } from 'node:crypto'
import { WeChatApi } from '../../channels/wechat/api.ts'
import { publishMenu } from '../../channels/wechat/menu.ts'
import type { Service } from '../../main.ts'
import { storedTokens } from '../../store/delivery/tokens.ts'
import { loadMenu } from '../../usecases/office/load-menu.ts'
import { makeSceneCode, sceneCodes } from '../../usecases/office/scene-codes.ts'
import { WeChatStandIn } from '../stand-in/mod.ts'
import { Phone } from './server.ts'

const TEMPLATE = 'demo-template'
const ADMIN = { kind: 'officer', role: 'admin' } as const

/** An official account for the demo: the stand-in for WeChat, and the phone page that shows it. */
export interface DemoAccount {
  /** Settings that connect a service to it. */
  settings: Record<string, string>
  /** Once the service runs: publishes the menu, makes a few codes, opens the phone. @returns its address. */
  open(service: Service): Promise<string>
  stop(): Promise<void>
}

export async function demoAccount(now: () => Date): Promise<DemoAccount> {
  const appId = `wx${randomBytes(8).toString('hex')}`
  const appSecret = randomBytes(16).toString('hex')
  const token = randomBytes(12).toString('hex')
  const aesKey = randomBytes(48).toString('base64').replace(/[+/=]/g, 'x').slice(0, 42).concat('A')
  let phone: Phone | undefined
  const wechat = await new WeChatStandIn({
    appId,
    appSecret,
    now,
    account: 'service',
    onSent: (openId, message) => phone?.received(openId, message),
  }).start()
  wechat.templates.set(TEMPLATE, ['keyword1', 'keyword2'])
  return {
    settings: {
      WECHAT_APP_ID: appId,
      WECHAT_APP_SECRET: appSecret,
      WECHAT_TOKEN: token,
      WECHAT_AES_KEY: aesKey,
      WECHAT_API_BASE: wechat.base,
      WECHAT_TEMPLATE_REPLY: TEMPLATE,
    },
    async open({ ctx, address }) {
      const { menu } = await loadMenu(ctx.config.officeDir, ctx.content().flows, address)
      const store = storedTokens(ctx.db, ctx.secrets)
      if (menu) await publishMenu(new WeChatApi({ ...ctx.config.wechat!, store, now }), menu)
      for (const { id } of ctx.content().office.areas.slice(0, 3)) {
        await makeSceneCode(ctx, { areaId: id }, ADMIN)
      }
      await makeSceneCode(ctx, { window: '便民服务中心 1 号窗口' }, ADMIN)
      phone = await new Phone({
        wechat,
        account: {
          url: `${address}/channels/wechat`,
          appId,
          token,
          aesKey,
          now,
          residents: wechat.residents,
        },
        places: async () => (await sceneCodes(ctx, ADMIN)).map(({ scene, place }) => ({ scene, place })),
      }).start()
      return phone.url
    },
    async stop() {
      await phone?.stop()
      await wechat.stop()
    },
  }
}
