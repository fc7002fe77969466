import sharp from 'sharp'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openCase } from '../../../src/usecases/cases/moving/open-case.ts'
import { storePictures } from '../../../src/usecases/cases/public/reply-pictures.ts'
import { storeItemFile } from '../../../src/usecases/publish/files/store-file.ts'
import { draftItem } from '../../helpers/publishing.ts'
import {
  addOfficer,
  addOfficers,
  signedIn,
  type TestSite,
  testSite,
  Visitor,
  versionOn,
} from '../../helpers/site.ts'
import { liveToken } from '../../helpers/token.ts'

/** Every id that an address or a form carries, used by somebody whose it is not: as if it did not exist. */

let site: TestSite
let mine: Visitor
let other: Visitor
let number: string
let theirs: string
const ids: Record<'reply' | 'photo' | 'canned' | 'view' | 'token' | 'sample' | 'reminder', number> = {
  reply: 0,
  photo: 0,
  canned: 0,
  view: 0,
  token: 0,
  sample: 0,
  reminder: 0,
}
let session = ''
let item: string
let itemFile: number

beforeAll(async () => {
  site = await testSite()
  const { ctx } = site
  const officers = await addOfficers(ctx, {
    lin: 'dispatcher',
    zhang: ['clerk', 'construction'],
    zhou: ['reviewer', 'construction'],
    he: ['clerk', 'environment'],
    qian: ['reviewer', 'environment'],
    wei: 'auditor',
    wu: 'admin',
  })
  await addOfficer(ctx, 'xi', 'correspondent', undefined, 'xihe')
  const file = await storeItemFile(ctx, { name: '秘密.csv', bytes: Buffer.from('项目,金额\n修路,1\n') })
  const secret = { columnId: 'village-affairs', areaId: 'dongshan', title: '秘密的账目', body: '秘密的正文' }
  item = await draftItem(ctx, officers.lin, secret, { add: [file], drop: [] })
  itemFile = (await ctx.db.read.itemFile.findFirstOrThrow()).id
  const lin = await signedIn(site, 'lin')
  const open = async (to: string) => {
    const input = { kind: 'complaint', title: '路灯坏了', text: '村口路灯坏了。', channel: 'phone' } as const
    const opened = await openCase(ctx, input, { kind: 'resident' })
    await lin.move(opened.number, 'accept')
    await lin.move(opened.number, 'assign', { to })
    return opened.number
  }
  number = await open('construction')
  theirs = await open('environment')
  mine = await signedIn(site, 'zhang')
  other = await signedIn(site, 'he')
  await mine.move(number, 'draft', { text: '秘密的草稿' })
  await mine.get('/desk?view=mine')
  await mine.post('/desk/saved-views', { name: '我的', query: 'view=mine' })
  const zhou = await signedIn(site, 'zhou')
  await zhou.get('/desk/canned')
  await zhou.post('/desk/canned', { title: '收到', text: '秘密的常用语', departmentId: 'construction' })
  const wei = await signedIn(site, 'wei')
  await wei.get('/desk/samples')
  const drawn = await wei.post('/desk/samples', { from: '2026-11-01', to: '2026-11-16', size: '1' })
  await liveToken(ctx, 'zhang')
  const { read } = ctx.db
  const officer = await read.officer.findUniqueOrThrow({ where: { login: 'zhang' } })
  const reply = await read.reply.findFirstOrThrow()
  const [stored] = await storePictures(ctx, [
    await sharp({ create: { width: 8, height: 8, channels: 3, background: '#111111' } })
      .png()
      .toBuffer(),
  ])
  const photo = await ctx.db.inTransaction(tx =>
    tx.attachment.create({
      data: {
        caseId: reply.caseId,
        replyId: reply.id,
        hash: stored!.hash,
        kind: 'photo',
        status: 'stored',
        mime: 'image/jpeg',
        createdAt: ctx.now(),
      },
    }),
  )
  Object.assign(ids, {
    reply: reply.id,
    photo: photo.id,
    canned: (await read.cannedReply.findFirstOrThrow()).id,
    view: (await read.savedView.findFirstOrThrow()).id,
    token: (await read.apiToken.findFirstOrThrow()).id,
    sample: Number(drawn.location!.split('/').pop()),
    reminder: (await read.reminder.findFirstOrThrow({ where: { officerId: officer.id } })).id,
  })
  session = (await read.officerSession.findFirstOrThrow({ where: { officerId: officer.id } })).key.slice(
    0,
    12,
  )
})
afterAll(() => site.close())

