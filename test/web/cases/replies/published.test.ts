import { XMLParser, XMLValidator } from 'fast-xml-parser'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Publishers, publishedReply, publishers, unpublish } from '../../../helpers/replies.ts'
import { type TestSite, testSite, Visitor } from '../../../helpers/site.ts'

let site: TestSite
let by: Publishers
let lamp: { id: number; number: string }

beforeAll(async () => {
  site = await testSite()
  by = await publishers(site.ctx)
  lamp = await publishedReply(site.ctx, by, {
    question: '路灯坏了找谁修 <b>？',
    text: '打 24 小时热线 & 留言都行。',
    area: 'xihe',
    category: 'road',
  })
})
afterAll(() => site.close())

const sums = async (id: number) => {
  const { useful, useless } = await site.ctx.db.read.reply.findUniqueOrThrow({ where: { id } })
  return [useful, useless]
}

describe('the page of public replies', () => {
  it('finds by words, village and theme, and keeps what was typed', async () => {
    const visitor = new Visitor(site.url)
    const page = await visitor.page(`/public/replies?q=${encodeURIComponent('路灯')}&area=xihe&category=road`)
    expect(page).toContain(`href="/public/replies/${lamp.id}"`)
    expect(page).toContain('value="路灯"')
    expect(page).toMatch(/<option value="xihe" selected>/)
    expect(page).toContain(
      '<link rel="alternate" type="application/atom+xml" href="/public/replies/feed.xml"/>',
    )
  })

  it.each([
    'q=%22%20OR%201%3D1',
    'q=%F0%9F%92%A5',
    'before=x',
    'before=99999999999',
    'area=%27',
    `q=${'a'.repeat(999)}`,
    'q=a&q=b',
  ])('answers whatever is typed: %s', async query => {
    expect((await new Visitor(site.url).get(`/public/replies?${query}`)).status).toBe(200)
  })

  it('says when nothing is found, with other ways', async () => {
    const page = await new Visitor(site.url).page(`/public/replies?q=${encodeURIComponent('火星移民')}`)
    expect(page).toContain('没有找到')
    expect(page).toContain('href="/chat"')
  })
})

describe('the page of one public reply', () => {
  it('has question, answer, department, village, date and the warning, and no case number', async () => {
    const page = await new Visitor(site.url).page(`/public/replies/${lamp.id}`)
    for (const words of [
      '路灯坏了找谁修 &lt;b>？',
      '打 24 小时热线 &amp; 留言都行。',
      '规划建设办公室',
      '西河村',
      '2026 年 11 月 16 日',
      '以前的答复，以最新规定为准',
    ])
      expect(page).toContain(words)
    expect(page).not.toContain(lamp.number)
  })

  it.each(['0', '99', 'x', '1e3', '-1'])('is not there: %s', async id => {
    expect((await new Visitor(site.url).get(`/public/replies/${id}`)).status).toBe(404)
  })

  it('says 410 of a retired one, without a reason', async () => {
    const { id } = await publishedReply(site.ctx, by, { text: '粮站周一开门。' })
    const retired = { retiredAt: site.ctx.now(), retiredReason: '粮站搬走了' }
    await site.ctx.db.inTransaction(tx => tx.reply.update({ where: { id }, data: retired }))
    const visitor = new Visitor(site.url)
    const { status, text } = await visitor.get(`/public/replies/${id}`)
    expect(status).toBe(410)
    expect(text).toContain('这份答复已停用')
    expect(text).not.toContain('搬走')
    expect(text).not.toContain('周一')
    expect((await visitor.post(`/public/replies/${id}/vote`, { useful: 'yes' })).status).toBe(404)
  })
})

