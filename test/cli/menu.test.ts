import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ROOT } from '../../src/root.ts'
import { huiyin } from '../helpers/cli.ts'
import { WeChatStandIn } from '../tools/stand-in/wechat/mod.ts'

const dir = mkdtempSync(join(tmpdir(), 'huiyin-menu-'))
const account = { appId: 'wx00000000000menu', appSecret: 'a-secret-of-the-test' }
let wechat: WeChatStandIn
beforeAll(async () => {
  wechat = await new WeChatStandIn({ ...account, now: () => new Date() }).start()
})
afterAll(async () => {
  await wechat.stop()
  rmSync(dir, { recursive: true, force: true })
})

const env = (more: Record<string, string> = {}) => ({
  DATA_DIR: join(dir, 'data'),
  OFFICE_DIR: join(ROOT, 'flows'),
  BASE_URL: 'https://office.example',
  WECHAT_APP_ID: account.appId,
  WECHAT_APP_SECRET: account.appSecret,
  WECHAT_TOKEN: 'tokenOfTheTest',
  WECHAT_API_BASE: wechat.base,
  ...more,
})

describe('huiyin menu publish', () => {
  it('checks without publishing, then publishes the whole menu', async () => {
    const dry = await huiyin(['menu', 'publish', '--dry-run'], { cwd: dir, env: env() })
    expect([dry.code, dry.stdout]).toEqual([0, expect.stringContaining('没有发布')])
    expect(wechat.log).toEqual([])
    const done = await huiyin(['menu', 'publish'], { cwd: dir, env: env() })
    expect([done.code, done.stderr]).toEqual([0, ''])
    expect(wechat.menu).toMatchObject({
      button: [
        {
          name: '我要反映',
          sub_button: expect.arrayContaining([{ type: 'click', name: '反映问题', key: 'complaint' }]),
        },
        {
          sub_button: expect.arrayContaining([
            { type: 'view', name: '办事指南', url: 'https://office.example/guides' },
          ]),
        },
        {},
      ],
    })
  })

  it('says where the file is wrong, and what WeChat says', async () => {
    const flows = join(dir, 'flows')
    cpSync(join(ROOT, 'flows'), flows, { recursive: true })
    writeFileSync(join(flows, 'menu.yaml'), 'buttons:\n  - { name: 查, start: trak }\n')
    const wrong = await huiyin(['menu', 'publish', '--dry-run'], {
      cwd: dir,
      env: env({ OFFICE_DIR: flows }),
    })
    expect([wrong.code, wrong.stderr]).toEqual([1, expect.stringContaining('menu.yaml:2')])
    wechat.trouble({ errcode: 40164 })
    const refused = await huiyin(['menu', 'publish'], {
      cwd: dir,
      env: env({ DATA_DIR: join(dir, 'other') }),
    })
    expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining('IP 白名单')])
    expect(refused.stderr).not.toContain(account.appSecret)
  })
})