/** All that belongs to zhang and to the case of construction, as it lies in the database. */
async function kept(): Promise<string> {
  const { read } = site.ctx.db
  const officer = await read.officer.findUniqueOrThrow({ where: { login: 'zhang' } })
  const row = await read.case.findUniqueOrThrow({ where: { number } })
  return JSON.stringify(
    await Promise.all([
      row,
      read.caseEvent.count({ where: { caseId: row.id } }),
      read.reply.findMany({ where: { caseId: row.id } }),
      read.attachment.findMany({ where: { caseId: row.id } }),
      read.typedDraft.findMany({ where: { caseId: row.id } }),
      read.presence.count({ where: { caseId: row.id, officer: { login: { not: 'zhang' } } } }),
      read.cannedReply.findMany(),
      read.savedView.findMany({ where: { officerId: officer.id } }),
      read.apiToken.findMany({ where: { officerId: officer.id }, select: { id: true, revokedAt: true } }),
      read.officerSession.findMany({
        where: { officerId: officer.id },
        select: { key: true, revokedAt: true },
      }),
      read.reminder.findMany({ where: { officerId: officer.id } }),
      read.sampleItem.findMany(),
      read.item.findMany(),
      read.itemVersion.findMany(),
      read.itemEvent.count(),
    ]),
  )
}

test('the desk, for a clerk and a reviewer of another department: not found, nothing revealed, nothing changed', async () => {
  const before = await kept()
  const wrong: unknown[] = []
  const check = async (who: string, path: string, fields?: Record<string, string>) => {
    const visitor = who === 'he' ? other : await signedIn(site, who)
    await visitor.get('/desk/account')
    const { status, text } = fields ? await visitor.post(path, fields) : await visitor.get(path)
    if (status !== 404 && status !== 403) wrong.push([who, path, status])
    if (/秘密|村口路灯/.test(text)) wrong.push([who, path, 'tells'])
    if ((await kept()) !== before) wrong.push([who, path, 'changed'])
  }
  const at = `/desk/cases/${number}`
  for (const path of [at, `${at}/receipt`, `${at}/repro`, `/desk/live?case=${number}`])
    await check('he', path)
  for (const size of ['', '?size=thumb', '?size=play'])
    await check('he', `/desk/attachments/${ids.photo}${size}`)
  const text = { version: '4', text: '别人的', insert: `canned-${ids.canned}` }
  for (const path of ['keep', 'resume', 'reveal', 'preview', 'insert', 'assist', 'moves/draft', 'moves/note'])
    await check('he', `${at}/${path}`, { ...text, keptMove: 'draft', 'kept.text': 'x' })
  for (const path of [`/desk/canned/${ids.canned}`, `/desk/canned/${ids.canned}/remove`])
    await check('qian', path, { title: '改了', text: '改了', departmentId: 'environment' })
  await check('he', `/desk/saved-views/${ids.view}/remove`, {})
  await check('he', `/desk/account/sessions/${session}/revoke`, {})
  await check('he', `/desk/account/tokens/${ids.token}/revoke`, {})
  await check('he', `/desk/officers/zhang/sessions/${session}/end`, {})
  for (const path of ['', '.csv', '.xlsx']) await check('he', `/desk/samples/${ids.sample}${path}`)
  await check('he', `/desk/samples/${ids.sample}/1`, { verdict: 'ok', finding: 'x' })
  const itemAt = `/desk/items/${item}`
  for (const path of ['', '/edit', '/versions/1', `/files/${itemFile}`]) await check('xi', `${itemAt}${path}`)
  const draft = {
    version: '1',
    columnId: 'news',
    title: '改了',
    body: '改了',
    reason: '改了',
    change: '改了',
  }
  for (const path of ['edit', 'edit/preview', 'moves/submit', 'moves/discard', 'treat'])
    await check('xi', `${itemAt}/${path}`, draft)
  // A village's correspondent writes for that village alone.
  for (const fields of [{ columnId: 'village-affairs', areaId: 'dongshan' }, { columnId: 'news' }]) {
    const answer = await (await signedIn(site, 'xi')).post('/desk/items/new', { ...draft, ...fields })
    if (answer.status !== 422 && answer.status !== 403) wrong.push(['xi', fields, answer.status])
  }
  await check('he', '/desk/conversations/1')
  await check('he', '/desk/conversations/1/messages/1/case', { kind: 'complaint' })
  await check('he', '/desk/conversations/1/block', { reason: '刷屏', days: '7' })
  await check('he', '/desk/blocks')
  for (const act of ['lift', 'uphold']) await check('he', `/desk/blocks/1/${act}`, { reason: 'x' })
  expect(wrong).toEqual([])
})

