import { afterEach, expect, it } from 'vitest'
import { addOfficer, signedIn, type TestSite, testSite } from '../../helpers/site.ts'

let site: TestSite
afterEach(() => site.close())

const WECHAT = { WECHAT_APP_ID: 'wx2c2769f8efd9abc2', WECHAT_APP_SECRET: 's', WECHAT_TOKEN: 'huiyintoken' }

it.each([
  ['says loudly that plain mode is not safe', WECHAT, true],
  [
    'says nothing of it in safe mode',
    { ...WECHAT, WECHAT_AES_KEY: 'abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG' },
    false,
  ],
  ['says nothing of it without an official account', {}, false],
])('the settings page %s', async (_what, config, warns) => {
  site = await testSite({ config })
  await addOfficer(site.ctx, 'admin', 'admin')
  const text = await (await signedIn(site, 'admin')).page('/desk/settings')
  expect(text.includes('明文模式')).toBe(warns)
  expect(text.includes('WECHAT_AES_KEY')).toBe(warns)
})
