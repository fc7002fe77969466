import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Publishers, publishedReply, publishers } from '../../../helpers/replies.ts'
import { addOfficers, signedIn, type TestSite, testSite, Visitor } from '../../../helpers/site.ts'

let site: TestSite
let by: Publishers
let reviewer: Visitor
let tower: { id: number; number: string }

beforeAll(async () => {
  site = await testSite()
  by = await publishers(site.ctx)
  await addOfficers(site.ctx, { reviewer: 'reviewer', clerk: ['clerk', 'construction'], manager: 'manager' })
  tower = await publishedReply(site.ctx, by, {
    question: '水塔多久清洗一次？',
    text: '每年 4 月和 10 月各清洗一次。',
  })
  site.ctx.clock.advance(560 * 1440)
  reviewer = await signedIn(site, 'reviewer')
})
afterAll(() => site.close())

const at = (path = '') => `/desk/replies/${tower.id}${path}`

describe('the desk\u2019s page of public replies', () => {
  it('begins with what is to be reviewed, and the board counts it', async () => {
    const page = await reviewer.page('/desk/replies')
    expect(page).toContain('批准或上次确认已满 18 个月')
    expect(page).toContain(`href="${at()}"`)
    const manager = await signedIn(site, 'manager')
    expect(await manager.page('/desk/board')).toContain('公开的答复要复核：1 份')
  })

  it('keeps what was typed when a reason is missing, and says what to do', async () => {
    await reviewer.page(at())
    const { status, text } = await reviewer.post(at('/retire'), { reason: '  ' })
    expect(status).toBe(422)
    expect(text).toContain('请写明为什么停用')
  })

  it('makes a draft to download, with the token of the session only', async () => {
    await reviewer.page(at())
    expect((await reviewer.post(at('/draft'), { _csrf: 'x' })).status).toBe(403)
    await reviewer.page(at())
    expect(await reviewer.post(at('/draft'))).toMatchObject({ status: 303, location: at('/draft') })
    expect(await reviewer.page(at('/draft'))).toContain('水塔多久清洗一次')
    const file = await reviewer.get(at('/draft.yaml'))
    expect(file.headers.get('content-disposition')).toContain(`reply-${tower.id}.yaml`)
    expect(file.text).toContain('note: 每年 4 月和 10 月各清洗一次。')
  })

  it('confirms, retires and brings back', async () => {
    await reviewer.page(at())
    expect((await reviewer.post(at('/confirm'))).location).toBe(at('?done=reply-confirmed'))
    expect(await reviewer.page('/desk/replies')).toContain('没有要复核的')
    await reviewer.page(at())
    expect((await reviewer.post(at('/retire'), { reason: '<b>塔拆了' })).status).toBe(303)
    expect(await reviewer.page('/desk/replies?state=retired')).toContain('&lt;b>塔拆了')
    expect((await new Visitor(site.url).get(`/public/replies/${tower.id}`)).status).toBe(410)
    await reviewer.page(at())
    expect((await reviewer.post(at('/retire'), { reason: '再来' })).status).toBe(409)
    await reviewer.page(at())
    await reviewer.post(at('/confirm'))
    expect((await new Visitor(site.url).get(`/public/replies/${tower.id}`)).status).toBe(200)
  })

  it('is not for clerks', async () => {
    const clerk = await signedIn(site, 'clerk')
    for (const path of ['/desk/replies', at(), at('/draft'), at('/draft.yaml')])
      expect((await clerk.get(path)).status).toBe(403)
    expect(await clerk.page('/desk')).not.toContain('/desk/replies')
  })

  it('stands below the guides that are found, marked as earlier', async () => {
    const page = await new Visitor(site.url).page(`/guides?q=${encodeURIComponent('水塔多久清洗')}`)
    expect(page).toContain(`href="/public/replies/${tower.id}"`)
    expect(page).toContain('以前的答复，以最新规定为准')
  })
})
