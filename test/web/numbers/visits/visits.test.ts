import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { remindOfLateVisits } from '../../../../src/usecases/notify/remind-of-visits.ts'
import { disableOfficer } from '../../../../src/usecases/people/officers.ts'
import { BLANKS } from '../../../helpers/blanks.ts'
import { MARK, markedPicture } from '../../../helpers/media.ts'
import { photo, postPhotos } from '../../../helpers/multipart.ts'
import { addOfficers, signedIn, type TestSite, testSite, Visitor } from '../../../helpers/site.ts'

/** 明查暗访 at the desk: an observer writes, the department answers, the observer settles, a manager shows it. */

let site: TestSite
beforeEach(async () => {
  site = await testSite()
  await addOfficers(site.ctx, {
    ouyang: 'observer',
    shangguan: 'observer',
    zhang: ['clerk', 'construction'],
    qian: ['clerk', 'civil-affairs'],
    zhuren: ['manager', 'construction'],
    chen: 'manager',
    wei: 'auditor',
    lin: 'dispatcher',
    guan: 'admin',
    tong: ['correspondent', 'construction'],
  })
})
afterEach(() => site.close())
const as = async (login: string) => {
  const visitor = await signedIn(site, login)
  await visitor.get('/desk/account')
  return visitor
}
const VISIT = {
  kind: 'visit',
  departmentId: 'construction',
  visitedOn: '2026-11-15',
  title: '窗口没人',
  finding: '上午十点窗口没有人，等了四十分钟。',
  verdict: 'bad',
}
const written = async (more: Record<string, string> = {}, login = 'ouyang') => {
  const { location, status, text } = await (await as(login)).post('/desk/visits', { ...VISIT, ...more })
  if (status !== 303) throw new Error(text)
  return location!.split('?')[0]!
}
/** A move, with the version of the page as it is now. */
const moves = async (login: string, path: string, move: string, fields: Record<string, string> = {}) => {
  const visitor = await as(login)
  const { text } = await visitor.get(path)
  const version = /name="version" value="(\d+)"/.exec(text)?.[1] ?? String((await row()).version)
  return visitor.post(`${path}/${move}`, { version, ...fields })
}
const row = () => site.ctx.db.read.visit.findFirstOrThrow()

