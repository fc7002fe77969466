import { zipSync } from 'fflate'
import { beforeEach, describe, expect, it } from 'vitest'
import type { OfficerActor } from '../../../src/domain/people/actor.ts'
import { actorOf } from '../../../src/domain/people/actor.ts'
import { publicItems } from '../../../src/store/publish/item-lists.ts'
import { findItemIds } from '../../../src/store/publish/item-search.ts'
import { findItem, versionsOf } from '../../../src/store/publish/items.ts'
import { createOfficer } from '../../../src/usecases/people/officers.ts'
import { storeItemFile } from '../../../src/usecases/publish/files/store-file.ts'
import { moveItemAs } from '../../../src/usecases/publish/move-item.ts'
import { runItemClock } from '../../../src/usecases/publish/run-clock.ts'
import { createItem, saveDraft } from '../../../src/usecases/publish/save-item.ts'
import { type Clock, clockAt, type TestContext, testContext } from '../../helpers/context.ts'
import { goPublic, NEWS } from '../../helpers/publishing.ts'
import { addOfficers } from '../../helpers/site.ts'

let ctx: TestContext
let clock: Clock
let lin: OfficerActor
let chen: OfficerActor
let zhao: OfficerActor
let village: OfficerActor

beforeEach(async () => {
  clock = clockAt('2026-11-30T09:00+08:00')
  ctx = await testContext({ clock })
  ;({ lin, chen, zhao } = await addOfficers(ctx, { lin: 'correspondent', chen: 'reviewer', zhao: 'manager' }))
  village = {
    ...actorOf(
      await createOfficer(ctx, {
        login: 'cun',
        name: '东山通讯员',
        role: 'correspondent',
        areaId: 'dongshan',
      }),
    ),
  }
})

/** From the draft to the public. */
const publish = (number: string, by = lin) => goPublic(ctx, number, [by, chen, zhao])

const found = (query: string) => findItemIds(ctx.db, query, 10)

describe('an item', () => {
  it('is found by the public from when it goes out until it is withdrawn', async () => {
    const number = await createItem(ctx, lin, NEWS)
    expect(await publicItems(ctx.db.read, {}, 10)).toEqual([])
    expect(await found('修好')).toEqual([])
    await publish(number)
    expect((await publicItems(ctx.db.read, { columnId: 'news' }, 10)).map(i => i.title)).toEqual([
      '道路修好了',
    ])
    expect(await found('修好')).toHaveLength(1)
    await moveItemAs(ctx, number, 'withdraw', { reason: '日期写错' }, zhao)
    expect(await publicItems(ctx.db.read, {}, 10)).toEqual([])
    expect(await found('修好')).toEqual([])
  })

  it('shows the old text until the new version is through, and keeps both', async () => {
    const number = await createItem(ctx, lin, NEWS)
    await publish(number)
    await moveItemAs(ctx, number, 'amend', { change: '日期改为 11 月 27 日' }, lin)
    await saveDraft(ctx, lin, number, { ...NEWS, title: '道路修好了（更正）' }, undefined)
    expect((await publicItems(ctx.db.read, {}, 10))[0]!.title).toBe('道路修好了')
    expect(await found('更正')).toEqual([])
    await publish(number)
    expect((await publicItems(ctx.db.read, {}, 10))[0]!.title).toBe('道路修好了（更正）')
    const item = (await findItem(ctx.db.read, number))!
    expect((await versionsOf(ctx.db.read, item.id)).map(v => [v.version, v.title])).toEqual([
      [2, '道路修好了（更正）'],
      [1, '道路修好了'],
    ])
  })

  it('that is given up again gives its next version a new number', async () => {
    const number = await createItem(ctx, lin, NEWS)
    await publish(number)
    await moveItemAs(ctx, number, 'amend', { change: '一' }, lin)
    await moveItemAs(ctx, number, 'abandon', {}, lin)
    await moveItemAs(ctx, number, 'amend', { change: '二' }, lin)
    expect(await findItem(ctx.db.read, number)).toMatchObject({ workVersion: 3, liveVersion: 1 })
  })

  it('refuses the second of two officers who saw the same state', async () => {
    const number = await createItem(ctx, lin, NEWS)
    const { version } = (await findItem(ctx.db.read, number))!
    await saveDraft(ctx, lin, number, { ...NEWS, title: '甲' }, version)
    await expect(saveDraft(ctx, lin, number, { ...NEWS, title: '乙' }, version)).rejects.toMatchObject({
      code: 'stale',
    })
  })

  it('of a village is written by that village’s correspondent alone', async () => {
    const own = {
      columnId: 'village-affairs',
      areaId: 'dongshan',
      title: '三季度账目',
      body: '收入 3 万元。',
    }
    await expect(createItem(ctx, village, { ...own, areaId: 'xihe' })).rejects.toMatchObject({
      code: 'invalid_field',
    })
    await expect(createItem(ctx, village, NEWS)).rejects.toMatchObject({ code: 'invalid_field' })
    const number = await createItem(ctx, village, own)
    await publish(number, village)
    const other = await createItem(ctx, lin, { ...own, areaId: 'xihe' })
    await expect(moveItemAs(ctx, other, 'submit', {}, village)).rejects.toMatchObject({ code: 'not_found' })
  })
})

