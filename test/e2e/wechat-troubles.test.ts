import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { WeChatApi } from '../../src/channels/wechat/api.ts'
import { ERROR_RULES } from '../../src/channels/wechat/errors.ts'
import { publishMenu } from '../../src/channels/wechat/menu.ts'
import { storedTokens } from '../../src/store/delivery/tokens.ts'
import { storedTroubles } from '../../src/store/office/notices.ts'
import { makeSceneCode } from '../../src/usecases/office/scene-codes.ts'
import { createOfficer } from '../../src/usecases/people/officers.ts'
import { eventually } from '../helpers/eventually.ts'
import { PASSWORD, Visitor } from '../helpers/site.ts'
import { TONE } from '../helpers/voice.ts'
import { ACCOUNT, type WeChatOffice, wechatOffice } from '../helpers/wechat-office.ts'

/** What an administrator must do, on the settings page: raised by every call to WeChat, gone when WeChat works again. */

let office: WeChatOffice
let admin: Visitor
let url: string
beforeAll(async () => {
  office = await wechatOffice({ settings: { BASE_URL: 'http://127.0.0.1' } })
  url = office.service.address
  await createOfficer(office.service.ctx, {
    login: 'root',
    name: '管理员',
    role: 'admin',
    password: PASSWORD,
  })
  admin = new Visitor(url, { origin: 'http://127.0.0.1' })
  await signIn()
})
afterAll(() => office.stop())
beforeEach(() => office.wechat.calm())

/** Our own Origin is the BASE_URL, not the port we happen to have. */
async function signIn() {
  const { cookies } = admin
  const response = await fetch(`${url}/desk/sign-in`, {
    method: 'POST',
    body: new URLSearchParams({ login: 'root', password: PASSWORD }),
    headers: { origin: 'http://127.0.0.1' },
    redirect: 'manual',
  })
  for (const set of response.headers.getSetCookie()) {
    const [name = '', value = ''] = set.split(';')[0]!.split('=')
    cookies.set(name, value)
  }
}

/** The list on the page, as text. */
async function notices(): Promise<string> {
  const { status, text } = await admin.get('/desk/settings')
  expect(status).toBe(200)
  return /id="notices".*?<\/section>/s.exec(text)![0]
}

const menu = () => {
  const { ctx } = office.service
  const api = new WeChatApi({
    ...ACCOUNT,
    apiBase: office.wechat.base,
    store: storedTokens(ctx.db, ctx.secrets),
    now: office.clock,
    troubles: storedTroubles(ctx.db, 'wechat', office.clock),
  })
  return publishMenu(api, [{ name: '菜单', key: 'menu' }])
}
const code = () =>
  makeSceneCode(
    office.service.ctx,
    { window: `${office.clock().getTime()}` },
    { kind: 'officer', role: 'admin' },
  )
const voice = async () => {
  const who = office.resident(`o-voice-${office.clock().getTime()}`)
  const MediaId = office.wechat.addMedium({ type: 'audio/amr', bytes: TONE })
  await who.message('voice', { MediaId, Format: 'amr' }).deliver()
}

it.each([
  [40164, 'IP 白名单'],
  [61004, 'IP 白名单'],
  [40243, '解冻'],
  [89503, '同意'],
])('%i while a menu is published stands there in words, counts up, and goes', async (errcode, words) => {
  office.wechat.trouble({ errcode }, '/cgi-bin/menu/create')
  await expect(menu()).rejects.toThrow()
  expect(await notices()).toContain(words)
  expect(await notices()).toContain('共 1 次')
  office.clock.advance(7)
  office.wechat.trouble({ errcode }, '/cgi-bin/menu/create')
  await expect(menu()).rejects.toThrow()
  const [first, last] = [...(await notices()).matchAll(/(\d\d:\d\d)/g)].map(m => m[1]!)
  expect(await notices()).toContain('共 2 次')
  expect(first).not.toBe(last)
  office.clock.advance(2)
  await menu()
  expect(await notices()).not.toContain(words)
})

it('a permission that a QR code lacks concerns QR codes: a menu that works does not end it', async () => {
  office.wechat.trouble({ errcode: 48001 }, '/cgi-bin/qrcode/create')
  await expect(code()).rejects.toThrow()
  expect(await notices()).toContain('生成二维码：公众号没有这个接口的权限')
  office.clock.advance(2)
  await menu()
  expect(await notices()).toContain('生成二维码')
  await code()
  expect(await notices()).not.toContain('生成二维码')
})

it('a download that is refused stands there until one goes through', async () => {
  office.wechat.trouble({ errcode: 48001 }, '/cgi-bin/media/get')
  office.clock.advance(2)
  await voice()
  await eventually(async () => expect(await notices()).toContain('下载群众发来的照片和语音'))
  office.clock.advance(2)
  await voice()
  await eventually(async () => expect(await notices()).not.toContain('下载群众发来的照片'))
})

it('a new token that WeChat refuses as well says that another system may be at work', async () => {
  office.wechat.trouble([{ errcode: 40001 }, { errcode: 40001 }], '/cgi-bin/menu/create')
  await expect(menu()).rejects.toThrow()
  expect(await notices()).toContain('停用别的')
  office.clock.advance(2)
  await menu()
  expect(await notices()).not.toContain('停用别的')
})

it('a refused secret is told also when no token could be had at all', async () => {
  // Beyond the life of the one we have.
  office.clock.advance(3 * 60)
  await signIn()
  office.wechat.trouble({ errcode: 40243 }, '/cgi-bin/stable_token')
  await expect(menu()).rejects.toThrow()
  expect(await notices()).toContain(ERROR_RULES[40243]!.detail)
  office.clock.advance(2)
  await menu()
  expect(await notices()).not.toContain('解冻')
})

it('a WeChat that is down shows as paused, and no longer once a call comes through', async () => {
  office.wechat.trouble(
    Array.from({ length: 5 }, () => ({ status: 502 }) as const),
    '/cgi-bin/qrcode/create',
  )
  for (let i = 0; i < 5; i++) await expect(code()).rejects.toThrow()
  expect(await notices()).toContain('暂停调用')
  office.clock.advance(10)
  await code()
  expect(await notices()).not.toContain('暂停调用')
})