describe('a visit', () => {
  it('goes from finding to answer, back, to answer again, to settled, to the public', async () => {
    const path = await written()
    expect(await row()).toMatchObject({ status: 'open', dueOn: '2026-11-23', verdict: 'bad' })
    const clerk = await as('zhang')
    expect(await clerk.page('/desk/visits')).toContain('窗口没人')
    expect(await clerk.page('/desk/reminders')).toContain('明查暗访发现了问题')
    // Whom they could ask about it, the department does not read.
    expect(await clerk.page(path)).not.toContain('ouyang同志')
    expect(await (await as('chen')).page(path)).toContain('ouyang同志')

    expect((await moves('zhang', path, 'answer', { text: '那天轮休，已排班。' })).status).toBe(303)
    expect(await (await as('ouyang')).page('/desk/reminders')).toContain('您写的明查暗访有了答复')
    site.ctx.clock.set('2026-11-18T10:00+08:00')
    expect((await moves('ouyang', path, 'sendBack', { text: '今天还是没人' })).status).toBe(303)
    expect(await row()).toMatchObject({ status: 'open', dueOn: '2026-11-25', answer: null })
    expect((await moves('zhang', path, 'answer', { text: '换了人，九点到岗。' })).status).toBe(303)
    expect((await moves('ouyang', path, 'settle', { text: '有人了' })).status).toBe(303)
    const page = await (await as('zhang')).page(path)
    for (const words of ['那天轮休', '今天还是没人', '九点到岗', '有人了']) expect(page).toContain(words)

    expect(await new Visitor(site.url).page('/public/visits')).not.toContain('窗口')
    const publish = { publicFinding: '窗口没人', publicAnswer: '已排班', checked: 'yes' }
    expect((await moves('zhuren', path, 'publish', publish)).status).toBe(403)
    expect((await moves('chen', path, 'publish', publish)).status).toBe(303)
    const shown = await new Visitor(site.url).page('/public/visits')
    expect(shown).toContain('窗口没人')
    expect(shown).not.toMatch(/ouyang|zhang|轮休/)
    expect((await moves('chen', path, 'hide')).status).toBe(303)
    expect(await new Visitor(site.url).page('/public/visits')).not.toContain('窗口没人')
    const actions = (await site.ctx.db.read.auditEntry.findMany({ where: { target: 'visits/1' } })).map(
      a => a.action,
    )
    expect(actions).toEqual([
      'visit_recorded',
      'visit_answered',
      'visit_sent_back',
      'visit_answered',
      'visit_settled',
      'visit_published',
      'visit_hidden',
    ])
  })

  it('that found nothing wrong is settled at once and asks nobody', async () => {
    await written({ verdict: 'good' })
    expect(await row()).toMatchObject({ status: 'settled', dueOn: null })
    expect(await site.ctx.db.read.reminder.count()).toBe(0)
  })

  it('that is not answered in time is late on the list, and its department is reminded once each working day', async () => {
    await written()
    await site.ctx.db.inTransaction(tx => tx.reminder.deleteMany())
    site.ctx.clock.set('2026-11-23T08:20+08:00')
    await remindOfLateVisits(site.ctx)
    expect(await site.ctx.db.read.reminder.count()).toBe(0)
    site.ctx.clock.set('2026-11-24T08:20+08:00')
    for (let i = 0; i < 2; i++) await remindOfLateVisits(site.ctx)
    const told = await site.ctx.db.read.reminder.findMany({ include: { officer: true } })
    expect(told.map(r => [r.kind, r.officer.login]).sort()).toEqual([
      ['visit_late', 'zhang'],
      ['visit_late', 'zhuren'],
    ])
    // A Saturday.
    site.ctx.clock.set('2026-11-28T08:20+08:00')
    await remindOfLateVisits(site.ctx)
    expect(await site.ctx.db.read.reminder.count()).toBe(2)
    expect(await (await as('chen')).page('/desk/visits?view=open')).toContain('已超期')
  })

  it('of a closed account is settled by an auditor', async () => {
    const path = await written()
    await moves('zhang', path, 'answer', { text: '改了。' })
    expect((await moves('wei', path, 'settle', { text: '看过了' })).status).toBe(403)
    await disableOfficer(site.ctx, 'ouyang')
    expect((await moves('wei', path, 'settle', { text: '看过了' })).status).toBe(303)
  })

  it('is listed a page at a time, whole', async () => {
    await written({ title: '头一条' })
    const { id: _, ...one } = await row()
    await site.ctx.db.inTransaction(async tx => {
      for (let i = 0; i < 65; i++)
        await tx.visit.create({ data: { ...one, title: `第 ${i} 条`, visitedOn: `2026-11-0${1 + (i % 9)}` } })
    })
    const visitor = await as('wei')
    for (const view of ['all', 'open']) {
      const seen: string[] = []
      let next: string | undefined = `/desk/visits?view=${view}`
      while (next) {
        const text = await visitor.page(next)
        seen.push(...[...text.matchAll(/\/desk\/visits\/(\d+)"/g)].map(m => m[1]!))
        next = /rel="next" href="([^"]+)"/.exec(text)?.[1]?.replaceAll('&amp;', '&')
      }
      expect(seen).toHaveLength(66)
      expect(new Set(seen).size).toBe(66)
    }
    for (const odd of ['x', '2026-13-45.9', "9999-99-99.1' OR 1", '.'])
      expect((await visitor.get(`/desk/visits?view=all&before=${encodeURIComponent(odd)}`)).status).toBe(200)
  })
})

describe('who may do what', () => {
  it('no other department sees or answers it, and the department cannot settle, change or delete it', async () => {
    const path = await written()
    const other = await as('qian')
    expect((await other.get(path)).status).toBe(404)
    expect(await other.page('/desk/visits?view=all')).not.toContain('窗口没人')
    expect((await other.post(`${path}/answer`, { version: '1', text: '没有这事' })).status).toBe(404)
    expect((await moves('zhang', path, 'settle', { text: '没有这事' })).status).toBe(403)
    expect((await moves('shangguan', path, 'sendBack', { text: '我来' })).status).toBe(403)
    for (const move of ['remove', 'delete', 'edit', 'constructor', '__proto__'])
      expect((await moves('zhuren', path, move, { finding: '没有' })).status).toBe(404)
    expect(await row()).toMatchObject({ finding: VISIT.finding, version: 1, status: 'open' })
    for (const login of ['chen', 'lin', 'zhang', 'guan', 'tong']) {
      const visitor = await as(login)
      expect([login, (await visitor.post('/desk/visits', VISIT)).status]).toEqual([login, 403])
    }
    for (const login of ['guan', 'tong'])
      expect((await (await as(login)).get('/desk/visits')).status).toBe(403)
    expect(await site.ctx.db.read.visit.count()).toBe(1)
  })

  it('of two who answer at once, one does; the other is told and keeps the words', async () => {
    const path = await written()
    const [one, two] = [await as('zhang'), await as('zhuren')]
    for (const visitor of [one, two]) await visitor.get(path)
    expect((await one.post(`${path}/answer`, { version: '1', text: '先答的' })).status).toBe(303)
    const { status, text } = await two.post(`${path}/answer`, { version: '1', text: '后答的' })
    expect(status).toBe(409)
    expect(text).toContain('先答的')
    await moves('ouyang', path, 'sendBack', { text: '再答' })
    const again = await two.post(`${path}/answer`, { version: '1', text: '后答的' })
    expect(again.status).toBe(412)
    expect(again.text).toContain('后答的')
    expect((await row()).answer).toBeNull()
  })
})

describe('what is filled in', () => {
  it.each([
    ['a day to come', { visitedOn: '2026-11-17' }, '不能晚于今天'],
    ['a day long ago', { visitedOn: '2024-11-17' }, '最早是一年前'],
    ['no day', { visitedOn: '2026-02-30' }, '日期写成'],
    ['an unknown department', { departmentId: 'nowhere' }, '没有这个承办单位'],
    ['an unknown village', { areaId: 'nowhere' }, '没有这个村'],
    ['another kind', { kind: 'raid' }, '请选是走访还是提问'],
    ['another verdict', { verdict: 'awful' }, '请选合格或有问题'],
    ['a huge text', { finding: '长'.repeat(2001) }, '最多 2000 字'],
    ['a huge title', { title: '长'.repeat(61) }, '最多 60 字'],
  ])('with %s is refused, and stays in the form', async (_what, more, words) => {
    const visitor = await as('ouyang')
    const { status, text } = await visitor.post('/desk/visits', { ...VISIT, ...more })
    expect(status).toBe(422)
    expect(text).toContain(words)
    if (!('finding' in more)) expect(text).toContain(VISIT.finding)
    expect(await site.ctx.db.read.visit.count()).toBe(0)
  })

  it('without anything to read is refused in every field', async () => {
    const path = await written()
    const observer = await as('ouyang')
    const clerk = await as('zhang')
    for (const blank of BLANKS) {
      for (const field of ['title', 'finding'])
        expect([
          field,
          blank,
          (await observer.post('/desk/visits', { ...VISIT, [field]: blank })).status,
        ]).toEqual([field, blank, 422])
      expect((await clerk.post(`${path}/answer`, { version: '1', text: blank })).status).toBe(422)
    }
    expect(await row()).toMatchObject({ version: 1 })
  })

  it('is not published with a number, a mailbox, a name, or who visited', async () => {
    const path = await written({ verdict: 'good' })
    for (const [publicFinding, words] of [
      ['打 13912345678 没人接', '13912345678'],
      ['写信到 wang@example.com', 'wang@example.com'],
      ['ouyang同志 去看的', '监察员的姓名'],
    ] as const) {
      const { status, text } = await moves('chen', path, 'publish', { publicFinding, checked: 'yes' })
      expect([publicFinding, status]).toEqual([publicFinding, 422])
      expect(text).toContain(words)
    }
    expect((await moves('chen', path, 'publish', { publicFinding: '窗口有人' })).status).toBe(422)
    expect((await row()).publicAt).toBeNull()
    expect((await moves('chen', path, 'publish', { publicFinding: '窗口有人', checked: 'yes' })).status).toBe(
      303,
    )
  })

  it('shows numbers masked, and scripts as text', async () => {
    const path = await written({ finding: '<script>alert(1)</script> 群众电话 13912345678' })
    const page = await (await as('chen')).page(path)
    expect(page).toContain('&lt;script>')
    expect(page).not.toContain('13912345678')
  })
})

describe('photos', () => {
  it('are redrawn, seen by who may see the visit, and by nobody else', async () => {
    const observer = await as('ouyang')
    const marked = new Uint8Array(await markedPicture('jpeg'))
    const { location } = await postPhotos(observer, '/desk/visits', VISIT, [marked, await photo()])
    const path = location!.split('?')[0]!
    const clerk = await as('zhang')
    await clerk.get(path)
    const answered = await postPhotos(clerk, `${path}/answer`, { version: '1', text: '已排班。' }, [
      await photo('#abcdef'),
    ])
    expect(answered.status).toBe(303)
    const photos = await site.ctx.db.read.visitPhoto.findMany({ orderBy: { id: 'asc' } })
    expect(photos.map(p => p.of)).toEqual(['finding', 'finding', 'answer'])
    for (const size of ['', '?size=thumb']) {
      const shown = await clerk.get(`${path}/photos/${photos[0]!.id}${size}`)
      expect([shown.status, shown.headers.get('content-type')]).toEqual([200, 'image/jpeg'])
      expect(shown.text).not.toContain(MARK)
    }
    expect((await (await as('qian')).get(`${path}/photos/${photos[0]!.id}`)).status).toBe(404)
    expect((await (await as('guan')).get(`${path}/photos/${photos[0]!.id}`)).status).toBe(403)
    expect((await new Visitor(site.url).get(`${path}/photos/${photos[0]!.id}`)).status).toBe(303)
    // Not under the address of another visit.
    const good = await written({ verdict: 'good' })
    expect((await clerk.get(`${good}/photos/${photos[0]!.id}`)).status).toBe(404)
  })

  it('that are none, too many, or of who may not write are refused; the words stay', async () => {
    const observer = await as('ouyang')
    const none = await postPhotos(observer, '/desk/visits', VISIT, [Buffer.from('<svg onload=alert(1)>')])
    expect(none.status).toBe(422)
    expect(none.text).toContain('有一张照片打不开')
    expect(none.text).toContain(VISIT.finding)
    const seven = await Promise.all(Array.from({ length: 7 }, () => photo()))
    expect((await postPhotos(observer, '/desk/visits', VISIT, seven)).text).toContain('照片最多 6 张')
    const many = Array.from({ length: 13 }, () => seven[0]!)
    const { status, text } = await postPhotos(observer, '/desk/visits', VISIT, many)
    expect([status, text.includes('照片最多 6 张')]).toEqual([413, true])
    expect((await postPhotos(await as('zhang'), '/desk/visits', VISIT, [seven[0]!])).status).toBe(403)
    expect(await site.ctx.db.read.visit.count()).toBe(0)
    expect(await site.ctx.db.read.visitPhoto.count()).toBe(0)
  })
})