test('ids inside one’s own forms reach nobody else’s things', async () => {
  const before = await kept()
  // A draft of one’s own case that drops the photo of another’s reply.
  expect((await other.move(theirs, 'draft', { text: '我的答复', drop: String(ids.photo) })).status).toBe(303)
  // A piece that another department keeps.
  const page = await other.get(`/desk/cases/${theirs}`)
  const version = versionOn(page)!
  for (const insert of [`canned:${ids.canned}`, `canned-${ids.canned}`, String(ids.canned)]) {
    const inserted = await other.post(`/desk/cases/${theirs}/insert`, { version, text: 'x', insert })
    expect([insert, inserted.status]).toEqual([insert, 404])
    expect(inserted.text).not.toContain('秘密的常用语')
  }
  // “All read” up to an id that lies beyond one’s own.
  await other.post('/desk/reminders/read', { upTo: String(ids.reminder + 1000) })
  // In bulk, and the list of reminders.
  expect((await other.post('/desk/bulk', { move: 'nudge', number })).text).not.toContain('村口路灯')
  expect(await other.page('/desk/reminders')).not.toContain(number)
  expect(await kept()).toBe(before)
})

test('a resident’s code opens their own case and its files alone', async () => {
  const code = site.ctx.secrets.trackingCode(theirs)
  const resident = new Visitor(site.url)
  expect((await resident.own(theirs, code)).status).toBe(200)
  const { caseId } = await site.ctx.db.read.attachment.findUniqueOrThrow({ where: { id: ids.photo } })
  const own = await site.ctx.db.inTransaction(async tx =>
    tx.attachment.create({
      data: {
        caseId: caseId!,
        kind: 'photo',
        status: 'stored',
        hash: await site.ctx.files.put(Buffer.from('the other resident’s')),
        mime: 'text/plain',
        createdAt: site.ctx.now(),
      },
    }),
  )
  for (const id of [own.id, ids.photo])
    expect((await resident.get(`/c/${theirs}/attachments/${id}`)).status).toBe(404)
  expect((await resident.get(`/c/${number}/attachments/${own.id}`)).status).toBe(404)
  expect(await resident.page(`/c/${number}`)).not.toContain('村口路灯')
  expect((await new Visitor(site.url).own(number, code)).status).toBe(404)
  expect((await resident.post(`/c/${number}/withdraw`, { reason: 'x' })).status).toBe(404)
  // The web chat’s own files: of this browser’s conversation, and nothing else.
  expect((await resident.get(`/channels/web/attachments/${own.id}`)).status).toBe(404)
})

test('a token sees what its officer sees and no more', async () => {
  const token = await liveToken(site.ctx, 'he')
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json', 'if-match': '"4"' }
  const before = await kept()
  for (const path of ['', '/events', '/attachments', '/messages']) {
    const answer = await fetch(`${site.url}/api/v1/cases/${number}${path}`, { headers })
    expect([path, answer.status]).toEqual([path, 404])
  }
  const moved = await fetch(`${site.url}/api/v1/cases/${number}/moves/note`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ text: 'x' }),
  })
  expect(moved.status).toBe(404)
  const list = await fetch(`${site.url}/api/v1/cases?q=${number}`, { headers })
  expect(list.status).toBe(200)
  expect(((await list.json()) as { items: unknown[] }).items).toEqual([])
  expect(await kept()).toBe(before)
})