describe('votes', () => {
  it('counts one of a browser, which may change it', async () => {
    const { id } = await publishedReply(site.ctx, by, { text: '水费在窗口交。' })
    const [one, other] = [new Visitor(site.url), new Visitor(site.url)]
    const vote = (who: Visitor, useful: string) => who.post(`/public/replies/${id}/vote`, { useful })
    expect((await one.get(`/public/replies/${id}`)).headers.getSetCookie()).toEqual([])
    expect(await vote(one, 'yes')).toMatchObject({ status: 303, location: `/public/replies/${id}?done=yes` })
    expect(await sums(id)).toEqual([1, 0])
    await vote(one, 'yes')
    expect(await sums(id)).toEqual([1, 0])
    await vote(other, 'yes')
    expect(await sums(id)).toEqual([2, 0])
    await vote(one, 'no')
    expect(await sums(id)).toEqual([1, 1])
    const page = await one.get(`/public/replies/${id}?done=no`)
    expect(page.text).toContain('记下了：没用')
    expect(page.headers.get('cache-control')).toBe('no-store')
    // What is stored of a browser is not what it sends.
    const stored = await site.ctx.db.read.replyVote.findMany({ where: { replyId: id } })
    expect(stored).toHaveLength(2)
    expect(JSON.stringify(stored)).not.toContain(one.cookies.get('huiyin_voter'))
  })

  it('counts two at once of one browser once', async () => {
    const { id } = await publishedReply(site.ctx, by, { text: '电费在网上交。' })
    const visitor = new Visitor(site.url)
    visitor.cookies.set('huiyin_voter', 'A'.repeat(22))
    const useful = ['yes', 'no', 'yes', 'no', 'yes']
    await Promise.all(useful.map(u => visitor.post(`/public/replies/${id}/vote`, { useful: u })))
    const [yes, no] = await sums(id)
    expect(yes! + no!).toBe(1)
  })

  it('refuses what is no vote, another site and a made-up cookie', async () => {
    const visitor = new Visitor(site.url)
    const path = `/public/replies/${lamp.id}/vote`
    expect((await visitor.post(path, { useful: '5' })).status).toBe(400)
    expect(
      (await visitor.post(path, { useful: 'yes' }, { origin: 'https://elsewhere.example' })).status,
    ).toBe(403)
    visitor.cookies.set('huiyin_voter', '<x>')
    await visitor.post(path, { useful: 'yes' })
    expect(visitor.cookies.get('huiyin_voter')).toMatch(/^[\w-]{22}$/)
  })

  it('stops a flood from one network, and says how long', async () => {
    const { id } = await publishedReply(site.ctx, by, { text: '气费在银行交。' })
    const statuses: number[] = []
    for (let i = 0; i < 22; i++)
      statuses.push((await new Visitor(site.url).post(`/public/replies/${id}/vote`, { useful: 'no' })).status)
    expect(statuses.filter(s => s === 303)).toHaveLength(20)
    const refused = await new Visitor(site.url).post(`/public/replies/${id}/vote`, { useful: 'no' })
    expect(refused.status).toBe(429)
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
    expect(await sums(id)).toEqual([0, 20])
  })

  it('does not count for a reply that ceased to be public while somebody read it', async () => {
    const { id, number } = await publishedReply(site.ctx, by, { text: '话费自己交。' })
    const visitor = new Visitor(site.url)
    await visitor.page(`/public/replies/${id}`)
    await unpublish(site.ctx, number, by.reviewer)
    const { status, text } = await visitor.post(`/public/replies/${id}/vote`, { useful: 'yes' })
    expect(status).toBe(404)
    expect(text).toContain('已经不公开了')
    expect(await sums(id)).toEqual([0, 0])
    expect((await visitor.get(`/public/replies/${id}`)).status).toBe(404)
  })
})

describe('the feed', () => {
  it('is valid Atom with a page for each entry, and 304 for who has it', async () => {
    const visitor = new Visitor(site.url)
    const { text, headers } = await visitor.get('/public/replies/feed.xml')
    expect(headers.get('content-type')).toBe('application/atom+xml; charset=utf-8')
    expect(XMLValidator.validate(text)).toBe(true)
    const { feed } = new XMLParser({ ignoreAttributes: false }).parse(text)
    expect(feed['@_xmlns']).toBe('http://www.w3.org/2005/Atom')
    for (const part of ['id', 'title', 'updated', 'author']) expect(feed[part]).toBeTruthy()
    const entry = feed.entry.at(-1)
    expect(entry).toMatchObject({
      id: `${site.url}/public/replies/${lamp.id}`,
      title: '路灯坏了找谁修 <b>？',
      content: { '#text': '打 24 小时热线 & 留言都行。', '@_type': 'text' },
      link: { '@_href': `${site.url}/public/replies/${lamp.id}` },
    })
    expect(new Date(entry.updated).toISOString()).toBe(entry.updated)
    // Without it fetch asks for a fresh copy.
    const known = { 'if-none-match': headers.get('etag')!, 'cache-control': 'max-age=0' }
    const again = await visitor.get('/public/replies/feed.xml', known)
    expect([again.status, again.text]).toEqual([304, ''])
  })

  it('is valid with signs that XML cannot contain, and without any reply', async () => {
    const own = await testSite()
    const empty = await new Visitor(own.url).page('/public/replies/feed.xml')
    expect(XMLValidator.validate(empty)).toBe(true)
    expect(empty).not.toContain('<entry>')
    const officers = await publishers(own.ctx)
    const { id } = await publishedReply(own.ctx, officers, { text: '好的。' })
    const redactedText = 'a\u0001\u000b\ufffe]]>\ud800b'
    await own.ctx.db.inTransaction(tx => tx.reply.update({ where: { id }, data: { redactedText } }))
    const text = await new Visitor(own.url).page('/public/replies/feed.xml')
    expect(XMLValidator.validate(text)).toBe(true)
    expect(text).not.toMatch(/[\u0001\u000b\ufffe]/)
    await own.close()
  })
})