describe('the clock', () => {
  it('publishes at the time that was set, and not a minute before', async () => {
    const number = await createItem(ctx, lin, NEWS)
    await moveItemAs(ctx, number, 'submit', {}, lin)
    await moveItemAs(ctx, number, 'pass', {}, chen)
    const publishAt = new Date('2026-12-01T00:00:00Z')
    await moveItemAs(ctx, number, 'check', { confirmed: true, publishAt }, zhao)
    clock.set('2026-12-01T07:59+08:00')
    await runItemClock(ctx)
    expect((await findItem(ctx.db.read, number))!.status).toBe('scheduled')
    clock.set('2026-12-01T08:00+08:00')
    await runItemClock(ctx)
    expect(await findItem(ctx.db.read, number)).toMatchObject({ status: 'published', liveVersion: 1 })
  })

  it('takes a list of names down after its last day, and leaves other columns', async () => {
    const list = {
      columnId: 'assistance',
      areaId: 'dongshan',
      title: '低保公示',
      body: '| 姓名 | 金额 |\n|---|---|\n| 王某 | 300 |',
      namesReason: '《社会救助暂行办法》第十七条要求公示',
      endsOn: '2026-12-06',
    }
    const number = await createItem(ctx, village, list)
    await publish(number, village)
    const notice = await createItem(ctx, lin, { ...NEWS, columnId: 'notices', endsOn: '2026-12-06' })
    await publish(notice)
    clock.set('2026-12-06T23:00+08:00')
    await runItemClock(ctx)
    expect((await findItem(ctx.db.read, number))!.liveVersion).toBe(1)
    clock.set('2026-12-07T00:01+08:00')
    await runItemClock(ctx)
    expect(await findItem(ctx.db.read, number)).toMatchObject({ status: 'withdrawn', liveVersion: null })
    expect((await findItem(ctx.db.read, notice))!.liveVersion).toBe(1)
  })

  it('says so when something could not go out at its time', async () => {
    const number = await createItem(ctx, lin, { ...NEWS, endsOn: '2026-12-01' })
    await moveItemAs(ctx, number, 'submit', {}, lin)
    await moveItemAs(ctx, number, 'pass', {}, chen)
    const publishAt = new Date('2026-12-01T00:00:00Z')
    await moveItemAs(ctx, number, 'check', { confirmed: true, publishAt }, zhao)
    clock.set('2026-12-02T08:00+08:00')
    await runItemClock(ctx)
    const notices = await ctx.db.read.notice.findMany()
    expect(notices.map(n => n.detail).join()).toContain(number)
  })
})

describe('files of an item', () => {
  const XLSX = (parts: Record<string, string>) =>
    zipSync(
      Object.fromEntries(
        Object.entries({ 'xl/workbook.xml': '<workbook/>', ...parts }).map(([name, text]) => [
          name,
          new TextEncoder().encode(text),
        ]),
      ),
    )
  const store = (name: string, bytes: Uint8Array | string) =>
    storeItemFile(ctx, { name, bytes: typeof bytes === 'string' ? new TextEncoder().encode(bytes) : bytes })

  it.each<[string, Uint8Array | string, string]>([
    ['网页.html', '<html><script>alert(1)</script>', '不能传'],
    ['网页.csv', '<html><script>alert(1)</script>', '不能传'],
    ['宏.docx', XLSX({ 'word/document.xml': '<w/>', 'word/vbaProject.bin': 'x' }), '宏'],
    ['文件.docx', XLSX({ 'word/document.xml': '<w/>' }), 'Word'],
    ['宏.xlsx', XLSX({ 'xl/vbaProject.bin': 'x' }), '宏'],
    ['大.pdf', new Uint8Array(40 * 1024 * 1024).fill(65), '20 MB'],
    ['脚本.pdf', '%PDF-1.7 /S /JavaScript /JS (app.alert(1))', '脚本'],
    ['空.pdf', '', '空'],
    ['程序.exe', 'MZ......', '不能传'],
  ])('%s is refused, saying what to do', async (name, bytes, words) => {
    await expect(store(name, bytes)).rejects.toMatchObject({
      code: 'invalid_field',
      detail: expect.stringContaining(words),
    })
  })

  it('a table with identity numbers stops the item, however the cell is written', async () => {
    const cells = '<sst><si><r><t>51010119900</t></r><r><t>1011234</t></r></si></sst>'
    const file = await store('名单.xlsx', XLSX({ 'xl/sharedStrings.xml': cells }))
    const number = await createItem(ctx, lin, NEWS, { add: [file], drop: [] })
    await expect(moveItemAs(ctx, number, 'submit', {}, lin)).rejects.toMatchObject({
      code: 'move_refused',
      detail: expect.stringContaining('身份证号'),
    })
  })

  it('a plain table and a PDF pass', async () => {
    const table = await store('账目.csv', '项目,金额\n修路,30000\n')
    const pdf = await store('预算.pdf', '%PDF-1.7\n%%EOF')
    const number = await createItem(ctx, lin, NEWS, { add: [table, pdf], drop: [] })
    await publish(number)
    expect((await findItem(ctx.db.read, number))!.liveVersion).toBe(1)
  })
})
