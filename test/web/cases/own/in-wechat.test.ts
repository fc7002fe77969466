import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createWeChat } from '../../../../src/channels/wechat/mod.ts'
import { formatCaseNumber } from '../../../../src/domain/base/text/case-number.ts'
import { storedTokens } from '../../../../src/store/delivery/tokens.ts'
import { receiveMessage } from '../../../../src/usecases/talk/receive-message.ts'
import { openedCase, RESIDENT } from '../../../helpers/cases.ts'
import { typed } from '../../../helpers/context.ts'
import { type TestSite, testSite, Visitor } from '../../../helpers/site.ts'
import { WeChatStandIn } from '../../../tools/stand-in/wechat/mod.ts'

const account = { appId: 'wx0000000000oauth', appSecret: 'a-secret-of-the-test' }
const NOBODYS = formatCaseNumber(2026, 99)
const PHONE = { 'user-agent': 'Mozilla/5.0 (Linux; Android 13) MicroMessenger/8.0.50' }

let wechat: WeChatStandIn
let site: TestSite
let number: string
let domain: string

beforeAll(async () => {
  let now = () => new Date()
  wechat = await new WeChatStandIn({ ...account, now: () => now() }).start()
  const config = {
    WECHAT_APP_ID: account.appId,
    WECHAT_APP_SECRET: account.appSecret,
    WECHAT_TOKEN: 'tokenOfTheTest',
    WECHAT_API_BASE: wechat.base,
    WECHAT_OAUTH: wechat.base,
  }
  site = await testSite({ config })
  const { ctx } = site
  now = ctx.now
  const settings = ctx.config.wechat!
  const tokenStore = storedTokens(ctx.db, ctx.secrets)
  const channel = createWeChat({ ...settings, now: ctx.now, log: ctx.log, tokenStore })
  ;(ctx.channels as Map<string, unknown>).set('wechat', channel)
  domain = new URL(site.url).host
  await receiveMessage(ctx, typed(ctx, 'o-mine', '你好', { channel: 'wechat' }))
  const { id: contactId } = await ctx.db.read.contact.findFirstOrThrow()
  const input = { kind: 'inquiry', text: '低保怎么申请', channel: 'wechat' } as const
  number = await openedCase(ctx, input, RESIDENT, { contactId })
})
afterAll(async () => {
  await site.close()
  await wechat.stop()
})
beforeEach(() => {
  wechat.browse({ openId: 'o-mine', appId: account.appId, domain })
})

/** Follows the redirects as WeChat's browser does. */
async function open(visitor: Visitor, path: string) {
  let answer = await visitor.get(path)
  const seen: string[] = []
  while (answer.location) {
    seen.push(answer.location)
    const next = new URL(answer.location, site.url)
    answer =
      next.origin === site.url
        ? await visitor.get(next.pathname + next.search)
        : await new Visitor(next.origin, PHONE).get(next.pathname + next.search)
  }
  return { ...answer, seen }
}
const phone = () => new Visitor(site.url, PHONE)

describe('a case page in WeChat’s browser', () => {
  it('asks WeChat only when there is no code behind the #, which stays in the browser', async () => {
    const { status, text } = await phone().get(`/c/${number}`)
    expect([status, text]).toEqual([200, expect.stringContaining(`data-else="/c/${number}/wechat"`)])
    expect(text).toContain('是我在微信里反映的，直接打开')
  })

  it('opens without a code for the resident whose case it is', async () => {
    const { status, text, seen } = await open(phone(), `/c/${number}/wechat`)
    expect(status).toBe(200)
    expect(text).toContain(number)
    const [asked] = seen
    expect(asked).toMatch(/\/connect\/oauth2\/authorize\?appid=wx0000000000oauth&redirect_uri=/)
    expect(asked).toMatch(/scope=snsapi_base&state=[a-zA-Z0-9]{1,128}#wechat_redirect$/)
  })

  it('does not open for anybody else, nor for a number that does not exist, in the same words', async () => {
    wechat.browse({ openId: 'o-other', appId: account.appId, domain })
    const other = await open(phone(), `/c/${number}/wechat`)
    const none = await open(phone(), `/c/${NOBODYS}/wechat`)
    expect([other.status, none.status]).toEqual([404, 404])
    expect(other.text).toBe(none.text)
  })

  it('is refused to a virtual user', async () => {
    wechat.browse({ openId: 'o-mine', appId: account.appId, domain, snapshot: true })
    const { status, text } = await open(phone(), `/c/${number}/wechat`)
    expect([status, text]).toEqual([403, expect.stringContaining('使用完整服务')])
  })

  it('asks for the code in any other browser', async () => {
    for (const path of [`/c/${number}`, `/c/${number}/wechat`]) {
      const { status, text } = await open(new Visitor(site.url), path)
      expect([status, text]).toEqual([200, expect.stringContaining('查询码')])
      expect(text).not.toContain('低保怎么申请')
    }
  })

  it('accepts no redirect of another browser, of an earlier request or without a request', async () => {
    const asked = await phone().get(`/c/${number}/wechat`)
    const weChat = new Visitor(wechat.base, PHONE)
    const { pathname, search } = new URL(asked.location!)
    const back = new URL((await weChat.get(pathname + search)).location!)
    // Somebody else's browser has not the cookie.
    expect((await phone().get(back.pathname + back.search)).status).toBe(404)
    const mine = phone()
    const again = new URL((await mine.get(`/c/${number}/wechat`)).location!)
    const mineBack = new URL((await weChat.get(again.pathname + again.search)).location!)
    // Another state of ours, a state that was changed, and one that is too old.
    const codes = (state: string) => `/c/wechat?code=${mineBack.searchParams.get('code')}&state=${state}`
    const state = mineBack.searchParams.get('state')!
    const cookies = new Map(mine.cookies)
    const retry = async (path: string) => {
      for (const [name, value] of cookies) mine.cookies.set(name, value)
      return (await mine.get(path)).status
    }
    expect(await retry(codes(back.searchParams.get('state')!))).toBe(404)
    const other = Buffer.from(NOBODYS).toString('hex')
    expect(await retry(codes(state.replace(/^[0-9a-f]+Z/, `${other}Z`)))).toBe(404)
    expect(await retry(codes('https://evil.example/'))).toBe(404)
    site.ctx.clock.advance(11)
    expect(await retry(codes(state))).toBe(404)
  })

  it('says so when WeChat cannot tell, and shows no secret', async () => {
    wechat.trouble({ errcode: -1 }, '/sns/oauth2/access_token')
    const { status, text } = await open(phone(), `/c/${number}/wechat`)
    expect([status, text]).toEqual([503, expect.stringContaining('暂时不能核对身份')])
    expect(text).not.toContain(account.appSecret)
  })
})
